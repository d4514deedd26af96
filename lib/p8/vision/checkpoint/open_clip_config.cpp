#include <algorithm>
#include <type_traits>

#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/config_keys.h"
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
  constexpr double kMax = 1024.0;
  const double ratio = config.number(tower, "mlp_ratio", 4.0);
  if (!(ratio > 0.0) || ratio > kMax) throw config.unsupported("mlp_ratio");
  return std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(width) * ratio));
}

/// A side in pixels: a number, or a list of two that are equal.
std::size_t side_of(const ModelConfig& config, const json& section, const char* key, std::size_t otherwise) {
  const auto found = section.find(key);
  if (found == section.end() || !found->is_array()) return config.count(section, key, otherwise);
  const std::vector<std::size_t> sides = config.counts(section, key, 2);
  if (sides[0] != sides[1]) throw config.unsupported(std::string(key) + " not square");
  return sides[0];
}

VisionTransformerShape read_transformer(const ModelConfig& config, const json& vision) {
  VisionTransformerShape shape;
  shape.width = config.count(vision, "width", 768);
  shape.layers = config.count(vision, "layers", 12);
  shape.patch = side_of(config, vision, "patch_size", 16);
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

// ---- What open_clip 3.2's own classes know (CLIPVisionCfg, CLIPTextCfg, CLIP, PreprocessCfg), and older ones ----

const std::vector<KnownKey> kFileKeys = {{"model_cfg"}, {"preprocess_cfg"}, {"vocabulary"}};  // the last is p8's own

const std::vector<KnownKey> kModelKeys = {
    {"embed_dim"},
    {"vision_cfg"},
    {"text_cfg"},
    {"quick_gelu"},
    {"custom_text"},            // the text tower's names begin with "text."
    {"nonscalar_logit_scale"},  // a matter of its shape
    {"init_logit_scale"},       // before training
    {"cast_dtype"},
    {"output_dict"},
};

// Of both towers.
const std::vector<KnownKey> kTowerKeys = {
    {"layers"},
    {"width"},
    {"mlp_ratio"},
    {"norm_kwargs"},
    {"final_ln_after_pool", "[false]"},
    {"output_tokens", "[false]"},
    {"act_kwargs", R"([{}, {"approximate": "none"}])"},
    {"block_type", R"(["default"])"},
    {"qk_norm", "[false]"},
    {"scaled_cosine_attn", "[false]"},
    {"scale_heads", "[false]"},
    {"scale_attn_inner", "[false]"},
    {"scale_attn", "[false]"},
    {"scale_fc", "[false]"},
};

const std::vector<KnownKey> kVisionKeys = {
    {"head_width"},
    {"patch_size"},
    {"image_size"},
    {"patch_dropout"},        // in training
    {"attn_pooler_queries"},  // of attentional_pool
    {"attn_pooler_heads"},
    {"timm_model_pretrained"},  // of timm_model_name
    {"timm_pool"},
    {"timm_proj"},
    {"timm_proj_bias"},
    {"timm_drop"},
    {"timm_drop_path"},
    {"timm_model_kwargs"},
    {"timm_model_name", R"(["", false])"},
    {"attentional_pool", "[false]"},
    {"global_average_pool", "[false]"},
    {"input_patchnorm", "[false]"},
    {"no_ln_pre", "[false]"},
    {"pool_type", R"(["tok"])"},
    {"pos_embed_type", R"(["learnable"])"},
};

const std::vector<KnownKey> kTextKeys = {
    {"context_length"},
    {"vocab_size"},
    {"heads"},
    {"pool_type"},
    {"eos_id"},  // of pool_type "eos"
    {"bos_id"},  // of text_arch "modern", as the next ones
    {"rope_temperature"},
    {"norm_eps"},
    {"tokenizer_mode"},       // of hf_tokenizer_name
    {"tiktoken_name"},        // of tokenizer_type
    {"hf_model_pretrained"},  // of hf_model_name
    {"hf_proj_type"},
    {"hf_pooler_type"},
    {"hf_model_config"},
    {"hf_model_name", R"(["", false])"},
    {"hf_tokenizer_name", R"([""])"},
    {"tokenizer_kwargs", R"([{}, {"clean": "lower"}])"},
    {"tokenizer_type", R"([""])"},
    {"text_arch", R"(["clip"])"},
    {"variable_text", "[false]"},
    {"embed_cls", "[false]"},
    {"pad_id", "[0]"},
    {"no_causal_mask", "[false]"},
    {"proj_bias", "[false]"},
    {"proj_type", R"(["linear"])"},
    {"attention_mode", R"(["causal"])"},
    {"pos_embed", R"(["rope"])"},  // unless text_arch is "modern", positions are learned
    {"mlp_type", R"(["swiglu"])"},
    {"norm_type", R"(["layernorm"])"},
    {"attn_gated", "[false]"},
    {"pre_norm", "[false]"},
    {"norm_placement", R"(["pre"])"},
    {"zero_init_residual", "[false]"},
    {"reg_tokens", "[0]"},
    {"value_residual", "[false]"},
    {"attention_bias", "[true]"},
    {"mlp_bias", "[true]"},
};

const std::vector<KnownKey> kImageKeys = {
    {"size"},       {"mean"}, {"std"}, {"interpolation"}, {"resize_mode"}, {"mode", R"(["RGB"])"},
    {"fill_color"},  // of another resize_mode
};

const std::vector<KnownKey> kNormKeys = {{"eps"}};

std::vector<KnownKey> joined(std::vector<KnownKey> keys, const std::vector<KnownKey>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

/// open_clip's own folder of model_configs has the section alone, without a file around it.
bool is_bare(const json& root) { return !root.contains("model_cfg") && root.contains("vision_cfg"); }

/// Refuses what p8's networks and its tokenizer do not do, by name.
void check_keys(const ModelConfig& config, const json& model, const json& vision, const json& text) {
  KeyCheck keys(config.name());
  const bool bare = is_bare(config.root());
  if (!bare) keys.check(config.root(), "", kFileKeys);
  keys.check(model, bare ? "" : "model_cfg.", bare ? joined(kFileKeys, kModelKeys) : kModelKeys);
  keys.check(vision, "vision_cfg.", joined(kTowerKeys, kVisionKeys));
  keys.check(text, "text_cfg.", joined(kTowerKeys, kTextKeys));
  keys.check(config.object(vision, "norm_kwargs"), "vision_cfg.norm_kwargs.", kNormKeys);
  keys.check(config.object(text, "norm_kwargs"), "text_cfg.norm_kwargs.", kNormKeys);
  // The embedding is taken where the largest id stands: that of the end, the last one of CLIP's vocabulary.
  const std::string pool = config.word(text, "pool_type", "argmax");
  const bool is_last_id =
      pool == "eos" && config.count(text, "eos_id", 1) + 1 == config.count(text, "vocab_size", 49408);
  if (pool != "argmax" && !is_last_id) keys.refuse("text_cfg.pool_type", pool);
  keys.throw_any();
}

/// Epsilon of the layer normalisations, which both towers share; a ResNet has none.
double epsilon_of(const ModelConfig& config, const json& vision, const json& text, bool is_resnet) {
  constexpr double kUsual = 1e-5;
  const double of_text = config.number(config.object(text, "norm_kwargs"), "eps", kUsual);
  const double of_vision = config.number(config.object(vision, "norm_kwargs"), "eps", kUsual);
  if (!(of_text > 0.0) || of_text >= 1.0) throw config.unsupported("text_cfg.norm_kwargs.eps");
  if (!is_resnet && of_vision != of_text) {
    throw config.unsupported("vision_cfg.norm_kwargs.eps other than text_cfg.norm_kwargs.eps");
  }
  return of_text;
}

}  // namespace

ClipArchitecture read_open_clip_architecture(const ModelConfig& config) {
  const json model = is_bare(config.root()) ? config.root() : config.object(config.root(), "model_cfg");
  const json vision = config.object(model, "vision_cfg");
  const json text = config.object(model, "text_cfg");
  check_keys(config, model, vision, text);
  if (vision.empty() || text.empty()) throw config.unsupported("a file without model_cfg.vision_cfg and text_cfg");

  ClipArchitecture architecture;
  architecture.embedding = config.count(model, "embed_dim", 0);
  architecture.image_size = side_of(config, vision, "image_size", 224);
  const auto layers = vision.find("layers");
  const bool is_resnet = layers != vision.end() && layers->is_array();
  architecture.layer_norm_epsilon = epsilon_of(config, vision, text, is_resnet);
  if (is_resnet) {
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
  architecture.layer_norm_epsilon = says.layer_norm_epsilon;
  text.heads = says.text.heads;
  if (text.width % text.heads != 0) throw config.unsupported("text_cfg.heads");
}

Preprocessing read_open_clip_preprocessing(const std::string& path, std::size_t image_size) {
  ModelConfig config(path);
  const json section = config.object(config.root(), "preprocess_cfg");
  KeyCheck keys(config.name());
  keys.check(section, "preprocess_cfg.", kImageKeys);
  keys.throw_any();
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
  config.expect("preprocess_cfg.size", side_of(config, section, "size", image_size), image_size);
  config.throw_contradictions();
  check_preprocessing(preprocessing, config.name());
  return preprocessing;
}

}  // namespace p8
