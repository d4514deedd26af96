#pragma once

#include <memory>

#include "p8/files/run_record.h"
#include "p8/vision/embedding/torch_backend.h"

// Who encodes: the fused engine where it serves, else LibTorch. Nobody else chooses.
namespace p8 {

/// Throw as TorchBackend's.
ClipEncoders make_clip_encoders(const ClipCheckpoint& checkpoint, const EncoderOptions& options);
std::unique_ptr<ImageEncoder> make_vgg16_encoder(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                                 const EncoderOptions& options);

/// Adds the encoder's engine and its library to what run.json says of the encoding.
void record_engine(const ImageEncoder& encoder, RunRecord& record);

}  // namespace p8
