#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "p8/backends/onednn/encoders/schedule.h"
#include "p8/backends/onednn/encoders/transformer.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/embedding/encoder.h"

namespace p8::engine {

/// CLIP's text transformer (see network::ClipText, the reference): (B, T) token ids → (B, E).
///
/// A token sees only what stands before it, so what follows a text's end is never computed: texts of nearly the
/// same length are computed together, one behind the other, without padding.
class TextTower : public TextEncoder {
 public:
  /// @param run  what it computes in, shared with the model's other tower.
  TextTower(const ClipCheckpoint& checkpoint, Precision precision, std::shared_ptr<TowerRun> run);

  std::size_t width() const override { return transformer_.shape().embedding; }
  void encode(const std::int64_t* ids, std::size_t texts, float* embeddings) override;

 private:
  void check(const std::int64_t* ids, std::size_t count) const;
  /// Where a text ends: the first token of the highest id.
  std::size_t length_of(const std::int64_t* ids) const;

  std::size_t context_, vocabulary_;
  std::shared_ptr<TowerRun> run_;
  std::vector<float> token_embedding_;       // (tokens, D)
  std::vector<float> positional_embedding_;  // (T, D)
  Transformer transformer_;
};

}  // namespace p8::engine
