#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

using nlohmann::json;

Activation activation_of(const ModelConfig& config, const json& tower) {
  const std::string name = config.word(tower, "hidden_act", "quick_gelu");
  if (name == "quick_gelu") return Activation::QuickGelu;
  if (name == "gelu") return Activation::Gelu;
  throw config.unsupported("hidden_act " + name);
}

/// Epsilon of the layer normalisations, which both towers share.
double epsilon_of(const ModelConfig& config, const json& text, const json& vision) {
  const double epsilon = config.number(text, "layer_norm_eps", 1e-5);
  if (!(epsilon > 0.0) || epsilon >= 1.0 || config.number(vision, "layer_norm_eps", 1e-5) != epsilon) {
    throw config.unsupported("layer_norm_eps");
  }
  return epsilon;
}

void require_divisor(const ModelConfig& config, std::size_t heads, std::size_t width) {
  if (width % heads == 0) return;
  throw model_error("{}: num_attention_heads is {}, expected a divisor of the width {}",
                    "{} : num_attention_heads vaut {}, attendu un diviseur de la largeur {}", config.name(), heads,
                    width);
}

/// A size in pixels: a number, {"shortest_edge": n}, or {"height": n, "width": n}.
std::size_t side_of(const ModelConfig& config, const char* key, std::size_t otherwise) {
  const auto found = config.root().find(key);
  if (found == config.root().end() || !found->is_object()) return config.count(config.root(), key, otherwise);
  if (found->contains("shortest_edge")) return config.count(*found, "shortest_edge", otherwise);
  const std::size_t height = config.count(*found, "height", otherwise);
  if (config.count(*found, "width", otherwise) != height) throw config.unsupported(std::string(key) + " not square");
  return height;
}

}  // namespace

void apply_hugging_face_config(const std::string& path, ClipArchitecture& architecture) {
  ModelConfig config(path);
  const std::string type = config.word(config.root(), "model_type", "clip");
  if (type != "clip") throw config.unsupported("model_type " + type);
  const json text = config.object(config.root(), "text_config");
  const json vision = config.object(config.root(), "vision_config");
  auto* const vit = std::get_if<VisionTransformerShape>(&architecture.vision);
  if (vit == nullptr) throw config.unsupported("ResNet");

  vit->heads = config.count(vision, "num_attention_heads", 12);
  architecture.text.heads = config.count(text, "num_attention_heads", 8);
  architecture.vision_activation = activation_of(config, vision);
  architecture.text_activation = activation_of(config, text);
  architecture.layer_norm_epsilon = epsilon_of(config, text, vision);

  config.expect(config.root(), "projection_dim", architecture.embedding);
  const auto expect = [&](const char* tower_name, const json& tower, const char* key, std::size_t weights_have) {
    config.expect(std::string(tower_name) + "." + key, config.count(tower, key, weights_have), weights_have);
  };
  expect("vision_config", vision, "hidden_size", vit->width);
  expect("vision_config", vision, "intermediate_size", vit->hidden);
  expect("vision_config", vision, "num_hidden_layers", vit->layers);
  expect("vision_config", vision, "patch_size", vit->patch);
  expect("vision_config", vision, "image_size", architecture.image_size);
  expect("text_config", text, "hidden_size", architecture.text.width);
  expect("text_config", text, "intermediate_size", architecture.text.hidden);
  expect("text_config", text, "num_hidden_layers", architecture.text.layers);
  expect("text_config", text, "max_position_embeddings", architecture.text.context);
  expect("text_config", text, "vocab_size", architecture.text.vocabulary);
  config.throw_contradictions();
  require_divisor(config, vit->heads, vit->width);
  require_divisor(config, architecture.text.heads, architecture.text.width);
}

Preprocessing read_hugging_face_preprocessing(const std::string& path, std::size_t image_size) {
  ModelConfig config(path);
  Preprocessing preprocessing = clip_preprocessing(image_size);
  preprocessing.size = side_of(config, "size", image_size);
  preprocessing.crop = side_of(config, "crop_size", image_size);
  for (const char* const step : {"do_resize", "do_center_crop", "do_normalize", "do_rescale"}) {
    if (!config.flag(config.root(), step, true)) throw config.unsupported(std::string(step) + ": false");
  }
  const auto resample = config.root().value("resample", json(3));  // Pillow's numbers of its filters
  if (resample == 2) {
    preprocessing.interpolation = Interpolation::Bilinear;
  } else if (resample != 3) {
    throw config.unsupported("resample " + resample.dump());
  }
  config.read_colours(config.root(), "image_mean", preprocessing.mean);
  config.read_colours(config.root(), "image_std", preprocessing.std);
  config.expect("crop_size", preprocessing.crop, image_size);
  config.throw_contradictions();
  check_preprocessing(preprocessing, config.name());
  return preprocessing;
}

Preprocessing clip_preprocessing(std::size_t image_size) {
  Preprocessing preprocessing;
  preprocessing.size = image_size;
  preprocessing.crop = image_size;
  return preprocessing;
}

}  // namespace p8
