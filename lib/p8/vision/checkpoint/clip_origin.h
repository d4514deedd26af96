#pragma once

#include <optional>
#include <string>

#include "p8/vision/weights/weight_file.h"

// Where a CLIP model has from what its tensors do not tell: activations, heads, image preparation.
namespace p8 {

inline constexpr const char* kOpenClipConfig = "open_clip_config.json";
/// The weights of open_clip's folders, the first that is there counts.
inline constexpr const char* kOpenClipWeights[] = {"open_clip_model.safetensors", "open_clip_pytorch_model.bin",
                                                   "open_clip_model.bin"};

bool is_named_as_by_open_clip(const std::string& path);
/// The path of open_clip's configuration in the folder of a file of weights.
std::optional<std::string> open_clip_config_beside(const std::string& path);
/// Whether the file says what no tensor tells, so that no configuration beside it counts: OpenAI's TorchScript
/// archives, and what p8 wrote.
bool describes_itself(const WeightFile& file);

/// Whether nothing says that a model is OpenAI's, for which p8 takes it (QuickGELU, OpenAI's image preparation):
/// weights under OpenAI's names without a configuration that are not as OpenAI publishes them, which is a TorchScript
/// archive or its state dictionary in halves. Checkpoints of open_clip's training are such: the same names, and mostly
/// GELU.
/// @param path  of a model that open_clip_checkpoint() opens.   Throws Error(Model) as open_weights() does.
bool is_assumed_openai(const std::string& path);

}  // namespace p8
