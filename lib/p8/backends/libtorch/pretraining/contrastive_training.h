#pragma once

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/classifier/training.h"

namespace p8::training {

/// See FinetuneBackend::train_contrastive. CLIP's temperature stays what it was.
FinetunedBackbone train_contrastive(const ClipCheckpoint& checkpoint, const ContrastiveTraining& training,
                                    const TrainingOptions& options, const TrainingObserver& observer);

}  // namespace p8::training
