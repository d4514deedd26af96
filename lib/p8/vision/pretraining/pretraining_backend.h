#pragma once

#include "p8/vision/pretraining/pretraining.h"

namespace p8 {

/// Training of whole models, on LibTorch.
class PretrainingBackend {
 public:
  virtual ~PretrainingBackend() = default;

  /// Trains a whole model from scratch. Throws as FinetuneBackend::train_head(); Error(Usage) for a device that is not
  /// there.
  virtual PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                                   const TrainingObserver& observer) const = 0;
  virtual PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                                   const TrainingObserver& observer) const = 0;
};

/// Throws as torch_backend().
const PretrainingBackend& pretraining_backend();

}  // namespace p8
