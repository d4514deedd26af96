#include "p8/backends/libtorch/networks/transformer.h"

#include <cmath>
#include <string>

#include <ATen/Functions.h>

namespace p8::network {

SelfAttentionImpl::SelfAttentionImpl(std::int64_t width, std::int64_t heads)
    : heads_(heads),
      in_proj_weight_(register_parameter("in_proj_weight", blank({3 * width, width}))),
      in_proj_bias_(register_parameter("in_proj_bias", blank({3 * width}))),
      out_proj_(register_module("out_proj", Linear(width, width))) {}

Tensor SelfAttentionImpl::forward(const Tensor& x, const Tensor& mask) {
  const std::int64_t batch = x.size(0), tokens = x.size(1), width = x.size(2);
  const std::int64_t head_width = width / heads_;
  const Tensor projected = at::linear(x, in_proj_weight_, in_proj_bias_)      // (B, T, 3 D)
                               .view({batch, tokens, 3, heads_, head_width})  // (B, T, 3, h, d)
                               .permute({2, 0, 3, 1, 4});                     // (3, B, h, T, d)
  const Tensor queries = projected[0] / std::sqrt(static_cast<double>(head_width));
  Tensor scores = at::matmul(queries, projected[1].transpose(-2, -1));  // (B, h, T, T)
  if (mask.defined()) scores = scores + mask;
  const Tensor mixed = at::matmul(at::softmax(scores, -1), projected[2]);  // (B, h, T, d)
  return out_proj_(mixed.transpose(1, 2).reshape({batch, tokens, width}));
}

PerceptronImpl::PerceptronImpl(const TransformerShape& shape)
    : activation_(shape.activation),
      c_fc_(register_module("c_fc", Linear(shape.width, shape.hidden))),
      c_proj_(register_module("c_proj", Linear(shape.hidden, shape.width))) {}

Tensor PerceptronImpl::forward(const Tensor& x) {
  const Tensor hidden = c_fc_(x);
  return c_proj_(activation_ == Activation::QuickGelu ? hidden * at::sigmoid(1.702 * hidden) : at::gelu(hidden));
}

ResidualBlockImpl::ResidualBlockImpl(const TransformerShape& shape)
    : attn_(register_module("attn", SelfAttention(shape.width, shape.heads))),
      ln_1_(register_module("ln_1", LayerNorm(shape.width, shape.epsilon))),
      mlp_(register_module("mlp", Perceptron(shape))),
      ln_2_(register_module("ln_2", LayerNorm(shape.width, shape.epsilon))) {}

Tensor ResidualBlockImpl::forward(const Tensor& x, const Tensor& mask) {
  const Tensor attended = x + attn_(ln_1_(x), mask);
  return attended + mlp_(ln_2_(attended));
}

TransformerImpl::TransformerImpl(const TransformerShape& shape) {
  const auto list = register_module("resblocks", std::make_shared<torch::nn::Module>("ModuleList"));
  for (std::int64_t i = 0; i < shape.layers; ++i) {
    blocks_.push_back(list->register_module(std::to_string(i), ResidualBlock(shape)));
  }
}

Tensor TransformerImpl::forward(const Tensor& x, const Tensor& mask) { return part(x, mask, 0, layers()); }

Tensor TransformerImpl::part(Tensor x, const Tensor& mask, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) x = blocks_[i](x, mask);
  return x;
}

std::vector<std::string> transformer_tail_names(std::size_t layers, std::size_t blocks, const std::string& norm,
                                                const std::string& projection) {
  std::vector<std::string> names = {projection};
  if (blocks > 0) names.push_back(norm + ".");
  for (std::size_t i = layers - blocks; i < layers; ++i) {
    names.push_back("transformer.resblocks." + std::to_string(i) + ".");
  }
  return names;
}

}  // namespace p8::network
