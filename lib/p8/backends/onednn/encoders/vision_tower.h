#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "p8/backends/onednn/encoders/schedule.h"
#include "p8/backends/onednn/encoders/transformer.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/embedding/encoder.h"

namespace p8::engine {

/// CLIP's vision transformer (see network::VisionTransformer, the reference): (B, 3, H, W) → (B, E).
class VisionTower : public ImageEncoder {
 public:
  /// The checkpoint's is a vision transformer.   @param run  what it computes in, shared with the model's other tower.
  VisionTower(const ClipCheckpoint& checkpoint, Precision precision, std::shared_ptr<TowerRun> run);

  std::size_t width() const override { return transformer_.shape().embedding; }
  EncoderEngine engine() const override { return engine_of(precision_); }
  void encode(const float* pixels, std::size_t images, float* embeddings) override;

 private:
  void embed(const float* pixels, std::size_t images, Workspace& workspace, Scratch& scratch,
             const Worker& member) const;

  Precision precision_;
  std::size_t side_, patch_, grid_;  // pixels, pixels, patches
  std::shared_ptr<TowerRun> run_;
  Linear patches_;
  PackedWeights patch_weights_;
  std::vector<float> class_embedding_;       // (D)
  std::vector<float> positional_embedding_;  // (T, D)
  LayerNorm norm_;
  Transformer transformer_;
};

}  // namespace p8::engine
