#pragma once

#include "p8/vision/pretraining/pretraining.h"

namespace p8::training {

/// See PretrainingBackend::pretrain. The photos and the first weights are the same everywhere and for any number of
/// threads; sums inside the networks are rounded otherwise by other numbers of threads, processors and versions of
/// LibTorch.
PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer);
PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer);

}  // namespace p8::training
