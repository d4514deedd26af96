#pragma once

#include <memory>

#include "p8/vision/embedding/torch_backend.h"

namespace p8::network {

/// The encoders as LibTorch's own operations compute them: the reference, and what is used where nothing faster runs.
ClipEncoders torch_clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options);
std::unique_ptr<ImageEncoder> torch_vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                          const EncoderOptions& options);

/// What the last `layers` layers of a model are given of an image, flattened: (B, 3, H, W) → (B, …). Throws
/// Error(Usage) where the model has fewer layers.
std::unique_ptr<ImageEncoder> torch_frozen_features(const ClipCheckpoint& checkpoint, std::size_t layers,
                                                    const EncoderOptions& options);
std::unique_ptr<ImageEncoder> torch_frozen_features(const Vgg16Checkpoint& checkpoint, std::size_t layers,
                                                    const EncoderOptions& options);
/// Throws that Error(Usage).
void require_layers(std::size_t asked, std::size_t there);

}  // namespace p8::network
