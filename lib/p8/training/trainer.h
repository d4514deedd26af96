#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/training/optimizer.h"
#include "p8/vision/training.h"

namespace p8::training {

/// What is trained: the trainer knows neither heads nor networks.
class Task {
 public:
  virtual ~Task() = default;

  virtual std::vector<Parameter> parameters() = 0;
  virtual std::size_t training_rows() const = 0;

  struct Loss {
    Tensor mean;                         ///< of the batch, with its gradient
    std::optional<std::size_t> correct;  ///< rows of the batch that are classified right, where they are classified
  };
  /// @param rows  (B) int64, of the training rows.
  virtual Loss training_loss(const Tensor& rows) = 0;

  struct Figures {
    double loss = 0.0;
    double accuracy = 0.0;
  };
  /// Of all validation rows; called without gradients.
  virtual Figures validate() = 0;
};

struct Trained {
  std::vector<EpochFigures> history;
  std::size_t best_epoch = 0;  ///< the first one of the least validation loss
};

/// Trains until the epochs are done or patience is at its end; the parameters are then those of the best epoch.
/// Where options.checkpoint says so, each epoch leaves a state from which another run goes on to the same weights, bit
/// for bit. Throws Error(Data) naming epoch and batch when the loss is not finite; what the checkpoint and the observer
/// throw.   @param identity  of data, model and options, for the checkpoint.
Trained train(Task& task, const TrainingOptions& options, const TrainingObserver& observer,
              const std::string& identity);

/// Seeds of different purposes and epochs that have nothing to do with each other (splitmix64, Steele et al. 2014).
std::uint64_t mixed_seed(std::uint64_t seed, std::uint64_t purpose);

}  // namespace p8::training
