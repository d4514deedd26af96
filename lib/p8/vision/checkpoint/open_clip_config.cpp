#include <algorithm>

#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

using nlohmann::json;

void apply(ModelConfig& config, const json& vision, VisionTransformerShape& shape) {
  const std::size_t head_width = config.count(vision, "head_width", 64);
  config.expect("vision_cfg.width", config.count(vision, "width", 768), shape.width);
  config.expect("vision_cfg.layers", config.count(vision, "layers", 12), shape.layers);
  config.expect("vision_cfg.patch_size", config.count(vision, "patch_size", 16), shape.patch);
  shape.heads = std::max<std::size_t>(1, shape.width / head_width);
  if (shape.width % shape.heads != 0) throw config.unsupported("head_width");
}

void apply(ModelConfig& config, const json& vision, ModifiedResNetShape& shape) {
  const auto layers = vision.find("layers");
  if (layers == vision.end() || !layers->is_array() || layers->size() != 4) {
    throw config.unsupported("vision_cfg.layers that are not four numbers");
  }
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const json one = {{"layers", (*layers)[stage]}};
    config.expect("vision_cfg.layers", config.count(one, "layers", 0), shape.layers[stage]);
  }
  config.expect("vision_cfg.width", config.count(vision, "width", 64), shape.width);
  const std::size_t head_width = config.count(vision, "head_width", 64);
  shape.heads = std::max<std::size_t>(1, 32 * shape.width / head_width);
  if (32 * shape.width % shape.heads != 0) throw config.unsupported("head_width");
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

void apply_open_clip_config(const std::string& path, ClipArchitecture& architecture) {
  ModelConfig config(path);
  const json model = config.object(config.root(), "model_cfg");
  const json vision = config.object(model, "vision_cfg");
  const json text = config.object(model, "text_cfg");
  if (vision.empty() || text.empty()) throw config.unsupported("a file without model_cfg.vision_cfg and text_cfg");
  refuse_other_networks(config, vision, text);

  const bool quick = config.flag(model, "quick_gelu", false);
  architecture.vision_activation = quick ? Activation::QuickGelu : Activation::Gelu;
  architecture.text_activation = architecture.vision_activation;
  config.expect(model, "embed_dim", architecture.embedding);
  config.expect("vision_cfg.image_size", config.count(vision, "image_size", 224), architecture.image_size);
  std::visit([&](auto& shape) { apply(config, vision, shape); }, architecture.vision);
  TextTransformerShape& shape = architecture.text;
  config.expect("text_cfg.context_length", config.count(text, "context_length", 77), shape.context);
  config.expect("text_cfg.vocab_size", config.count(text, "vocab_size", 49408), shape.vocabulary);
  config.expect("text_cfg.width", config.count(text, "width", 512), shape.width);
  config.expect("text_cfg.layers", config.count(text, "layers", 12), shape.layers);
  shape.heads = config.count(text, "heads", 8);
  config.throw_contradictions();
  if (shape.width % shape.heads != 0) throw config.unsupported("text_cfg.heads");
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
