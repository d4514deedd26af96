#include "p8/backends/libtorch/networks/clip_vision.h"

#include <ATen/Functions.h>

#include "p8/backends/libtorch/networks/clip_resnet.h"

namespace p8::network {

namespace {

TransformerShape transformer_shape(const ClipArchitecture& clip) {
  const auto& vision = std::get<VisionTransformerShape>(clip.vision);
  TransformerShape shape;
  shape.width = static_cast<std::int64_t>(vision.width);
  shape.layers = static_cast<std::int64_t>(vision.layers);
  shape.heads = static_cast<std::int64_t>(vision.heads);
  shape.hidden = static_cast<std::int64_t>(vision.hidden);
  shape.activation = clip.vision_activation;
  shape.epsilon = clip.layer_norm_epsilon;
  return shape;
}

ConvolutionShape patch_shape(const VisionTransformerShape& vision) {
  const auto patch = static_cast<std::int64_t>(vision.patch);
  return {3, static_cast<std::int64_t>(vision.width), patch, patch, 0, false};
}

std::int64_t token_count(const ClipArchitecture& clip) {
  const std::size_t grid = clip.image_size / std::get<VisionTransformerShape>(clip.vision).patch;
  return static_cast<std::int64_t>(grid * grid + 1);
}

}  // namespace

std::shared_ptr<ClipVision> make_clip_vision(const ClipArchitecture& architecture) {
  if (std::holds_alternative<ModifiedResNetShape>(architecture.vision)) {
    return std::make_shared<ModifiedResNet>(architecture);
  }
  return std::make_shared<VisionTransformer>(architecture);
}

VisionTransformer::VisionTransformer(const ClipArchitecture& architecture)
    : conv1_(register_module("conv1", Convolution(patch_shape(std::get<VisionTransformerShape>(architecture.vision))))),
      ln_pre_(nullptr),
      transformer_(nullptr),
      ln_post_(nullptr) {
  const TransformerShape shape = transformer_shape(architecture);
  class_embedding_ = register_parameter("class_embedding", blank({shape.width}));
  positional_embedding_ = register_parameter("positional_embedding", blank({token_count(architecture), shape.width}));
  ln_pre_ = register_module("ln_pre", LayerNorm(shape.width, shape.epsilon));
  transformer_ = register_module("transformer", Transformer(shape));
  ln_post_ = register_module("ln_post", LayerNorm(shape.width, shape.epsilon));
  proj_ = register_parameter("proj", blank({shape.width, static_cast<std::int64_t>(architecture.embedding)}));
}

Tensor VisionTransformer::forward(const Tensor& pixels) { return tail(frozen_features(pixels, layers()), layers()); }

Tensor VisionTransformer::frozen_features(const Tensor& pixels, std::size_t blocks) {
  const Tensor patches = conv1_(pixels).flatten(2).transpose(1, 2);  // (B, T - 1, D), row by row
  const Tensor gathering = class_embedding_.expand({pixels.size(0), 1, class_embedding_.size(0)});
  const Tensor x = at::cat({gathering, patches}, 1) + positional_embedding_;  // (B, T, D)
  return transformer_->part(ln_pre_(x), {}, 0, layers() - blocks);
}

Tensor VisionTransformer::tail(const Tensor& tokens, std::size_t blocks) {
  const Tensor x = transformer_->part(tokens, {}, layers() - blocks, layers());
  return at::matmul(ln_post_(x.select(1, 0)), proj_);  // (B, E)
}

std::vector<std::int64_t> VisionTransformer::trunk_shape(std::size_t /*blocks*/) const {
  return positional_embedding_.sizes().vec();
}

std::vector<std::string> VisionTransformer::tail_names(std::size_t blocks) const {
  return transformer_tail_names(layers(), blocks, "ln_post", "proj");
}

}  // namespace p8::network
