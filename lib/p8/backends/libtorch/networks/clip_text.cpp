#include "p8/backends/libtorch/networks/clip_text.h"

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
}

// Made where it is needed: kept on the processor, it would be copied to the device for each batch, which waits for it.
Tensor ClipText::causal_mask(const Tensor& x) {
  const std::int64_t tokens = x.size(1);
  const auto options = at::device(x.device()).dtype(torch::kFloat32);
  return at::full({tokens, tokens}, -std::numeric_limits<float>::infinity(), options).triu(1).to(x.scalar_type());
}

Tensor ClipText::forward(const Tensor& ids) { return tail(frozen_features(ids, layers()), ends_of(ids), layers()); }

Tensor ClipText::ends_of(const Tensor& ids) { return ids.argmax(-1); }

Tensor ClipText::frozen_features(const Tensor& ids, std::size_t blocks) {
  const Tensor positions = positional_embedding_.narrow(0, 0, ids.size(1));
  const Tensor x = at::embedding(token_embedding_, ids) + positions;  // (B, T, D)
  return transformer_->part(x, causal_mask(x), 0, layers() - blocks);
}

Tensor ClipText::tail(const Tensor& tokens, const Tensor& ends, std::size_t blocks) {
  const Tensor encoded = transformer_->part(tokens, causal_mask(tokens), layers() - blocks, layers());
  const Tensor rows = at::arange(ends.size(0), ends.options());
  const Tensor text = ln_final_(encoded.index({rows, ends}));  // (B, D)
  return at::matmul(text, text_projection_);                   // (B, E)
}

std::vector<std::string> ClipText::tail_names(std::size_t blocks) const {
  return transformer_tail_names(layers(), blocks, "ln_final", "text_projection");
}

}  // namespace p8::network
