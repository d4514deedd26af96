#pragma once

#include <cstdint>
#include <string>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/image/preprocessing.h"

// Configurations as JSON, from which clip_configs.h reads the same model.
namespace p8 {

/// Hugging Face's config.json of a CLIPModel.   @param clip  with a vision transformer.
/// @param start, end  ids of the marks. transformers looks for the end's id, older versions for a row's highest one.
std::string hugging_face_config(const ClipArchitecture& clip, std::int32_t start, std::int32_t end);

/// Hugging Face's preprocessor_config.json of a CLIPImageProcessor.
std::string hugging_face_preprocessor_config(const Preprocessing& preprocessing);

/// open_clip_config.json.   @param clip  with a modified ResNet; images are resized to its own size.
std::string open_clip_config(const ClipArchitecture& clip, const Preprocessing& preprocessing);

}  // namespace p8
