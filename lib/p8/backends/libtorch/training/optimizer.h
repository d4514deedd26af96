#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <torch/types.h>

#include "p8/vision/classifier/training.h"

namespace p8::training {

using torch::Tensor;

/// A tensor that is trained: float32, without gaps in memory, asking for its gradient.
struct Parameter {
  std::string name;
  Tensor tensor;
  bool of_backbone = false;  ///< learns at TrainingOptions::backbone_rate
  bool decays = true;        ///< TrainingOptions::weight_decay counts
};

/// torch.optim's Adam, AdamW, RMSprop and SGD (1.13): on the processor each update in one pass over memory, elsewhere
/// in a few operations for all tensors.
class Optimizer {
 public:
  Optimizer(std::vector<Parameter> parameters, const TrainingOptions& options);

  void clear_gradients();
  /// One update by the gradients that there are.   @param factor  of all learning rates, from the schedule.
  void step(double factor);

  std::uint64_t steps() const { return steps_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// Running means of each parameter's gradient and of its square; their tensors may be written to.
  std::vector<Tensor>& first_moments() { return first_; }
  std::vector<Tensor>& second_moments() { return second_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

 private:
  double rate_of(const Parameter& parameter) const;
  double decay_of(const Parameter& parameter) const;
  void update(std::size_t p, const Tensor& gradient, double factor);

  std::vector<Parameter> parameters_;
  std::vector<Tensor> first_;
  std::vector<Tensor> second_;
  TrainingOptions options_;
  std::uint64_t steps_ = 0;
};

/// What the learning rate is multiplied with for update `step` (from 0).
double rate_factor(const TrainingOptions& options, std::uint64_t step, std::size_t steps_per_epoch);

}  // namespace p8::training
