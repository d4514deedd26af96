#include "p8/backends/libtorch/networks/clip_resnet.h"

#include <cmath>
#include <string>

#include <ATen/Functions.h>

namespace p8::network {

namespace {

constexpr std::int64_t kExpansion = 4;

ConvolutionShape square(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1) {
  return {in, out, kernel, stride, kernel / 2, false};
}

}  // namespace

BottleneckImpl::BottleneckImpl(std::int64_t in, std::int64_t planes, std::int64_t stride)
    : stride_(stride),
      conv1_(register_module("conv1", Convolution(square(in, planes, 1)))),
      conv2_(register_module("conv2", Convolution(square(planes, planes, 3)))),
      conv3_(register_module("conv3", Convolution(square(planes, kExpansion * planes, 1)))),
      bn1_(register_module("bn1", BatchNorm(planes))),
      bn2_(register_module("bn2", BatchNorm(planes))),
      bn3_(register_module("bn3", BatchNorm(kExpansion * planes))) {
  if (stride == 1 && in == kExpansion * planes) return;
  const auto list = register_module("downsample", std::make_shared<torch::nn::Module>("Sequential"));
  shortcut_ = list->register_module("0", Convolution(square(in, kExpansion * planes, 1)));
  shortcut_norm_ = list->register_module("1", BatchNorm(kExpansion * planes));
}

Tensor BottleneckImpl::forward(const Tensor& x) {
  const auto shrunk = [&](const Tensor& image) { return stride_ > 1 ? at::avg_pool2d(image, stride_) : image; };
  Tensor y = at::relu(bn1_(conv1_(x)));
  y = at::relu(bn2_(conv2_(y)));
  y = bn3_(conv3_(shrunk(y)));
  return at::relu(y + (shortcut_ ? shortcut_norm_(shortcut_(shrunk(x))) : x));
}

AttentionPoolImpl::AttentionPoolImpl(std::int64_t positions, std::int64_t width, std::int64_t heads,
                                     std::int64_t embedding)
    : heads_(heads),
      positional_embedding_(register_parameter("positional_embedding", blank({positions, width}))),
      k_proj_(register_module("k_proj", Linear(width, width))),
      q_proj_(register_module("q_proj", Linear(width, width))),
      v_proj_(register_module("v_proj", Linear(width, width))),
      c_proj_(register_module("c_proj", Linear(width, embedding))) {}

Tensor AttentionPoolImpl::forward(const Tensor& x) {
  const std::int64_t batch = x.size(0), width = x.size(1);
  const std::int64_t head_width = width / heads_;
  Tensor tokens = x.flatten(2).transpose(1, 2);                                 // (B, H W, C)
  tokens = at::cat({tokens.mean(1, true), tokens}, 1) + positional_embedding_;  // (B, T, C)
  const auto by_head = [&](const Tensor& projected) {
    return projected.view({batch, -1, heads_, head_width}).transpose(1, 2);  // (B, h, T, d)
  };
  const Tensor query = by_head(q_proj_(tokens.narrow(1, 0, 1))) / std::sqrt(static_cast<double>(head_width));
  const Tensor scores = at::matmul(query, by_head(k_proj_(tokens)).transpose(-2, -1));  // (B, h, 1, T)
  const Tensor mixed = at::matmul(at::softmax(scores, -1), by_head(v_proj_(tokens)));   // (B, h, 1, d)
  return c_proj_(mixed.reshape({batch, width}));
}

ModifiedResNet::ModifiedResNet(const ClipArchitecture& architecture) {
  const auto& vision = std::get<ModifiedResNetShape>(architecture.vision);
  const auto width = static_cast<std::int64_t>(vision.width);
  conv1_ = register_module("conv1", Convolution(square(3, width / 2, 3, 2)));
  bn1_ = register_module("bn1", BatchNorm(width / 2));
  conv2_ = register_module("conv2", Convolution(square(width / 2, width / 2, 3)));
  bn2_ = register_module("bn2", BatchNorm(width / 2));
  conv3_ = register_module("conv3", Convolution(square(width / 2, width, 3)));
  bn3_ = register_module("bn3", BatchNorm(width));

  std::int64_t in = width, side = static_cast<std::int64_t>(architecture.image_size) / 4;
  shapes_.push_back({in, side, side});
  for (std::size_t stage = 0; stage < vision.layers.size(); ++stage) {
    const std::int64_t planes = width << stage;
    const auto list =
        register_module("layer" + std::to_string(stage + 1), std::make_shared<torch::nn::Module>("Sequential"));
    for (std::size_t i = 0; i < vision.layers[stage]; ++i) {
      const std::int64_t stride = i == 0 && stage > 0 ? 2 : 1;
      bottlenecks_.push_back(list->register_module(std::to_string(i), Bottleneck(in, planes, stride)));
      names_.push_back("layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".");
      in = kExpansion * planes;
      side /= stride;
      shapes_.push_back({in, side, side});
    }
  }
  const auto grid = static_cast<std::int64_t>(architecture.image_size / 32);
  attnpool_ = register_module("attnpool", AttentionPool(grid * grid + 1, in, static_cast<std::int64_t>(vision.heads),
                                                        static_cast<std::int64_t>(architecture.embedding)));
}

Tensor ModifiedResNet::forward(const Tensor& pixels) { return tail(frozen_features(pixels, layers()), layers()); }

Tensor ModifiedResNet::frozen_features(const Tensor& pixels, std::size_t blocks) {
  Tensor x = at::relu(bn1_(conv1_(pixels)));
  x = at::relu(bn2_(conv2_(x)));
  x = at::relu(bn3_(conv3_(x)));
  x = at::avg_pool2d(x, 2);  // (B, width, H / 4, W / 4)
  for (std::size_t i = 0; i < layers() - blocks; ++i) x = bottlenecks_[i](x);
  return x;
}

std::vector<std::int64_t> ModifiedResNet::trunk_shape(std::size_t blocks) const { return shapes_[layers() - blocks]; }

Tensor ModifiedResNet::tail(const Tensor& x, std::size_t blocks) {
  Tensor y = x;
  for (std::size_t i = layers() - blocks; i < layers(); ++i) y = bottlenecks_[i](y);
  return attnpool_(y);  // of (B, 32 width, H / 32, W / 32)
}

std::vector<std::string> ModifiedResNet::tail_names(std::size_t blocks) const {
  if (blocks == 0) return {"attnpool.c_proj."};
  std::vector<std::string> names(names_.end() - static_cast<std::ptrdiff_t>(blocks), names_.end());
  names.emplace_back("attnpool.");
  return names;
}

}  // namespace p8::network
