#pragma once

#include <cstdint>
#include <vector>

#include <torch/types.h>

#include "p8/vision/classifier/training.h"

namespace p8::training {

using torch::Tensor;

/// Tensors that are updated alike, in a few operations for all of them: on a GPU each operation takes some microseconds
/// to start, whatever its size.
struct UpdateLists {
  std::vector<Tensor> weights, gradients, first, second;
};

/// One update as Optimizer's on the processor.   @param steps  so far, this one included.
void update_lists(const UpdateLists& lists, OptimizerKind kind, double rate, double decay, std::uint64_t steps);

/// mean = decay · mean + (1 - decay) · weights, for each.
void average_lists(const std::vector<Tensor>& means, const std::vector<Tensor>& weights, double decay);

}  // namespace p8::training
