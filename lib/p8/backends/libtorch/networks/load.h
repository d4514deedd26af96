#pragma once

#include <memory>
#include <string>

#include "p8/backends/libtorch/networks/clip_text.h"
#include "p8/backends/libtorch/networks/clip_vision.h"
#include "p8/backends/libtorch/networks/vgg16.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"

namespace p8::network {

/// A CLIP model (Radford et al. 2021): two towers whose embeddings of a photo and of its text point the same way.
struct Clip {
  std::shared_ptr<ClipVision> vision;
  std::shared_ptr<ClipText> text;
  double logit_scale = 0.0;  ///< ln of what cosines are multiplied with before the softmax
};

/// Sets every parameter and buffer of the module from the checkpoint's tensors named prefix + name, as floats. The
/// file's pages are given back on the way, so that a model takes its own size once. The checkpoint has all of them, in
/// those shapes: its readers have made sure.
void copy_weights(torch::nn::Module& module, const Checkpoint& checkpoint, const std::string& prefix);

/// The models in float32, ready for evaluation.
Clip load_clip(const ClipCheckpoint& checkpoint);
std::shared_ptr<Vgg16> load_vgg16(const Vgg16Checkpoint& checkpoint);

}  // namespace p8::network
