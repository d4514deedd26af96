#include "p8/backends/libtorch/training/optimizer.h"

#include <cassert>
#include <cmath>
#include <map>
#include <utility>

#include <ATen/Functions.h>

#include "p8/backends/libtorch/training/foreach_update.h"

namespace p8::training {

namespace {

/// One tensor on its way through an update.
struct Pass {
  std::int64_t count;
  float* weight;
  const float* gradient;
  float* first;
  float* second;
  float rate;
  float decay;  // of weights, added to the gradient
};

/// p -= rate · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε) (Kingma and Ba 2015, algorithm 1).
[[gnu::target_clones("avx2", "default")]] void adam(const Pass& pass, double steps) {
  constexpr float kBeta1 = 0.9F, kBeta2 = 0.999F, kEpsilon = 1e-8F;
  const auto step_size = static_cast<float>(static_cast<double>(pass.rate) / (1.0 - std::pow(0.9, steps)));
  const auto root_correction = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(0.999, steps)));
  for (std::int64_t i = 0; i < pass.count; ++i) {
    const float gradient = pass.gradient[i] + pass.decay * pass.weight[i];
    pass.first[i] = kBeta1 * pass.first[i] + (1.0F - kBeta1) * gradient;
    pass.second[i] = kBeta2 * pass.second[i] + (1.0F - kBeta2) * gradient * gradient;
    pass.weight[i] -= step_size * pass.first[i] / (std::sqrt(pass.second[i]) * root_correction + kEpsilon);
  }
}

/// p -= rate · g / (√v + ε), v the running mean of g² (Tieleman and Hinton 2012, lecture 6.5).
[[gnu::target_clones("avx2", "default")]] void rms_prop(const Pass& pass) {
  constexpr float kSmoothing = 0.99F, kEpsilon = 1e-8F;
  for (std::int64_t i = 0; i < pass.count; ++i) {
    const float gradient = pass.gradient[i] + pass.decay * pass.weight[i];
    pass.second[i] = kSmoothing * pass.second[i] + (1.0F - kSmoothing) * gradient * gradient;
    pass.weight[i] -= pass.rate * gradient / (std::sqrt(pass.second[i]) + kEpsilon);
  }
}

/// p -= rate · b, b = 0.9 b + g.
void momentum(const Pass& pass) {
  constexpr float kMomentum = 0.9F;
  for (std::int64_t i = 0; i < pass.count; ++i) {
    const float gradient = pass.gradient[i] + pass.decay * pass.weight[i];
    pass.first[i] = kMomentum * pass.first[i] + gradient;
    pass.weight[i] -= pass.rate * pass.first[i];
  }
}

void shrink(const Pass& pass, float factor) {
  for (std::int64_t i = 0; i < pass.count; ++i) pass.weight[i] *= factor;
}

/// The gradient with its numbers in memory as those of the weight: most often they are, and nothing is copied.
Tensor laid_out_as(const Tensor& weight, const Tensor& gradient) {
  for (std::int64_t i = 0; i < weight.dim(); ++i) {
    const bool differs = weight.size(i) != 1 && weight.stride(i) != gradient.stride(i);
    if (differs) return at::empty_like(weight).copy_(gradient);
  }
  return gradient.as_strided(weight.sizes(), weight.strides());
}

}  // namespace

Optimizer::Optimizer(std::vector<Parameter> parameters, const TrainingOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const Parameter& parameter : parameters_) {
    assert(parameter.tensor.is_non_overlapping_and_dense() && parameter.tensor.scalar_type() == torch::kFloat32);
    const Tensor values = parameter.tensor.detach();
    first_.push_back(at::zeros_like(values));
    second_.push_back(at::zeros_like(values));
  }
}

void Optimizer::clear_gradients() {
  for (Parameter& parameter : parameters_) parameter.tensor.mutable_grad().reset();
}

double Optimizer::rate_of(const Parameter& parameter) const {
  return parameter.of_backbone ? options_.backbone_rate : options_.learning_rate;
}

double Optimizer::decay_of(const Parameter& parameter) const { return parameter.decays ? options_.weight_decay : 0.0; }

void Optimizer::step(double factor) {
  ++steps_;
  std::map<std::pair<double, double>, UpdateLists> alike;  // by rate and decay
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const Tensor& tensor = parameters_[p].tensor;
    if (!tensor.grad().defined()) continue;  // no part of this batch's loss
    const Tensor gradient = laid_out_as(tensor.detach(), tensor.grad().detach());
    if (tensor.is_cpu()) {
      update(p, gradient, factor);
      continue;
    }
    UpdateLists& lists = alike[{factor * rate_of(parameters_[p]), decay_of(parameters_[p])}];
    lists.weights.push_back(tensor);
    lists.gradients.push_back(gradient);
    lists.first.push_back(first_[p]);
    lists.second.push_back(second_[p]);
  }
  for (const auto& [rates, lists] : alike) update_lists(lists, options_.optimizer, rates.first, rates.second, steps_);
}

void Optimizer::update(std::size_t p, const Tensor& gradient, double factor) {
  const Tensor& tensor = parameters_[p].tensor;
  const double rate = factor * rate_of(parameters_[p]), decay = decay_of(parameters_[p]);
  Pass pass = {tensor.numel(),
               tensor.data_ptr<float>(),
               gradient.data_ptr<float>(),
               first_[p].data_ptr<float>(),
               second_[p].data_ptr<float>(),
               static_cast<float>(rate),
               static_cast<float>(decay)};
  switch (options_.optimizer) {
    case OptimizerKind::AdamW:
      shrink(pass, static_cast<float>(1.0 - rate * decay));
      pass.decay = 0.0F;
      [[fallthrough]];
    case OptimizerKind::Adam:
      adam(pass, static_cast<double>(steps_));
      break;
    case OptimizerKind::RmsProp:
      rms_prop(pass);
      break;
    case OptimizerKind::Sgd:
      momentum(pass);
      break;
  }
}

double rate_factor(const TrainingOptions& options, std::uint64_t step, std::size_t steps_per_epoch) {
  const auto warm = static_cast<double>(options.warmup_epochs * steps_per_epoch);
  const auto done = static_cast<double>(step);
  if (done < warm) return (done + 1.0) / warm;
  const double epochs = (done - warm) / static_cast<double>(steps_per_epoch);
  if (options.schedule == Schedule::Cosine) {
    const auto all =
        static_cast<double>(options.epochs > options.warmup_epochs ? options.epochs - options.warmup_epochs : 1);
    return 0.5 * (1.0 + std::cos(std::acos(-1.0) * std::min(1.0, epochs / all)));
  }
  if (options.schedule == Schedule::Step) {
    return std::pow(options.step_factor, std::floor(epochs / static_cast<double>(options.step_epochs)));
  }
  return 1.0;
}

}  // namespace p8::training
