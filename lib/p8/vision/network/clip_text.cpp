#include "p8/vision/network/clip_text.h"

#include <limits>

#include <ATen/Functions.h>

namespace p8::network {

namespace {

TransformerShape transformer_shape(const ClipArchitecture& clip) {
  TransformerShape shape;
  shape.width = static_cast<std::int64_t>(clip.text.width);
  shape.layers = static_cast<std::int64_t>(clip.text.layers);
  shape.heads = static_cast<std::int64_t>(clip.text.heads);
  shape.hidden = static_cast<std::int64_t>(clip.text.hidden);
  shape.activation = clip.text_activation;
  shape.epsilon = clip.layer_norm_epsilon;
  return shape;
}

}  // namespace

ClipText::ClipText(const ClipArchitecture& architecture)
    : transformer_(register_module("transformer", Transformer(transformer_shape(architecture)))),
      ln_final_(register_module(
          "ln_final", LayerNorm(static_cast<std::int64_t>(architecture.text.width), architecture.layer_norm_epsilon))) {
  const auto context = static_cast<std::int64_t>(architecture.text.context);
  const auto width = static_cast<std::int64_t>(architecture.text.width);
  const auto table = register_module("token_embedding", std::make_shared<torch::nn::Module>("Embedding"));
  token_embedding_ =
      table->register_parameter("weight", blank({static_cast<std::int64_t>(architecture.text.vocabulary), width}));
  positional_embedding_ = register_parameter("positional_embedding", blank({context, width}));
  text_projection_ =
      register_parameter("text_projection", blank({width, static_cast<std::int64_t>(architecture.embedding)}));
  mask_ = at::full({context, context}, -std::numeric_limits<float>::infinity()).triu(1);
}

Tensor ClipText::forward(const Tensor& ids) {
  const Tensor x = at::embedding(token_embedding_, ids) + positional_embedding_;  // (B, T, D)
  const Tensor mask = mask_.to(x.device(), x.scalar_type());
  const Tensor encoded = transformer_(x, mask);
  const Tensor ends = ids.argmax(-1);  // (B), the first highest id
  const Tensor rows = at::arange(ids.size(0), ids.options());
  const Tensor text = ln_final_(encoded.index({rows, ends}));  // (B, D)
  return at::matmul(text, text_projection_);                   // (B, E)
}

}  // namespace p8::network
