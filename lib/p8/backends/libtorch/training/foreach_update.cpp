#include "p8/backends/libtorch/training/foreach_update.h"

#include <cmath>

#include <ATen/Functions.h>
#include <torch/utils.h>

namespace p8::training {

void update_lists(const UpdateLists& lists, OptimizerKind kind, double rate, double decay, std::uint64_t steps) {
  if (lists.weights.empty()) return;
  const torch::NoGradGuard no_grad;
  std::vector<Tensor> gradients = lists.gradients;
  if (decay != 0.0 && kind == OptimizerKind::AdamW) {
    at::_foreach_mul_(lists.weights, 1.0 - rate * decay);
  } else if (decay != 0.0) {
    gradients = at::_foreach_add(gradients, lists.weights, decay);
  }
  if (kind == OptimizerKind::Sgd) {
    constexpr double kMomentum = 0.9;
    at::_foreach_mul_(lists.first, kMomentum);
    at::_foreach_add_(lists.first, gradients);
    at::_foreach_add_(lists.weights, lists.first, -rate);
    return;
  }
  constexpr double kEpsilon = 1e-8;
  if (kind == OptimizerKind::RmsProp) {
    constexpr double kSmoothing = 0.99;
    at::_foreach_mul_(lists.second, kSmoothing);
    at::_foreach_addcmul_(lists.second, gradients, gradients, 1.0 - kSmoothing);
    std::vector<Tensor> roots = at::_foreach_sqrt(lists.second);
    at::_foreach_add_(roots, kEpsilon);
    at::_foreach_addcdiv_(lists.weights, gradients, roots, -rate);
    return;
  }
  constexpr double kBeta1 = 0.9, kBeta2 = 0.999;
  const auto count = static_cast<double>(steps);
  at::_foreach_mul_(lists.first, kBeta1);
  at::_foreach_add_(lists.first, gradients, 1.0 - kBeta1);
  at::_foreach_mul_(lists.second, kBeta2);
  at::_foreach_addcmul_(lists.second, gradients, gradients, 1.0 - kBeta2);
  std::vector<Tensor> roots = at::_foreach_sqrt(lists.second);
  at::_foreach_mul_(roots, 1.0 / std::sqrt(1.0 - std::pow(kBeta2, count)));
  at::_foreach_add_(roots, kEpsilon);
  at::_foreach_addcdiv_(lists.weights, lists.first, roots, -rate / (1.0 - std::pow(kBeta1, count)));
}

void average_lists(const std::vector<Tensor>& means, const std::vector<Tensor>& weights, double decay) {
  const torch::NoGradGuard no_grad;
  at::_foreach_mul_(means, decay);
  at::_foreach_add_(means, weights, 1.0 - decay);
}

}  // namespace p8::training
