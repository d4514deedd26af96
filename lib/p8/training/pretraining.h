#pragma once

#include "p8/vision/pretraining.h"

namespace p8::training {

/// See VisionModule::pretrain.
PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer);
PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer);

}  // namespace p8::training
