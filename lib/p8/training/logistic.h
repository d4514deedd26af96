#pragma once

#include "p8/vision/training.h"

namespace p8::training {

/// Multinomial logistic regression: the minimum of mean log loss + λ/2 |W|² (biases free) on features brought to mean 0
/// and deviation 1, by L-BFGS with strong Wolfe line search to convergence; λ is the one of 1e-4 to 10, in half
/// decades, whose validation log loss is least (the strongest among equals); from the strongest on, three that do not
/// help end the search. The standardisation is folded into the weights.
TrainedHead train_logistic(const HeadTraining& training, const TrainingObserver& observer);

}  // namespace p8::training
