#pragma once

#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/classifier/training.h"

namespace p8 {

/// Writes trained tensors as a .safetensors file under the checkpoint's names. Throws Error(Output).
void write_tensors(const std::string& path, const std::vector<NamedTensor>& tensors);

/// Writes a whole CLIP model under OpenAI's names, as floats, `trained` in the place of its own tensors, and in the
/// metadata what the tensors do not tell (clip_metadata), so that the file is read back as the same model whatever
/// layout it came from. Throws Error(Output).
void write_clip(const std::string& path, const ClipCheckpoint& checkpoint, const std::vector<NamedTensor>& trained);

}  // namespace p8
