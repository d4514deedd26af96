#pragma once

#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/image/preprocessing.h"

namespace p8 {

/// A CLIP model as it lies on disk, opened and checked; no weight is converted yet.
struct ClipCheckpoint {
  ClipArchitecture architecture;
  Preprocessing preprocessing;
  Checkpoint weights;              ///< under OpenAI's names, all of clip_tensor_shapes() and no other
  std::string layout;              ///< "Hugging Face", "open_clip", "OpenAI"
  std::vector<std::string> files;  ///< what was read: configurations and weights
};

/// Opens a CLIP model:
///  - a folder of Hugging Face's CLIPModel: config.json, model.safetensors or pytorch_model.bin, and
///    preprocessor_config.json or processor_config.json where there is one;
///  - a folder of open_clip: open_clip_config.json, open_clip_model.safetensors or open_clip_pytorch_model.bin or
///    open_clip_model.bin; or one of these files with the configuration beside it;
///  - a file of OpenAI's names, in any format that open_weights() reads; the one model may lie inside of a training
///    program's dictionaries and wrappers (see model_tensors). What p8 wrote there of a model's configuration counts.
/// Sizes are read off the weights; heads, activations, image preparation come from the configuration, or are OpenAI's.
/// The configuration is read first, so that a model of another kind is named by what it says.
/// Throws Error(Model) naming the file: a folder with neither configuration, tensors that are missing, of another
/// shape or of no known model, a configuration that contradicts the weights (all contradictions in one message) or asks
/// for something that p8 does not do.
ClipCheckpoint open_clip_checkpoint(const std::string& path);

}  // namespace p8
