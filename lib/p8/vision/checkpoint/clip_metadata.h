#pragma once

#include <string>

#include "p8/vision/checkpoint/clip_checkpoint.h"

namespace p8 {

/// What names this in the metadata of a .safetensors file under OpenAI's names that p8 writes.
inline constexpr const char* kClipMetadataKey = "clip_configuration";

/// The layout that p8 writes where it took a model for OpenAI's although nothing says so, see is_assumed_openai().
inline constexpr const char* kAssumedLayout = "OpenAI, assumed";

/// "quick_gelu", "gelu".
const char* name_of(Activation activation);

/// All of a model that its tensors do not tell, as JSON: activations, heads, epsilon, image preparation, and the layout
/// that it came from.
std::string clip_metadata(const ClipArchitecture& clip, const Preprocessing& preprocessing, const std::string& layout);

/// Reads it into a model that was opened from the tensors alone. Throws Error(Model) naming what is wrong.
/// @param name  the file for messages, printable.
void apply_clip_metadata(const std::string& json, const std::string& name, ClipCheckpoint& checkpoint);

}  // namespace p8
