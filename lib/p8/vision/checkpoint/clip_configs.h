#pragma once

#include <optional>
#include <string>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/image/preprocessing.h"

namespace p8 {

class ModelConfig;

/// Takes what no shape tells from a configuration (heads, activations, epsilon), and checks the rest of it against the
/// weights. Each throws Error(Model) naming the file, with all contradictions in one message.
/// Hugging Face's config.json of model type "clip"; what it leaves out is as in transformers' CLIPTextConfig and
/// CLIPVisionConfig.
void apply_hugging_face_config(const std::string& path, ClipArchitecture& architecture);
/// The id of the end of a text that it says; nothing where it is silent or says 2, as files of old do whatever the
/// end's id is (transformers, CLIPTextTransformer.forward).
std::optional<std::size_t> hugging_face_end_id(const std::string& path);
/// open_clip_config.json, "model_cfg"; what it leaves out is as in open_clip's CLIPVisionCfg and CLIPTextCfg.
void apply_open_clip_config(const std::string& path, ClipArchitecture& architecture);

/// The same configurations read by themselves; checked are each value's kind and that p8 does what each key asks for,
/// which is named otherwise. Each throws Error(Model).
/// Hugging Face's: sizes that it leaves out are `otherwise`'s, a vision transformer's.
ClipArchitecture read_hugging_face_architecture(const ModelConfig& config, const ClipArchitecture& otherwise);
/// The sizes of transformers' CLIPTextConfig and CLIPVisionConfig: those of ViT-B/32.
ClipArchitecture hugging_face_defaults();
/// open_clip's: a modified ResNet where "layers" is a list. `embedding` is 0 where it does not say "embed_dim".
ClipArchitecture read_open_clip_architecture(const ModelConfig& config);

/// What the model wants done to an image: that of OpenAI's CLIP at the model's size, less what the file says.
/// Hugging Face's preprocessor_config.json (CLIPImageProcessor, also its older form with plain numbers), or
/// processor_config.json, which has the same in a section.
Preprocessing read_hugging_face_preprocessing(const std::string& path, std::size_t image_size);
/// open_clip_config.json, "preprocess_cfg".
Preprocessing read_open_clip_preprocessing(const std::string& path, std::size_t image_size);
Preprocessing clip_preprocessing(std::size_t image_size);

}  // namespace p8
