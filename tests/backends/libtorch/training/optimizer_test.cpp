#include "p8/backends/libtorch/training/optimizer.h"

#include <memory>

#include <ATen/Functions.h>
#include <doctest/doctest.h>
#include <torch/optim.h>

#include "p8/backends/libtorch/training/foreach_update.h"

namespace p8::training {

namespace {

/// Minimises a lopsided bowl with both optimizers, and returns the largest difference of their points.
template <typename Make>
double difference(OptimizerKind kind, double weight_decay, Make make_reference) {
  const torch::Tensor scales = at::arange(1, 8).to(torch::kFloat32);
  torch::Tensor ours = at::linspace(-2, 3, 7), theirs = ours.clone();
  ours.set_requires_grad(true);
  theirs.set_requires_grad(true);
  TrainingOptions options;
  options.optimizer = kind;
  options.weight_decay = weight_decay;
  options.learning_rate = 0.02;
  Optimizer optimizer({{"x", ours}}, options);
  const auto reference = make_reference(std::vector<torch::Tensor>{theirs});
  for (int step = 0; step < 50; ++step) {
    optimizer.clear_gradients();
    reference->zero_grad();
    ((ours * ours * scales).sum() + ours.sin().sum()).backward();
    ((theirs * theirs * scales).sum() + theirs.sin().sum()).backward();
    optimizer.step(1.0);
    reference->step();
  }
  return static_cast<double>((ours - theirs).abs().max().item<float>());
}

}  // namespace

TEST_CASE("the optimizers go the way of PyTorch's own") {
  namespace optim = torch::optim;
  for (const double decay : {0.0, 0.1}) {
    CAPTURE(decay);
    CHECK(difference(OptimizerKind::Adam, decay, [&](const auto& x) {
            return std::make_unique<optim::Adam>(x, optim::AdamOptions(0.02).weight_decay(decay));
          }) < 1e-5);
    CHECK(difference(OptimizerKind::AdamW, decay, [&](const auto& x) {
            return std::make_unique<optim::AdamW>(x, optim::AdamWOptions(0.02).weight_decay(decay));
          }) < 1e-5);
    CHECK(difference(OptimizerKind::RmsProp, decay, [&](const auto& x) {
            return std::make_unique<optim::RMSprop>(x, optim::RMSpropOptions(0.02).weight_decay(decay));
          }) < 1e-5);
    CHECK(difference(OptimizerKind::Sgd, decay, [&](const auto& x) {
            return std::make_unique<optim::SGD>(x, optim::SGDOptions(0.02).momentum(0.9).weight_decay(decay));
          }) < 1e-5);
  }
}

TEST_CASE("lists of tensors are updated as one tensor at a time is, and weights that do not decay keep their size") {
  for (const OptimizerKind kind :
       {OptimizerKind::Adam, OptimizerKind::AdamW, OptimizerKind::RmsProp, OptimizerKind::Sgd}) {
    CAPTURE(static_cast<int>(kind));
    TrainingOptions options;
    options.optimizer = kind;
    options.weight_decay = 0.1;
    options.learning_rate = 0.02;
    Tensor decaying = at::linspace(-2, 3, 7), still = at::linspace(-2, 3, 7);
    UpdateLists lists = {{decaying.clone()}, {}, {at::zeros({7})}, {at::zeros({7})}};
    decaying.set_requires_grad(true);
    still.set_requires_grad(true);
    Optimizer optimizer({{"x", decaying}, {"y", still, false, false}}, options);
    for (std::uint64_t step = 1; step <= 20; ++step) {
      const Tensor gradient = at::linspace(-1, 1, 7) * static_cast<double>(step % 3);
      decaying.mutable_grad() = gradient.clone();
      still.mutable_grad() = gradient.clone();
      optimizer.step(0.5);
      lists.gradients = {gradient};
      update_lists(lists, kind, 0.01, 0.1, step);
    }
    CHECK(static_cast<double>((decaying.detach() - lists.weights[0]).abs().max().item<float>()) < 1e-5);
    CHECK(static_cast<double>((decaying - still).abs().max().item<float>()) > 1e-3);
  }
}

TEST_CASE("the learning rate warms up, then follows its schedule") {
  TrainingOptions options;
  options.epochs = 12;
  options.warmup_epochs = 2;
  CHECK(rate_factor(options, 0, 5) == doctest::Approx(0.1));
  CHECK(rate_factor(options, 4, 5) == doctest::Approx(0.5));
  CHECK(rate_factor(options, 9, 5) == doctest::Approx(1.0));
  CHECK(rate_factor(options, 40, 5) == 1.0);
  options.schedule = Schedule::Cosine;
  CHECK(rate_factor(options, 10, 5) == doctest::Approx(1.0));
  CHECK(rate_factor(options, 35, 5) == doctest::Approx(0.5));  // half of the ten epochs
  CHECK(rate_factor(options, 60, 5) == doctest::Approx(0.0));
  options.schedule = Schedule::Step;
  options.step_epochs = 4;
  CHECK(rate_factor(options, 29, 5) == doctest::Approx(1.0));
  CHECK(rate_factor(options, 30, 5) == doctest::Approx(0.1));
  CHECK(rate_factor(options, 50, 5) == doctest::Approx(0.01));
}

}  // namespace p8::training
