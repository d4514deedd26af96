#include "p8/backends/libtorch/networks/layers.h"

#include <ATen/Functions.h>

namespace p8::network {

Tensor blank(torch::IntArrayRef shape) { return torch::empty(shape); }

LinearImpl::LinearImpl(std::int64_t in, std::int64_t out)
    : weight(register_parameter("weight", blank({out, in}))), bias(register_parameter("bias", blank({out}))) {}

Tensor LinearImpl::forward(const Tensor& x) { return at::linear(x, weight, bias); }

LayerNormImpl::LayerNormImpl(std::int64_t width, double epsilon)
    : weight(register_parameter("weight", blank({width}))),
      bias(register_parameter("bias", blank({width}))),
      epsilon_(epsilon) {}

Tensor LayerNormImpl::forward(const Tensor& x) { return at::layer_norm(x, {weight.size(0)}, weight, bias, epsilon_); }

ConvolutionImpl::ConvolutionImpl(const ConvolutionShape& shape)
    : weight(register_parameter("weight", blank({shape.out, shape.in, shape.kernel, shape.kernel}))), shape_(shape) {
  if (shape.has_bias) bias = register_parameter("bias", blank({shape.out}));
}

Tensor ConvolutionImpl::forward(const Tensor& x) { return at::conv2d(x, weight, bias, shape_.stride, shape_.padding); }

BatchNormImpl::BatchNormImpl(std::int64_t channels)
    : weight(register_parameter("weight", blank({channels}))),
      bias(register_parameter("bias", blank({channels}))),
      running_mean(register_buffer("running_mean", blank({channels}))),
      running_var(register_buffer("running_var", blank({channels}))) {}

Tensor BatchNormImpl::forward(const Tensor& x) {
  constexpr double kMomentum = 0.1;
  constexpr double kEpsilon = 1e-5;
  const bool by_batch_alone = is_training() && !keeps_statistics;
  return at::batch_norm(x, weight, bias, by_batch_alone ? Tensor() : running_mean,
                        by_batch_alone ? Tensor() : running_var, is_training(), kMomentum, kEpsilon,
                        /*cudnn_enabled=*/true);
}

void keep_statistics(torch::nn::Module& module, bool keep) {
  for (const auto& part : module.modules(/*include_self=*/false)) {
    if (auto* const norm = part->as<BatchNormImpl>()) norm->keeps_statistics = keep;
  }
}

}  // namespace p8::network
