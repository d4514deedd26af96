#include <algorithm>
#include <type_traits>

#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

using nlohmann::json;

std::size_t heads_of(const ModelConfig& config, const json& vision, std::size_t width) {
  const std::size_t heads = std::max<std::size_t>(1, width / config.count(vision, "head_width", 64));
  if (width % heads != 0) throw config.unsupported("head_width");
  return heads;
}

/// The perceptron's width, as open_clip rounds it.
std::size_t hidden_of(const ModelConfig& config, const json& tower, std::size_t width) {
  constexpr double kMost = 1024.0;
  const double ratio = config.number(tower, "mlp_ratio", 4.0);
  if (!(ratio > 0.0) || ratio > kMost) throw config.unsupported("mlp_ratio");
  return std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(width) * ratio));
}

VisionTransformerShape read_transformer(const ModelConfig& config, const json& vision) {
  VisionTransformerShape shape;
  shape.width = config.count(vision, "width", 768);
  shape.layers = config.count(vision, "layers", 12);
  shape.patch = config.count(vision, "patch_size", 16);
  shape.heads = heads_of(config, vision, shape.width);
  shape.hidden = hidden_of(config, vision, shape.width);
  return shape;
}

ModifiedResNetShape read_resnet(const ModelConfig& config, const json& vision) {
  const json& layers = vision["layers"];
  if (layers.size() != 4) throw config.unsupported("vision_cfg.layers that are not four numbers");
  ModifiedResNetShape shape;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const json one = {{"layers", layers[stage]}};
    shape.layers[stage] = config.count(one, "layers", 0);
  }
  shape.width = config.count(vision, "width", 64);
  shape.heads = heads_of(config, vision, 32 * shape.width);
  return shape;
}

void expect(ModelConfig& config, const VisionTransformerShape& says, VisionTransformerShape& weights_have) {
  config.expect("vision_cfg.width", says.width, weights_have.width);
  config.expect("vision_cfg.layers", says.layers, weights_have.layers);
  config.expect("vision_cfg.patch_size", says.patch, weights_have.patch);
  weights_have.heads = says.heads;
}

void expect(ModelConfig& config, const ModifiedResNetShape& says, ModifiedResNetShape& weights_have) {
  for (std::size_t stage = 0; stage < 4; ++stage) {
    config.expect("vision_cfg.layers", says.layers[stage], weights_have.layers[stage]);
  }
  config.expect("vision_cfg.width", says.width, weights_have.width);
  weights_have.heads = says.heads;
}

/// What open_clip builds with other networks than CLIP's own.
void refuse_other_networks(const ModelConfig& config, const json& vision, const json& text) {
  for (const char* const key : {"timm_model_name", "attentional_pool", "no_ln_pre", "final_ln_after_pool"}) {
    const auto found = vision.find(key);
    if (found != vision.end() && !found->is_null() && *found != false) {
      throw config.unsupported(std::string("vision_cfg.") + key);
    }
  }
  for (const char* const key : {"hf_model_name", "no_causal_mask", "embed_cls"}) {
    const auto found = text.find(key);
    if (found != text.end() && !found->is_null() && *found != false) {
      throw config.unsupported(std::string("text_cfg.") + key);
    }
  }
}

}  // namespace

ClipArchitecture read_open_clip_architecture(const ModelConfig& config) {
  const json model = config.object(config.root(), "model_cfg");
  const json vision = config.object(model, "vision_cfg");
  const json text = config.object(model, "text_cfg");
  if (vision.empty() || text.empty()) throw config.unsupported("a file without model_cfg.vision_cfg and text_cfg");
  refuse_other_networks(config, vision, text);

  ClipArchitecture architecture;
  architecture.embedding = config.count(model, "embed_dim", 0);
  architecture.image_size = config.count(vision, "image_size", 224);
  const auto layers = vision.find("layers");
  if (layers != vision.end() && layers->is_array()) {
    architecture.vision = read_resnet(config, vision);
  } else {
    architecture.vision = read_transformer(config, vision);
  }
  architecture.vision_activation = config.flag(model, "quick_gelu", false) ? Activation::QuickGelu : Activation::Gelu;
  architecture.text_activation = architecture.vision_activation;
  TextTransformerShape& shape = architecture.text;
  shape.context = config.count(text, "context_length", 77);
  shape.vocabulary = config.count(text, "vocab_size", 49408);
  shape.width = config.count(text, "width", 512);
  shape.layers = config.count(text, "layers", 12);
  shape.heads = config.count(text, "heads", 8);
  shape.hidden = hidden_of(config, text, shape.width);
  return architecture;
}

void apply_open_clip_config(const std::string& path, ClipArchitecture& architecture) {
  ModelConfig config(path);
  const ClipArchitecture says = read_open_clip_architecture(config);
  if (says.vision.index() != architecture.vision.index()) {
    throw config.unsupported("vision_cfg.layers of another kind of network than the weights'");
  }
  if (says.embedding != 0) config.expect("embed_dim", says.embedding, architecture.embedding);
  config.expect("vision_cfg.image_size", says.image_size, architecture.image_size);
  std::visit(
      [&](auto& weights_have) {
        expect(config, std::get<std::decay_t<decltype(weights_have)>>(says.vision), weights_have);
      },
      architecture.vision);
  TextTransformerShape& text = architecture.text;
  config.expect("text_cfg.context_length", says.text.context, text.context);
  config.expect("text_cfg.vocab_size", says.text.vocabulary, text.vocabulary);
  config.expect("text_cfg.width", says.text.width, text.width);
  config.expect("text_cfg.layers", says.text.layers, text.layers);
  config.throw_contradictions();
  architecture.vision_activation = says.vision_activation;
  architecture.text_activation = says.text_activation;
  text.heads = says.text.heads;
  if (text.width % text.heads != 0) throw config.unsupported("text_cfg.heads");
}

Preprocessing read_open_clip_preprocessing(const std::string& path, std::size_t image_size) {
  ModelConfig config(path);
  const json section = config.object(config.root(), "preprocess_cfg");
  Preprocessing preprocessing = clip_preprocessing(image_size);
  const std::string interpolation = config.word(section, "interpolation", "bicubic");
  if (interpolation == "bilinear") {
    preprocessing.interpolation = Interpolation::Bilinear;
  } else if (interpolation != "bicubic") {
    throw config.unsupported("interpolation " + interpolation);
  }
  const std::string mode = config.word(section, "resize_mode", "shortest");
  if (mode != "shortest") throw config.unsupported("resize_mode " + mode);
  config.read_colours(section, "mean", preprocessing.mean);
  config.read_colours(section, "std", preprocessing.std);
  check_preprocessing(preprocessing, config.name());
  return preprocessing;
}

}  // namespace p8
