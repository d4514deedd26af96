#pragma once

#include "p8/backends/libtorch/networks/transformer.h"
#include "p8/vision/checkpoint/clip_architecture.h"

namespace p8::network {

/// CLIP's text encoder (openai/CLIP d05afc4, clip/model.py, encode_text): (B, T) token ids → (B, E), not normalised.
/// A token sees only what stands before it; the text is what stands at its end's token, the first of the highest id.
/// What follows the end changes nothing, so T may be less than the model's context where all texts end before.
class ClipText : public torch::nn::Module {
 public:
  explicit ClipText(const ClipArchitecture& architecture);
  Tensor forward(const Tensor& ids);
  /// What the last `blocks` blocks are given: (B, T) → (B, T, D).
  Tensor frozen_features(const Tensor& ids, std::size_t blocks);
  /// The last `blocks` blocks and what follows: (B, T, D) → (B, E).   @param ends  (B) where each text ends.
  Tensor tail(const Tensor& tokens, const Tensor& ends, std::size_t blocks);
  /// (B, T) → (B): the first token of the highest id.
  static Tensor ends_of(const Tensor& ids);
  std::size_t layers() const { return transformer_->layers(); }
  /// How the names of the parameters begin that tail() uses; without blocks, of that of the projection alone.
  std::vector<std::string> tail_names(std::size_t blocks) const;

 private:
  /// (T, T): -inf above the diagonal, where x is and in its precision.
  static Tensor causal_mask(const Tensor& x);

  Tensor token_embedding_;       // (tokens, D)
  Tensor positional_embedding_;  // (T, D)
  Transformer transformer_;
  LayerNorm ln_final_;
  Tensor text_projection_;  // (D, E)
};

}  // namespace p8::network
