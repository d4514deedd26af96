#include "p8/backends/libtorch/training/logistic.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <ATen/Functions.h>
#include <torch/optim/lbfgs.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/training/head_module.h"

namespace p8::training {

namespace {

using torch::Tensor;

constexpr int kPatience = 3;           // strengths in a row that do not help, before it ends
constexpr int kLast = 20;              // half decades below the first strength, where nothing changes more
constexpr double kMinGain = 1e-6;      // of the log loss: less is rounding
constexpr double kFirstStrength = 10;  // stronger ones leave little but the classes' shares

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

/// Standardised rows, and the strength whose optimum predicts the validation rows best.
class StrengthSearch {
 public:
  StrengthSearch(const HeadTraining& training, const TrainingObserver& observer)
      : training_(training),
        observer_(observer),
        train_(rows_of(training.train, training.width)),
        validation_(rows_of(training.validation, training.width)) {
    mean_ = train_.features.mean(0);
    deviation_ = (train_.features - mean_).square().mean(0).sqrt();
    deviation_.masked_fill_(deviation_.le(1e-12), 1.0);
    train_.features = (train_.features - mean_) / deviation_;
    validation_.features = (validation_.features - mean_) / deviation_;
    best_.val_loss = std::numeric_limits<double>::infinity();
  }

  /// The first strength and weaker ones, each from the optimum of the last.
  void go() {
    Tensor weights = at::zeros({static_cast<std::int64_t>(training_.classes), train_.features.size(1) + 1},
                               train_.features.options())
                         .set_requires_grad(true);
    int without_gain = 0;
    for (int i = 0; i <= kLast && without_gain < kPatience; ++i) {
      without_gain = attempt(i, weights) ? 0 : without_gain + 1;
    }
  }

  TrainedHead finish() {
    if (!std::isfinite(best_.val_loss)) throw not_finite_features();
    trained_.history = {best_};
    trained_.best_epoch = 1;
    trained_.parameters = trained_.head.parameters();
    if (best_at_ == 0 || best_at_ == kLast) trained_.at_limit.emplace_back("l2");
    return std::move(trained_);
  }

 private:
  /// Whether the strength is better than all before it.
  bool attempt(int at, Tensor& weights) {
    const double strength = kFirstStrength * std::pow(10.0, -0.5 * at);
    minimise(train_, strength, observer_, weights);
    const torch::NoGradGuard no_grad;
    const Tensor fitted = logits_of(train_.features, weights), predicted = logits_of(validation_.features, weights);
    EpochMetrics figures;
    figures.epoch = 1;
    figures.train_loss = at::cross_entropy_loss(fitted, train_.labels).item<double>();
    figures.val_loss = at::cross_entropy_loss(predicted, validation_.labels).item<double>();
    figures.train_accuracy = accuracy(fitted, train_.labels);
    figures.val_accuracy = accuracy(predicted, validation_.labels);
    if (!(figures.val_loss < best_.val_loss - kMinGain)) return false;
    best_ = figures;
    best_at_ = at;
    trained_.head = head_of(training_, weights, mean_, deviation_);
    trained_.l2 = strength;
    return true;
  }

  const HeadTraining& training_;
  const TrainingObserver& observer_;
  Rows train_, validation_;
  Tensor mean_, deviation_;  // (E)
  TrainedHead trained_;
  EpochMetrics best_;
  int best_at_ = 0;  // half decades below the first
};

}  // namespace

TrainedHead train_logistic(const HeadTraining& training, const TrainingObserver& observer) {
  const auto start = std::chrono::steady_clock::now();
  StrengthSearch search(training, observer);
  search.go();
  TrainedHead trained = search.finish();
  trained.history.front().seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (observer.epoch) observer.epoch(trained.history.front());
  return trained;
}

}  // namespace p8::training
