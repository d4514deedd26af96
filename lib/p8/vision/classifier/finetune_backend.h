#pragma once

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/classifier/training.h"

namespace p8 {

/// Training of heads and of a backbone's last layers, on LibTorch.
class FinetuneBackend {
 public:
  virtual ~FinetuneBackend() = default;

  /// Trains a head on features; on the processor. Throws Error(Data) naming epoch and batch when the loss is no longer
  /// finite, and where a checkpoint is another training's; Error(Model) for one that is damaged; Error(Output) for one
  /// that cannot be written; what the observer throws.
  virtual TrainedHead train_head(const HeadTraining& training, const TrainingOptions& options,
                                 const TrainingObserver& observer) const = 0;
  /// Trains the layers and a head together. Throws as train_head().
  virtual FinetunedBackbone finetune_partially(const ClipCheckpoint& checkpoint, const PartialFinetuning& training,
                                               const TrainingOptions& options,
                                               const TrainingObserver& observer) const = 0;
  virtual FinetunedBackbone finetune_partially(const Vgg16Checkpoint& checkpoint, const PartialFinetuning& training,
                                               const TrainingOptions& options,
                                               const TrainingObserver& observer) const = 0;
  /// The head is that of the class texts, as the trained text tower reads them. Throws as train_head().
  virtual FinetunedBackbone train_contrastive(const ClipCheckpoint& checkpoint, const ContrastiveTraining& training,
                                              const TrainingOptions& options,
                                              const TrainingObserver& observer) const = 0;
};

/// Throws as torch_backend().
const FinetuneBackend& finetune_backend();

}  // namespace p8
