#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/hugging_face_keys.h"
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

/// The side of the square that is cut out: a number, or {"height": n, "width": n}.
std::size_t crop_of(const ModelConfig& config, const json& image, std::size_t otherwise) {
  const auto found = image.find("crop_size");
  if (found == image.end() || !found->is_object()) return config.count(image, "crop_size", otherwise);
  const std::size_t height = config.count(*found, "height", otherwise);
  if (config.count(*found, "width", otherwise) != height) throw config.unsupported("crop_size not square");
  return height;
}

/// The shorter side after the resize: a number, or {"shortest_edge": n}. With height and width, transformers squeezes
/// images into that square.
std::size_t shorter_side_of(const ModelConfig& config, const json& image, std::size_t otherwise) {
  const auto found = image.find("size");
  if (found == image.end() || !found->is_object()) return config.count(image, "size", otherwise);
  const json& size = *found;
  if (size.size() == 1 && size.contains("shortest_edge")) return config.count(size, "shortest_edge", otherwise);
  const bool is_square = size.contains("height") && size.contains("width") && size["height"] == size["width"];
  throw config.unsupported(is_square ? "size " + size.dump() : "size not square");
}

/// The tower's section. Files of the first versions have it under another name too, which then counts
/// (transformers, CLIPConfig.__init__).
json tower_of(const ModelConfig& config, const std::string& tower) {
  const auto old_form = config.root().find(tower + "_dict");
  const bool has_old_form = old_form != config.root().end() && old_form->is_object();
  return has_old_form ? *old_form : config.object(config.root(), tower.c_str());
}

}  // namespace

ClipArchitecture hugging_face_defaults() {
  ClipArchitecture architecture;
  architecture.embedding = 512;
  architecture.image_size = 224;
  architecture.vision = VisionTransformerShape{768, 12, 12, 3072, 32};
  architecture.text = {77, 49408, 512, 12, 8, 2048};
  return architecture;
}

ClipArchitecture read_hugging_face_architecture(const ModelConfig& config, const ClipArchitecture& otherwise) {
  const std::string type = config.word(config.root(), "model_type", "clip");
  if (type != "clip") throw config.unsupported("model_type " + type);
  const json text = tower_of(config, "text_config");
  const json vision = tower_of(config, "vision_config");
  check_hugging_face_keys(config, text, vision);
  const auto* const shape = std::get_if<VisionTransformerShape>(&otherwise.vision);
  if (shape == nullptr) throw config.unsupported("ResNet");

  ClipArchitecture architecture = otherwise;
  auto& vit = std::get<VisionTransformerShape>(architecture.vision);
  vit.width = config.count(vision, "hidden_size", shape->width);
  vit.hidden = config.count(vision, "intermediate_size", shape->hidden);
  vit.layers = config.count(vision, "num_hidden_layers", shape->layers);
  vit.patch = config.count(vision, "patch_size", shape->patch);
  vit.heads = config.count(vision, "num_attention_heads", 12);
  architecture.image_size = config.count(vision, "image_size", otherwise.image_size);
  architecture.text.width = config.count(text, "hidden_size", otherwise.text.width);
  architecture.text.hidden = config.count(text, "intermediate_size", otherwise.text.hidden);
  architecture.text.layers = config.count(text, "num_hidden_layers", otherwise.text.layers);
  architecture.text.context = config.count(text, "max_position_embeddings", otherwise.text.context);
  architecture.text.vocabulary = config.count(text, "vocab_size", otherwise.text.vocabulary);
  architecture.text.heads = config.count(text, "num_attention_heads", 8);
  architecture.embedding = config.count(config.root(), "projection_dim", otherwise.embedding);
  architecture.vision_activation = activation_of(config, vision);
  architecture.text_activation = activation_of(config, text);
  architecture.layer_norm_epsilon = epsilon_of(config, text, vision);
  return architecture;
}

void apply_hugging_face_config(const std::string& path, ClipArchitecture& architecture) {
  ModelConfig config(path);
  const ClipArchitecture says = read_hugging_face_architecture(config, architecture);
  const auto& vision = std::get<VisionTransformerShape>(architecture.vision);
  const auto& vision_says = std::get<VisionTransformerShape>(says.vision);
  config.expect("projection_dim", says.embedding, architecture.embedding);
  config.expect("vision_config.hidden_size", vision_says.width, vision.width);
  config.expect("vision_config.intermediate_size", vision_says.hidden, vision.hidden);
  config.expect("vision_config.num_hidden_layers", vision_says.layers, vision.layers);
  config.expect("vision_config.patch_size", vision_says.patch, vision.patch);
  config.expect("vision_config.image_size", says.image_size, architecture.image_size);
  config.expect("text_config.hidden_size", says.text.width, architecture.text.width);
  config.expect("text_config.intermediate_size", says.text.hidden, architecture.text.hidden);
  config.expect("text_config.num_hidden_layers", says.text.layers, architecture.text.layers);
  config.expect("text_config.max_position_embeddings", says.text.context, architecture.text.context);
  config.expect("text_config.vocab_size", says.text.vocabulary, architecture.text.vocabulary);
  config.throw_contradictions();
  require_divisor(config, vision_says.heads, vision.width);
  require_divisor(config, says.text.heads, says.text.width);
  architecture = says;
}

std::optional<std::size_t> hugging_face_end_id(const std::string& path) {
  constexpr std::size_t kLargestId = 2;
  const ModelConfig config(path);
  const std::size_t end = config.count(tower_of(config, "text_config"), "eos_token_id", kLargestId);
  return end == kLargestId ? std::nullopt : std::optional(end);
}

Preprocessing read_hugging_face_preprocessing(const std::string& path, std::size_t image_size) {
  ModelConfig config(path);
  // processor_config.json has it in a section.
  const bool is_section = config.root().contains("image_processor");
  const json image = is_section ? config.object(config.root(), "image_processor") : config.root();
  check_hugging_face_image_keys(config, image);
  Preprocessing preprocessing = clip_preprocessing(image_size);
  preprocessing.size = shorter_side_of(config, image, image_size);
  preprocessing.crop = crop_of(config, image, image_size);
  for (const char* const step : {"do_resize", "do_center_crop", "do_normalize", "do_rescale"}) {
    if (!config.flag(image, step, true)) throw config.unsupported(std::string(step) + ": false");
  }
  const auto resample = image.value("resample", json(3));  // Pillow's numbers of its filters
  if (resample == 2) {
    preprocessing.interpolation = Interpolation::Bilinear;
  } else if (resample != 3) {
    throw config.unsupported("resample " + resample.dump());
  }
  config.read_colours(image, "image_mean", preprocessing.mean);
  config.read_colours(image, "image_std", preprocessing.std);
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
