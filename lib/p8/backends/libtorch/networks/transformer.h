#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/backends/libtorch/networks/layers.h"
#include "p8/vision/checkpoint/clip_architecture.h"

namespace p8::network {

/// What a transformer's blocks have in common.
struct TransformerShape {
  std::int64_t width = 0;   ///< D
  std::int64_t layers = 0;  ///< L
  std::int64_t heads = 0;   ///< divides D
  std::int64_t hidden = 0;  ///< of the perceptron
  Activation activation = Activation::QuickGelu;
  double epsilon = 1e-5;  ///< of the layer normalisations
};

/// Multi-head self-attention (Vaswani et al. 2017, section 3.2): softmax(Q Kᵀ / √d + mask) V for each head of d = D / h
/// numbers, with one product for queries, keys and values.
class SelfAttentionImpl : public torch::nn::Module {
 public:
  SelfAttentionImpl(std::int64_t width, std::int64_t heads);
  /// @param x  (B, T, D).   @param mask  (T, T), added before the softmax; undefined: none.
  Tensor forward(const Tensor& x, const Tensor& mask);

 private:
  std::int64_t heads_;
  Tensor in_proj_weight_;  // (3 D, D): rows of queries, keys, values
  Tensor in_proj_bias_;    // (3 D)
  Linear out_proj_;
};
TORCH_MODULE(SelfAttention);

/// Linear, activation, linear.
class PerceptronImpl : public torch::nn::Module {
 public:
  explicit PerceptronImpl(const TransformerShape& shape);
  Tensor forward(const Tensor& x);

 private:
  Activation activation_;
  Linear c_fc_;
  Linear c_proj_;
};
TORCH_MODULE(Perceptron);

/// x + attention(norm(x)), then x + perceptron(norm(x)): normalised before, not after (Radford et al. 2019).
class ResidualBlockImpl : public torch::nn::Module {
 public:
  explicit ResidualBlockImpl(const TransformerShape& shape);
  Tensor forward(const Tensor& x, const Tensor& mask);

 private:
  SelfAttention attn_;
  LayerNorm ln_1_;
  Perceptron mlp_;
  LayerNorm ln_2_;
};
TORCH_MODULE(ResidualBlock);

/// L blocks, one after the other: (B, T, D) → (B, T, D).
class TransformerImpl : public torch::nn::Module {
 public:
  explicit TransformerImpl(const TransformerShape& shape);
  Tensor forward(const Tensor& x, const Tensor& mask = {});
  /// The blocks [begin, end) alone.
  Tensor part(Tensor x, const Tensor& mask, std::size_t begin, std::size_t end);
  std::size_t layers() const { return blocks_.size(); }

 private:
  std::vector<ResidualBlock> blocks_;
};
TORCH_MODULE(Transformer);

/// How the names begin of the last blocks of a tower that is a transformer, and of the normalisation and projection
/// that follow; without blocks, of the projection alone.   @param layers  all; `blocks` of them.
std::vector<std::string> transformer_tail_names(std::size_t layers, std::size_t blocks, const std::string& norm,
                                                const std::string& projection);

}  // namespace p8::network
