#include "p8/backends/libtorch/training/head_training.h"

#include <chrono>
#include <cmath>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/logistic.h"
#include "p8/backends/libtorch/training/training_settings.h"
#include "p8/base/random.h"
#include "p8/vision/embedding/similarity.h"

namespace p8::training {

namespace {

bool is_tip(HeadKind kind) { return kind == HeadKind::Tip || kind == HeadKind::TipTrained; }

/// The features as the head takes them.
struct Rows {
  Tensor features;  // (N, E)
  Tensor labels;    // (N)
};

Rows rows_of(const LabelledFeatures& features, const Head& head) {
  const std::vector<float> values =
      head.unit_features ? unit_vectors(features.values, head.width).values : features.values;
  return {floats(values, head.width), integers(features.labels)};
}

class HeadTask : public Task {
 public:
  HeadTask(const HeadTraining& training, Head start, double label_smoothing)
      : module_(std::move(start)),
        label_smoothing_(label_smoothing),
        train_(rows_of(training.train, module_.description())),
        validation_(rows_of(training.validation, module_.description())) {}

  std::vector<Parameter> parameters() override { return module_.parameters(); }
  std::size_t training_rows() const override { return static_cast<std::size_t>(train_.labels.size(0)); }

  Loss training_loss(const Tensor& rows) override {
    const Tensor labels = train_.labels.index_select(0, rows);
    const Tensor logits = module_.logits(train_.features.index_select(0, rows));
    return {at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, label_smoothing_),
            count_correct(logits, labels)};
  }

  Metrics validate() override { return metrics_of(module_.logits(validation_.features), validation_.labels); }
  Metrics fit() { return metrics_of(module_.logits(train_.features), train_.labels); }
  std::vector<std::string> search_mixture() { return module_.search_mixture(validation_.features, validation_.labels); }
  Head head() const { return module_.head(); }

 private:
  HeadModule module_;
  double label_smoothing_;
  Rows train_;
  Rows validation_;
};

/// Uniform in ±1/√in, as torch.nn.Linear begins (He et al. 2015 with a = √5).
std::vector<float> drawn(Random& random, std::size_t count, std::size_t in) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in));
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>((2.0 * random.uniform() - 1.0) * bound);
  return values;
}

/// The training photos as a cache: keys are their directions, values their classes (Zhang et al. 2022, section 3.1).
void fill_cache(const HeadTraining& training, Head& head) {
  constexpr double kAlpha = 1.0, kBeta = 5.5;  // the paper's, before the search
  head.keys = unit_vectors(training.train.values, training.width).values;
  head.values.assign(training.train.labels.size() * head.classes, 0.0F);
  for (std::size_t row = 0; row < training.train.labels.size(); ++row) {
    head.values[row * head.classes + static_cast<std::size_t>(training.train.labels[row])] = 1.0F;
  }
  head.alpha = kAlpha;
  head.beta = kBeta;
}

/// θ = (1 - A) θ(texts) + A θ(trained) (Wortsman et al. 2022, equation 1).
void interpolate(const HeadTraining& training, Head& head) {
  const auto share = static_cast<float>(*training.wise_ft);
  for (std::size_t i = 0; i < head.output_weight.size(); ++i) {
    head.output_weight[i] = (1.0F - share) * training.class_texts[i] + share * head.output_weight[i];
  }
  for (float& bias : head.output_bias) bias *= share;
}

/// Tip-Adapter has nothing to learn but how much the cache counts: one line of history, with the mixture found.
Trained search_only(HeadTask& task, const TrainingObserver& observer, std::vector<std::string>& at_limit) {
  const auto start = std::chrono::steady_clock::now();
  const torch::NoGradGuard no_grad;
  at_limit = task.search_mixture();
  const Task::Metrics train = task.fit(), validation = task.validate();
  EpochMetrics figures{1, train.loss, validation.loss, train.accuracy, validation.accuracy, 0.0};
  if (!std::isfinite(train.loss + validation.loss)) throw not_finite_features();
  figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (observer.epoch) observer.epoch(figures);
  return {{figures}, 1};
}

TrainingSettings settings_of(const HeadTraining& training) {
  TrainingSettings settings = {{"--objective", "ce"}, {"--unfreeze", "0"}};
  add_settings(training, settings);
  return settings;
}

TrainedHead train_by_gradient(const HeadTraining& training, const TrainingOptions& options,
                              const TrainingObserver& observer) {
  HeadTask task(training, initial_head(training, options.seed), options.label_smoothing);
  TrainedHead trained;
  const Trained result =
      training.kind == HeadKind::Tip
          ? search_only(task, observer, trained.at_limit)
          : train(task, options, observer, options.checkpoint.empty() ? TrainingSettings() : settings_of(training));
  if (training.kind == HeadKind::TipTrained) {
    const torch::NoGradGuard no_grad;
    trained.at_limit = task.search_mixture();
  }
  trained.head = task.head();
  if (training.wise_ft) interpolate(training, trained.head);
  trained.history = result.history;
  trained.best_epoch = result.best_epoch;
  trained.parameters = trained.head.parameters();
  return trained;
}

}  // namespace

Head initial_head(const HeadTraining& training, std::uint64_t seed) {
  if (training.start) return *training.start;
  Head head;
  head.kind = training.kind;
  head.width = training.width;
  head.classes = training.classes;
  head.output_bias.assign(head.classes, 0.0F);
  const bool by_texts = head.kind == HeadKind::Text || is_tip(head.kind);
  if (by_texts || training.wise_ft) {
    head.unit_features = true;
    head.scale = training.scale;
  }
  Random random(mixed_seed(seed, 0));
  std::size_t in = head.width;
  if (head.kind == HeadKind::Mlp) {
    head.hidden = training.hidden;
    head.hidden_weight = drawn(random, head.hidden * in, in);
    head.hidden_bias = drawn(random, head.hidden, in);
    in = head.hidden;
  }
  if (by_texts) {
    head.output_weight = training.class_texts;
  } else {
    head.output_weight = drawn(random, head.classes * in, in);
    head.output_bias = drawn(random, head.classes, in);
  }
  if (is_tip(head.kind)) fill_cache(training, head);
  return head;
}

TrainedHead train_head(const HeadTraining& training, const TrainingOptions& options, const TrainingObserver& observer) {
  return network::translate_exceptions([&] {
    network::use_threads(1);
    if (training.kind == HeadKind::Logistic) return train_logistic(training, observer);
    return train_by_gradient(training, options, observer);
  });
}

}  // namespace p8::training
