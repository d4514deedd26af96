#pragma once

#include <memory>

#include "p8/vision/vision_module.h"

namespace p8::network {

/// The encoders as LibTorch's own operations compute them: the reference, and what is used where nothing faster runs.
ClipEncoders torch_clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options);
std::unique_ptr<ImageEncoder> torch_vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                          const EncoderOptions& options);

}  // namespace p8::network
