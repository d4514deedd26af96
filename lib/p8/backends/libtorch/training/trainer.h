#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/backends/libtorch/training/optimizer.h"
#include "p8/vision/classifier/training.h"

namespace p8::training {

/// What is trained: the trainer knows neither heads nor networks.
class Task {
 public:
  virtual ~Task() = default;

  virtual std::vector<Parameter> parameters() = 0;
  virtual std::size_t training_rows() const = 0;

  /// What else training changes, and a run that goes on needs: batch normalisation's statistics.
  virtual std::vector<Parameter> statistics() { return {}; }
  /// Called before the first batch of an epoch, from 1, with the rows of its batches, one after another.
  virtual void begin_epoch(std::size_t /*epoch*/, const std::vector<std::int64_t>& /*order*/) {}

  struct Loss {
    Tensor mean;     ///< of the batch; where it asks for no gradient, the parameters have theirs already
    Tensor correct;  ///< rows of the batch that are classified right; undefined where they are not classified
  };
  /// @param rows  (B) int64, of the training rows.
  virtual Loss training_loss(const Tensor& rows) = 0;
  /// Called after each update of the parameters.
  virtual void updated() {}

  struct Metrics {
    double loss = 0.0;
    double accuracy = 0.0;
  };
  /// Of all validation rows; called without gradients.
  virtual Metrics validate() = 0;
};

struct Trained {
  std::vector<EpochMetrics> history;
  std::size_t best_epoch = 0;  ///< the first one of the least validation loss
};

/// Trains until the epochs are done or patience is at its end; the parameters are then those of the best epoch.
/// Where options.checkpoint says so, each epoch leaves a state from which another run goes on to the same weights, bit
/// for bit. Throws Error(Data) naming epoch and batch when the loss is not finite; what the checkpoint and the observer
/// throw.   @param settings  of data and model, for the checkpoint, beside those of the options (settings_of()) and of
/// the weights that it begins with.
/// @param weight_average  the decay of a running mean of parameters and statistics, which is what is validated and kept
/// (Polyak and Juditsky 1992); at its beginning, when few steps were done, it is min(decay, (1 + steps) / (10 + steps))
/// (TensorFlow's ExponentialMovingAverage). 0: none.
Trained train(Task& task, const TrainingOptions& options, const TrainingObserver& observer,
              const TrainingSettings& settings, double weight_average = 0.0);

/// Seeds of different purposes and epochs that have nothing to do with each other (splitmix64, Steele et al. 2014).
std::uint64_t mixed_seed(std::uint64_t seed, std::uint64_t purpose);

}  // namespace p8::training
