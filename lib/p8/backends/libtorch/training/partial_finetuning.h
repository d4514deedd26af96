#pragma once

#include <functional>
#include <string>
#include <vector>

#include "p8/backends/libtorch/training/optimizer.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/classifier/training.h"

namespace torch::nn {
class Module;
}

namespace p8::training {

/// See FinetuneBackend::finetune_partially. On the processor, in float32, without dropout.
FinetunedBackbone finetune_partially(const ClipCheckpoint& checkpoint, const PartialFinetuning& training,
                                     const TrainingOptions& options, const TrainingObserver& observer);
FinetunedBackbone finetune_partially(const Vgg16Checkpoint& checkpoint, const PartialFinetuning& training,
                                     const TrainingOptions& options, const TrainingObserver& observer);

/// The parameters of a module whose names begin in one of these ways, asking for gradients, the others not.
/// @param prefix  of their names in the checkpoint.
std::vector<Parameter> trained_parameters(torch::nn::Module& module, const std::vector<std::string>& beginnings,
                                          const std::string& prefix);

/// (N, …) → (N, E), a slice of rows at a time, without gradients.
Tensor in_slices(const Tensor& rows, const std::function<Tensor(const Tensor&)>& forward);

std::vector<NamedTensor> named_tensors(const std::vector<Parameter>& parameters);

}  // namespace p8::training
