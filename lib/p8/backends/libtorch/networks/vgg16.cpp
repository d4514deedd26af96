#include "p8/backends/libtorch/networks/vgg16.h"

#include <iterator>
#include <string>

#include <ATen/Functions.h>

namespace p8::network {

Vgg16::Vgg16(const Vgg16Architecture& architecture) {
  const auto features = register_module("features", std::make_shared<torch::nn::Module>("Sequential"));
  std::int64_t channels = 3;
  for (std::size_t i = 0; i < architecture.widths.size(); ++i) {
    const auto out = static_cast<std::int64_t>(architecture.widths[i]);
    convolutions_.push_back(features->register_module(std::to_string(kVgg16Convolutions[i]),
                                                      Convolution(ConvolutionShape{channels, out, 3, 1, 1, true})));
    channels = out;
  }
  const auto classifier = register_module("classifier", std::make_shared<torch::nn::Module>("Sequential"));
  const auto hidden = static_cast<std::int64_t>(architecture.hidden);
  const auto pooled = channels * static_cast<std::int64_t>(kVgg16Pooled * kVgg16Pooled);
  first_ = classifier->register_module("0", Linear(pooled, hidden));
  second_ = classifier->register_module("3", Linear(hidden, hidden));
  last_ = classifier->register_module("6", Linear(hidden, static_cast<std::int64_t>(architecture.classes)));
}

Tensor Vgg16::convolve(Tensor x, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    x = at::relu(convolutions_[i](x));
    // Two numbers further stands the next convolution; where a block ends, max-pooling has a number too.
    const bool ends_block = i + 1 == convolutions_.size() || kVgg16Convolutions[i + 1] - kVgg16Convolutions[i] == 3;
    if (ends_block) x = at::max_pool2d(x, 2);
  }
  return x;
}

Tensor Vgg16::features(const Tensor& pixels) {
  constexpr auto kSide = static_cast<std::int64_t>(kVgg16Pooled);
  return at::adaptive_avg_pool2d(convolve(pixels, 0, convolutions_.size()), {kSide, kSide});
}

Tensor Vgg16::penultimate(const Tensor& pooled) {
  constexpr double kDropout = 0.5;
  Tensor x = at::dropout(at::relu(first_(pooled.flatten(1))), kDropout, is_training());
  return at::dropout(at::relu(second_(x)), kDropout, is_training());
}

Tensor Vgg16::frozen_features(const Tensor& pixels, std::size_t layers) {
  if (layers == 1) return at::relu(first_(features(pixels).flatten(1)));
  return layers == 2 ? features(pixels).flatten(1) : convolve(pixels, 0, kLayers - layers);
}

Tensor Vgg16::tail(const Tensor& x, std::size_t layers) {
  if (layers == 1) return at::relu(second_(x));
  if (layers == 2) return at::relu(second_(at::relu(first_(x))));
  constexpr auto kSide = static_cast<std::int64_t>(kVgg16Pooled);
  const Tensor convolved = convolve(x, kLayers - layers, convolutions_.size());
  return tail(at::adaptive_avg_pool2d(convolved, {kSide, kSide}).flatten(1), 2);
}

std::vector<std::string> Vgg16::tail_names(std::size_t layers) {
  std::vector<std::string> names = {"classifier.3."};
  if (layers > 1) names.emplace_back("classifier.0.");
  for (std::size_t i = 2; i < layers; ++i) {
    names.push_back("features." + std::to_string(kVgg16Convolutions[kLayers - 1 - i]) + ".");
  }
  return names;
}

Tensor Vgg16::forward(const Tensor& pixels) { return last_(penultimate(features(pixels))); }

}  // namespace p8::network
