#pragma once

#include <cstdint>

#include "p8/vision/classifier/training.h"

namespace p8::training {

/// See FinetuneBackend::train_head. Runs on one thread: batches of features are too small to share out, and the weights
/// do not depend on the number of threads then.
TrainedHead train_head(const HeadTraining& training, const TrainingOptions& options, const TrainingObserver& observer);

/// The head that training begins with: `training.start`, or class texts, or drawn with the seed.
Head initial_head(const HeadTraining& training, std::uint64_t seed);

}  // namespace p8::training
