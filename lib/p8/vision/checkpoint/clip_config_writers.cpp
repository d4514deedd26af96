#include "p8/vision/checkpoint/clip_config_writers.h"

#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/json_text.h"
#include "p8/vision/checkpoint/clip_metadata.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

/// With the few digits that tell a float apart.
Json colours(const std::array<float, 3>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(parse_json_text<Json>(fmt::format("{}", value)));
  return list;
}

int pillow_number(Interpolation interpolation) { return interpolation == Interpolation::Bilinear ? 2 : 3; }

std::string as_file(const Json& json) { return json.dump(2) + "\n"; }

}  // namespace

std::string hugging_face_config(const ClipArchitecture& clip, std::int32_t start, std::int32_t end) {
  const auto& vision = std::get<VisionTransformerShape>(clip.vision);
  const TextTransformerShape& text = clip.text;
  Json json;
  json["architectures"] = {"CLIPModel"};
  json["model_type"] = "clip";
  json["projection_dim"] = clip.embedding;
  json["logit_scale_init_value"] = 2.6592;
  json["torch_dtype"] = "float32";
  json["text_config"] = {{"model_type", "clip_text_model"},
                         {"vocab_size", text.vocabulary},
                         {"max_position_embeddings", text.context},
                         {"hidden_size", text.width},
                         {"intermediate_size", text.hidden},
                         {"num_hidden_layers", text.layers},
                         {"num_attention_heads", text.heads},
                         {"hidden_act", name_of(clip.text_activation)},
                         {"layer_norm_eps", clip.layer_norm_epsilon},
                         {"projection_dim", clip.embedding},
                         {"bos_token_id", start},
                         {"eos_token_id", end},
                         {"pad_token_id", end}};
  json["vision_config"] = {{"model_type", "clip_vision_model"},
                           {"image_size", clip.image_size},
                           {"patch_size", vision.patch},
                           {"num_channels", 3},
                           {"hidden_size", vision.width},
                           {"intermediate_size", vision.hidden},
                           {"num_hidden_layers", vision.layers},
                           {"num_attention_heads", vision.heads},
                           {"hidden_act", name_of(clip.vision_activation)},
                           {"layer_norm_eps", clip.layer_norm_epsilon},
                           {"projection_dim", clip.embedding}};
  return as_file(json);
}

std::string hugging_face_preprocessor_config(const Preprocessing& preprocessing) {
  Json json;
  json["image_processor_type"] = "CLIPImageProcessor";
  json["do_convert_rgb"] = true;
  json["do_resize"] = true;
  json["size"] = {{"shortest_edge", preprocessing.size}};
  json["resample"] = pillow_number(preprocessing.interpolation);
  json["do_center_crop"] = true;
  json["crop_size"] = {{"height", preprocessing.crop}, {"width", preprocessing.crop}};
  json["do_rescale"] = true;
  json["do_normalize"] = true;
  json["image_mean"] = colours(preprocessing.mean);
  json["image_std"] = colours(preprocessing.std);
  return as_file(json);
}

std::string open_clip_config(const ClipArchitecture& clip, const Preprocessing& preprocessing) {
  const auto& vision = std::get<ModifiedResNetShape>(clip.vision);
  const TextTransformerShape& text = clip.text;
  Json json;
  Json& model = json["model_cfg"];
  model["embed_dim"] = clip.embedding;
  model["quick_gelu"] = clip.text_activation == Activation::QuickGelu;
  model["vision_cfg"] = {{"image_size", clip.image_size},
                         {"layers", vision.layers},
                         {"width", vision.width},
                         {"head_width", 32 * vision.width / vision.heads},
                         {"patch_size", nullptr}};
  model["text_cfg"] = {{"context_length", text.context},
                       {"vocab_size", text.vocabulary},
                       {"width", text.width},
                       {"heads", text.heads},
                       {"layers", text.layers}};
  if (text.hidden != 4 * text.width) {  // the product is rounded down by the reader
    model["text_cfg"]["mlp_ratio"] = (static_cast<double>(text.hidden) + 0.5) / static_cast<double>(text.width);
  }
  constexpr double kUsualEpsilon = 1e-5;
  if (clip.layer_norm_epsilon != kUsualEpsilon) {
    model["text_cfg"]["norm_kwargs"] = {{"eps", clip.layer_norm_epsilon}};
  }
  json["preprocess_cfg"] = {
      {"mean", colours(preprocessing.mean)},
      {"std", colours(preprocessing.std)},
      {"interpolation", preprocessing.interpolation == Interpolation::Bilinear ? "bilinear" : "bicubic"},
      {"resize_mode", "shortest"}};
  return as_file(json);
}

}  // namespace p8
