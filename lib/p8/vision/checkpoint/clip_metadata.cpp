#include "p8/vision/checkpoint/clip_metadata.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kLayouts[] = {"OpenAI", kAssumedLayout, "open_clip", "Hugging Face"};

Activation activation_of(const ModelConfig& config, const nlohmann::json& tower) {
  const std::string name = config.word(tower, "activation", "quick_gelu");
  for (const Activation activation : {Activation::QuickGelu, Activation::Gelu}) {
    if (name == name_of(activation)) return activation;
  }
  throw config.unsupported("activation " + name);
}

std::size_t heads_of(const ModelConfig& config, const nlohmann::json& tower, std::size_t otherwise, std::size_t width) {
  const std::size_t heads = config.count(tower, "heads", otherwise);
  if (width % heads != 0) throw config.unsupported(fmt::format("heads {}", heads));
  return heads;
}

/// As doubles that are read back as the same floats.
Json colours(const std::array<float, 3>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(static_cast<double>(value));
  return list;
}

}  // namespace

const char* name_of(Activation activation) { return activation == Activation::QuickGelu ? "quick_gelu" : "gelu"; }

std::string clip_metadata(const ClipArchitecture& clip, const Preprocessing& preprocessing, const std::string& layout) {
  Json json;
  json["layout"] = layout;
  json["vision"] = {{"activation", name_of(clip.vision_activation)},
                    {"heads", std::visit([](const auto& vision) { return vision.heads; }, clip.vision)}};
  json["text"] = {{"activation", name_of(clip.text_activation)}, {"heads", clip.text.heads}};
  json["layer_norm_epsilon"] = clip.layer_norm_epsilon;
  json["image"] = {{"size", preprocessing.size},
                   {"crop", preprocessing.crop},
                   {"interpolation", preprocessing.interpolation == Interpolation::Bilinear ? "bilinear" : "bicubic"},
                   {"mean", colours(preprocessing.mean)},
                   {"std", colours(preprocessing.std)}};
  return json.dump();
}

void apply_clip_metadata(const std::string& json, const std::string& name, ClipCheckpoint& checkpoint) {
  ModelConfig config(json, name);
  const nlohmann::json vision = config.object(config.root(), "vision");
  const nlohmann::json text = config.object(config.root(), "text");
  const nlohmann::json image = config.object(config.root(), "image");
  ClipArchitecture& clip = checkpoint.architecture;
  clip.vision_activation = activation_of(config, vision);
  clip.text_activation = activation_of(config, text);
  if (auto* const vit = std::get_if<VisionTransformerShape>(&clip.vision)) {
    vit->heads = heads_of(config, vision, vit->heads, vit->width);
  } else {
    auto& resnet = std::get<ModifiedResNetShape>(clip.vision);
    resnet.heads = heads_of(config, vision, resnet.heads, 32 * resnet.width);
  }
  clip.text.heads = heads_of(config, text, clip.text.heads, clip.text.width);
  clip.layer_norm_epsilon = config.number(config.root(), "layer_norm_epsilon", clip.layer_norm_epsilon);
  if (!(clip.layer_norm_epsilon > 0.0) || clip.layer_norm_epsilon >= 1.0)
    throw config.unsupported("layer_norm_epsilon");

  Preprocessing& preprocessing = checkpoint.preprocessing;
  preprocessing.size = config.count(image, "size", preprocessing.size);
  preprocessing.crop = config.count(image, "crop", preprocessing.crop);
  const std::string interpolation = config.word(image, "interpolation", "bicubic");
  if (interpolation != "bicubic" && interpolation != "bilinear") {
    throw config.unsupported("interpolation " + interpolation);
  }
  preprocessing.interpolation = interpolation == "bilinear" ? Interpolation::Bilinear : Interpolation::Bicubic;
  config.read_colours(image, "mean", preprocessing.mean);
  config.read_colours(image, "std", preprocessing.std);
  config.expect("crop", preprocessing.crop, clip.image_size);
  config.throw_contradictions();

  const std::string layout = config.word(config.root(), "layout", checkpoint.layout);
  if (std::find(std::begin(kLayouts), std::end(kLayouts), layout) == std::end(kLayouts)) {
    throw config.unsupported("layout " + layout);
  }
  checkpoint.layout = layout;
}

}  // namespace p8
