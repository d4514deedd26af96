#include "p8/training/logistic.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <vector>

#include <ATen/Functions.h>
#include <torch/optim/lbfgs.h>
#include <torch/utils.h>

namespace p8::training {

namespace {

using torch::Tensor;

constexpr int kStrengths = 11;  // 10, 10^0.5, … 1e-4
constexpr int kPatience = 3;    // weaker ones that did not help, before it ends

struct Rows {
  Tensor features;  // (N, E), double
  Tensor labels;    // (N)
};

Rows rows_of(const LabelledFeatures& features, std::size_t width) {
  const auto count = static_cast<std::int64_t>(features.labels.size());
  const std::vector<double> values(features.values.begin(), features.values.end());
  return {at::tensor(at::ArrayRef<double>(values)).view({count, static_cast<std::int64_t>(width)}),
          at::tensor(at::ArrayRef<std::int64_t>(features.labels))};
}

/// W and b in one tensor (C, E + 1).
Tensor logits_of(const Tensor& features, const Tensor& weights) {
  const std::int64_t width = features.size(1);
  return at::linear(features, weights.narrow(1, 0, width), weights.select(1, width));
}

/// The optimum, from `weights` on.
void minimise(const Rows& rows, double strength, const TrainingObserver& observer, Tensor& weights) {
  const std::int64_t width = rows.features.size(1);
  torch::optim::LBFGS optimizer(std::vector<Tensor>{weights}, torch::optim::LBFGSOptions(1.0)
                                                                  .max_iter(2000)
                                                                  .tolerance_grad(1e-6)
                                                                  .tolerance_change(1e-12)
                                                                  .history_size(20)
                                                                  .line_search_fn("strong_wolfe"));
  optimizer.step([&] {
    optimizer.zero_grad();
    const Tensor loss = at::cross_entropy_loss(logits_of(rows.features, weights), rows.labels) +
                        0.5 * strength * weights.narrow(1, 0, width).square().sum();
    loss.backward();
    if (observer.batch) observer.batch(loss.item<double>());
    return loss;
  });
}

Head head_of(const HeadTraining& training, const Tensor& weights, const Tensor& mean, const Tensor& deviation) {
  const std::int64_t width = mean.size(0);
  const Tensor weight = weights.narrow(1, 0, width) / deviation;        // (C, E)
  const Tensor bias = weights.select(1, width) - at::mv(weight, mean);  // (C)
  const Tensor weight_floats = weight.to(torch::kFloat32).contiguous(), bias_floats = bias.to(torch::kFloat32);
  Head head;
  head.kind = HeadKind::Logistic;
  head.width = training.width;
  head.classes = training.classes;
  head.output_weight.assign(weight_floats.data_ptr<float>(), weight_floats.data_ptr<float>() + weight.numel());
  head.output_bias.assign(bias_floats.data_ptr<float>(), bias_floats.data_ptr<float>() + bias.numel());
  return head;
}

double accuracy(const Tensor& logits, const Tensor& labels) {
  return logits.argmax(1).eq(labels).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

TrainedHead train_logistic(const HeadTraining& training, const TrainingObserver& observer) {
  const auto start = std::chrono::steady_clock::now();
  Rows train = rows_of(training.train, training.width), validation = rows_of(training.validation, training.width);
  const Tensor mean = train.features.mean(0);
  Tensor deviation = (train.features - mean).square().mean(0).sqrt();
  deviation.masked_fill_(deviation.le(1e-12), 1.0);
  train.features = (train.features - mean) / deviation;
  validation.features = (validation.features - mean) / deviation;

  Tensor weights =
      at::zeros({static_cast<std::int64_t>(training.classes), train.features.size(1) + 1}, train.features.options())
          .set_requires_grad(true);
  TrainedHead trained;
  EpochFigures best;
  best.val_loss = std::numeric_limits<double>::infinity();
  int best_at = 0;
  for (int i = 0; i < kStrengths; ++i) {
    const double strength = std::pow(10.0, 1.0 - 0.5 * i);
    minimise(train, strength, observer, weights);  // from the optimum of the last strength
    const torch::NoGradGuard no_grad;
    const Tensor fitted = logits_of(train.features, weights), predicted = logits_of(validation.features, weights);
    EpochFigures figures;
    figures.epoch = 1;
    figures.train_loss = at::cross_entropy_loss(fitted, train.labels).item<double>();
    figures.val_loss = at::cross_entropy_loss(predicted, validation.labels).item<double>();
    figures.train_accuracy = accuracy(fitted, train.labels);
    figures.val_accuracy = accuracy(predicted, validation.labels);
    if (!(figures.val_loss < best.val_loss)) {
      if (i - best_at == kPatience) break;
      continue;
    }
    best = figures;
    best_at = i;
    trained.head = head_of(training, weights, mean, deviation);
    trained.l2 = strength;
  }
  best.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  trained.history = {best};
  trained.best_epoch = 1;
  trained.parameters = trained.head.parameters();
  if (observer.epoch) observer.epoch(best);
  return trained;
}

}  // namespace p8::training
