#include "p8/backends/libtorch/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/training/foreach_update.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/training_checkpoint.h"
#include "p8/backends/libtorch/training/training_settings.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/random.h"

namespace p8::training {

namespace {

constexpr const char* kWeight = "weight ";
constexpr const char* kFirst = "first ";
constexpr const char* kSecond = "second ";
constexpr const char* kBest = "best ";
constexpr const char* kMean = "mean ";

NamedTensor saved(const std::string& name, const Tensor& tensor) {
  return {name, tensor.sizes().vec(), values_of(tensor)};
}

/// Copies the tensor of that name into `target`. Throws Error(Model) where the state has none of its shape.
void restore(const TrainingState& state, const std::string& name, const Tensor& target) {
  for (const NamedTensor& tensor : state.tensors) {
    if (tensor.name != name || tensor.shape != target.sizes().vec()) continue;
    target.copy_(at::tensor(at::ArrayRef<float>(tensor.values)).view(target.sizes()));
    return;
  }
  throw model_error("the checkpoint has no tensor \"{}\" of the shape that is trained",
                    "l'état de l'entraînement n'a pas de tenseur « {} » de la forme entraînée", name);
}

/// One training on its way.
class Run {
 public:
  Run(Task& task, const TrainingOptions& options, const TrainingObserver& observer, const TrainingSettings& settings,
      double weight_average)
      : task_(task),
        options_(options),
        observer_(observer),
        weight_average_(weight_average),
        optimizer_(task.parameters(), options) {
    for (const std::vector<Parameter>& changed : {optimizer_.parameters(), task.statistics()}) {
      for (const Parameter& parameter : changed) {
        names_.push_back(parameter.name);
        now_.push_back(parameter.tensor.detach());
        best_.push_back(now_.back().clone());
        if (weight_average > 0.0) means_.push_back(now_.back().clone());
      }
    }
    if (options.checkpoint.empty()) return;
    checkpoint_.emplace(options.checkpoint);
    state_.settings = settings_of(options);
    for (const auto& [name, value] : settings) state_.settings[name] = value;
    state_.settings["initial weights"] = hash_of_weights();
    const auto before = options.resume ? checkpoint_->load(state_.settings, options.epochs) : std::nullopt;
    if (before) go_on(*before);
  }

  Trained finish() {
    while (state_.epoch < options_.epochs && !is_out_of_patience()) {
      epoch();
      if (checkpoint_) save();
      if (observer_.epoch) observer_.epoch(state_.history.back());
    }
    copy_all(best_, now_);
    return {std::move(state_.history), state_.best_epoch};
  }

 private:
  bool is_out_of_patience() const {
    return options_.patience > 0 && state_.epoch - state_.best_epoch >= options_.patience;
  }

  void epoch() {
    const auto start = std::chrono::steady_clock::now();
    EpochMetrics figures;
    figures.epoch = state_.epoch + 1;
    learn(figures);
    std::vector<Tensor> learned;
    if (!means_.empty()) {
      for (const Tensor& tensor : now_) learned.push_back(tensor.clone());
      copy_all(means_, now_);
    }
    {
      const torch::NoGradGuard no_grad;
      const Task::Metrics validation = task_.validate();
      figures.val_loss = validation.loss;
      figures.val_accuracy = validation.accuracy;
    }
    if (!std::isfinite(figures.val_loss)) throw not_finite(figures.epoch, std::nullopt);
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    state_.epoch = figures.epoch;
    const bool is_best = state_.history.empty() || figures.val_loss < best_loss();
    state_.history.push_back(figures);
    if (is_best) {
      state_.best_epoch = figures.epoch;
      copy_all(now_, best_);
    }
    if (!means_.empty()) copy_all(learned, now_);
  }

  void learn(EpochMetrics& figures) {
    const std::vector<std::int64_t> order = order_of(figures.epoch);
    const std::size_t rows = order.size(), batches = (rows + options_.batch - 1) / options_.batch;
    const Tensor all = integers(order);
    task_.begin_epoch(figures.epoch, order);
    double loss_sum = 0.0;
    double correct = 0.0;
    for (std::size_t batch = 0; batch < batches; ++batch) {
      const std::size_t begin = batch * options_.batch, count = std::min(options_.batch, rows - begin);
      optimizer_.clear_gradients();
      const Task::Loss loss =
          task_.training_loss(all.narrow(0, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(count)));
      if (loss.mean.requires_grad()) loss.mean.backward();
      optimizer_.step(rate_factor(options_, optimizer_.steps(), batches));
      task_.updated();
      average();
      // Read last: a GPU is then waited for once a batch, when it has all of its work.
      const auto value = static_cast<double>(loss.mean.item<float>());
      if (!std::isfinite(value)) throw not_finite(figures.epoch, batch + 1);
      if (observer_.batch) observer_.batch(value);
      loss_sum += value * static_cast<double>(count);
      correct += loss.correct.defined() ? static_cast<double>(loss.correct.item<std::int64_t>())
                                        : std::numeric_limits<double>::quiet_NaN();
    }
    figures.train_loss = loss_sum / static_cast<double>(rows);
    figures.train_accuracy = correct / static_cast<double>(rows);
  }

  void average() {
    if (means_.empty()) return;
    const auto steps = static_cast<double>(optimizer_.steps());
    average_lists(means_, now_, std::min(weight_average_, (1.0 + steps) / (10.0 + steps)));
  }

  static void copy_all(const std::vector<Tensor>& from, const std::vector<Tensor>& to) {
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  }

  std::vector<std::int64_t> order_of(std::size_t epoch) const {
    if (options_.order) return options_.order(epoch);
    std::vector<std::int64_t> order(task_.training_rows());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Random(mixed_seed(options_.seed, epoch)).shuffle(order);
    return order;
  }

  double best_loss() const { return state_.history[state_.best_epoch - 1].val_loss; }

  Error not_finite(std::size_t epoch, const std::optional<std::size_t>& batch) const {
    const Text where =
        batch ? text("in epoch {}, batch {}", "à l'époque {}, lot {}", epoch, *batch)
              : text("on the validation photos of epoch {}", "sur les photos de validation de l'époque {}", epoch);
    const Text kept =
        checkpoint_ && state_.epoch > 0
            ? text("try a lower --lr with another --checkpoint; epoch {} is kept in {}",
                   "essayez un --lr plus petit avec un autre --checkpoint ; l'époque {} est gardée dans {}",
                   state_.epoch, printable(checkpoint_->directory()))
            : Text{"try a lower --lr; --checkpoint DIR would keep the last good epoch",
                   "essayez un --lr plus petit ; --checkpoint DOSSIER garderait la dernière bonne époque"};
    return data_error("the loss is not finite {0}; {1}", "la perte n'est pas finie {0} ; {1}", where, kept);
  }

  /// All that a state holds, under its names there.
  template <typename Visit>
  void each_tensor(Visit visit) {
    for (std::size_t i = 0; i < now_.size(); ++i) {
      visit(kWeight + names_[i], now_[i]);
      if (i < optimizer_.parameters().size()) {
        visit(kFirst + names_[i], optimizer_.first_moments()[i]);
        visit(kSecond + names_[i], optimizer_.second_moments()[i]);
      }
      visit(kBest + names_[i], best_[i]);
      if (!means_.empty()) visit(kMean + names_[i], means_[i]);
    }
  }

  void save() {
    state_.steps = optimizer_.steps();
    state_.tensors.clear();
    each_tensor([&](const std::string& name, const Tensor& tensor) { state_.tensors.push_back(saved(name, tensor)); });
    checkpoint_->save(state_);
    state_.tensors.clear();
  }

  std::string hash_of_weights() const {
    ContentHash content;
    for (std::size_t i = 0; i < now_.size(); ++i) content.add(names_[i]).add(values_of(now_[i]));
    return content.sha256();
  }

  void go_on(const TrainingState& before) {
    const torch::NoGradGuard no_grad;
    each_tensor([&](const std::string& name, const Tensor& tensor) { restore(before, name, tensor); });
    optimizer_.set_steps(before.steps);
    state_.epoch = before.epoch;
    state_.best_epoch = before.best_epoch;
    state_.history = before.history;
  }

  Task& task_;
  const TrainingOptions& options_;
  const TrainingObserver& observer_;
  double weight_average_;
  Optimizer optimizer_;
  std::vector<std::string> names_;  // of parameters, then statistics
  std::vector<Tensor> now_;         // their values as they are trained
  std::vector<Tensor> best_;        // those of the best epoch
  std::vector<Tensor> means_;       // running means, where these are kept
  TrainingState state_;
  std::optional<TrainingCheckpoint> checkpoint_;
};

}  // namespace

Trained train(Task& task, const TrainingOptions& options, const TrainingObserver& observer,
              const TrainingSettings& settings, double weight_average) {
  return Run(task, options, observer, settings, weight_average).finish();
}

std::uint64_t mixed_seed(std::uint64_t seed, std::uint64_t purpose) {
  std::uint64_t z = seed + (purpose + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace p8::training
