#include "p8/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/core/error.h"
#include "p8/core/log.h"
#include "p8/core/random.h"
#include "p8/training/training_checkpoint.h"

namespace p8::training {

namespace {

constexpr const char* kWeight = "weight ";
constexpr const char* kFirst = "first ";
constexpr const char* kSecond = "second ";
constexpr const char* kBest = "best ";

NamedTensor saved(const std::string& name, const Tensor& tensor) {
  const float* const values = tensor.data_ptr<float>();
  return {name, tensor.sizes().vec(), std::vector<float>(values, values + tensor.numel())};
}

/// Copies the tensor of that name into `target`. Throws Error(Model) where the state has none of its shape.
void restore(const TrainingState& state, const std::string& name, const Tensor& target) {
  for (const NamedTensor& tensor : state.tensors) {
    if (tensor.name != name || tensor.shape != target.sizes().vec()) continue;
    std::copy(tensor.values.begin(), tensor.values.end(), target.data_ptr<float>());
    return;
  }
  throw model_error("the checkpoint has no tensor \"{}\" of the shape that is trained",
                    "l'état de l'entraînement n'a pas de tenseur « {} » de la forme entraînée", name);
}

/// One training on its way.
class Run {
 public:
  Run(Task& task, const TrainingOptions& options, const TrainingObserver& observer, const std::string& identity)
      : task_(task), options_(options), observer_(observer), optimizer_(task.parameters(), options) {
    state_.identity = identity;
    for (const Parameter& parameter : optimizer_.parameters()) best_.push_back(parameter.tensor.detach().clone());
    if (options.checkpoint.empty()) return;
    checkpoint_.emplace(options.checkpoint);
    if (const auto before = options.resume ? checkpoint_->load(identity) : std::nullopt) go_on(*before);
  }

  Trained finish() {
    while (state_.epoch < options_.epochs && !is_out_of_patience()) {
      epoch();
      if (checkpoint_) save();
      if (observer_.epoch) observer_.epoch(state_.history.back());
    }
    const torch::NoGradGuard no_grad;
    for (std::size_t p = 0; p < best_.size(); ++p) optimizer_.parameters()[p].tensor.copy_(best_[p]);
    return {std::move(state_.history), state_.best_epoch};
  }

 private:
  bool is_out_of_patience() const {
    return options_.patience > 0 && state_.epoch - state_.best_epoch >= options_.patience;
  }

  void epoch() {
    const auto start = std::chrono::steady_clock::now();
    EpochFigures figures;
    figures.epoch = state_.epoch + 1;
    learn(figures);
    {
      const torch::NoGradGuard no_grad;
      const Task::Figures validation = task_.validate();
      figures.val_loss = validation.loss;
      figures.val_accuracy = validation.accuracy;
    }
    if (!std::isfinite(figures.val_loss)) throw not_finite(figures.epoch, std::nullopt);
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    state_.epoch = figures.epoch;
    const bool is_best = state_.history.empty() || figures.val_loss < best_loss();
    state_.history.push_back(figures);
    if (!is_best) return;
    state_.best_epoch = figures.epoch;
    const torch::NoGradGuard no_grad;
    for (std::size_t p = 0; p < best_.size(); ++p) best_[p].copy_(optimizer_.parameters()[p].tensor);
  }

  void learn(EpochFigures& figures) {
    const std::vector<std::int64_t> order = order_of(figures.epoch);
    const std::size_t rows = order.size(), batches = (rows + options_.batch - 1) / options_.batch;
    const Tensor all = at::tensor(at::ArrayRef<std::int64_t>(order));
    double loss_sum = 0.0;
    double correct = 0.0;
    for (std::size_t batch = 0; batch < batches; ++batch) {
      const std::size_t begin = batch * options_.batch, count = std::min(options_.batch, rows - begin);
      const Task::Loss loss =
          task_.training_loss(all.narrow(0, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(count)));
      const auto value = static_cast<double>(loss.mean.item<float>());
      if (!std::isfinite(value)) throw not_finite(figures.epoch, batch + 1);
      if (observer_.batch) observer_.batch(value);
      loss_sum += value * static_cast<double>(count);
      correct += loss.correct ? static_cast<double>(*loss.correct) : std::numeric_limits<double>::quiet_NaN();
      optimizer_.clear_gradients();
      loss.mean.backward();
      optimizer_.step(rate_factor(options_, optimizer_.steps(), batches));
    }
    figures.train_loss = loss_sum / static_cast<double>(rows);
    figures.train_accuracy = correct / static_cast<double>(rows);
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
            ? text("epoch {} is kept in {}: go on from it with --resume and a lower --lr",
                   "l'époque {} est gardée dans {} : reprenez avec --resume et un --lr plus petit", state_.epoch,
                   printable(checkpoint_->directory()))
            : Text{"try a lower --lr; --checkpoint DIR would keep the last good epoch",
                   "essayez un --lr plus petit ; --checkpoint DOSSIER garderait la dernière bonne époque"};
    return data_error("the loss is not finite {0}; {1}", "la perte n'est pas finie {2} ; {3}", where.en, kept.en,
                      where.fr, kept.fr);
  }

  void save() {
    state_.steps = optimizer_.steps();
    state_.tensors.clear();
    for (std::size_t p = 0; p < best_.size(); ++p) {
      const std::string& name = optimizer_.parameters()[p].name;
      state_.tensors.push_back(saved(kWeight + name, optimizer_.parameters()[p].tensor));
      state_.tensors.push_back(saved(kFirst + name, optimizer_.first_moments()[p]));
      state_.tensors.push_back(saved(kSecond + name, optimizer_.second_moments()[p]));
      state_.tensors.push_back(saved(kBest + name, best_[p]));
    }
    checkpoint_->save(state_);
    state_.tensors.clear();
  }

  void go_on(const TrainingState& before) {
    const torch::NoGradGuard no_grad;
    for (std::size_t p = 0; p < best_.size(); ++p) {
      const std::string& name = optimizer_.parameters()[p].name;
      restore(before, kWeight + name, optimizer_.parameters()[p].tensor);
      restore(before, kFirst + name, optimizer_.first_moments()[p]);
      restore(before, kSecond + name, optimizer_.second_moments()[p]);
      restore(before, kBest + name, best_[p]);
    }
    optimizer_.set_steps(before.steps);
    state_.epoch = before.epoch;
    state_.best_epoch = before.best_epoch;
    state_.history = before.history;
  }

  Task& task_;
  const TrainingOptions& options_;
  const TrainingObserver& observer_;
  Optimizer optimizer_;
  std::vector<Tensor> best_;
  TrainingState state_;
  std::optional<TrainingCheckpoint> checkpoint_;
};

}  // namespace

Trained train(Task& task, const TrainingOptions& options, const TrainingObserver& observer,
              const std::string& identity) {
  return Run(task, options, observer, identity).finish();
}

std::uint64_t mixed_seed(std::uint64_t seed, std::uint64_t purpose) {
  std::uint64_t z = seed + (purpose + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace p8::training
