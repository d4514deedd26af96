#pragma once

#include <memory>
#include <optional>

#include "p8/vision/embedding/torch_backend.h"

namespace p8::engine {

/// The encoders on oneDNN: weights packed once, layers fused. Nothing where the model, the precision or the processor
/// is not among those it serves: ResNets, processors without AVX2, bfloat16 without AVX512_BF16. Throws Error(Model);
/// so does what they compute.
std::optional<ClipEncoders> engine_clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options);
std::unique_ptr<ImageEncoder> engine_vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                           const EncoderOptions& options);

/// The fastest that this processor is served with.
std::optional<EncoderEngine> best_engine();

}  // namespace p8::engine
