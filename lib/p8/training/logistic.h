#pragma once

#include "p8/vision/training.h"

namespace p8::training {

/// Multinomial logistic regression: the minimum of mean log loss + λ/2 |W|² (biases free) on features brought to mean 0
/// and deviation 1, by L-BFGS with strong Wolfe line search to convergence; λ is the power of √10 with which most
/// validation photos are right, as in CLIP's linear probes (Radford et al. 2021, appendix A.3), and of equals the one
/// of least log loss. It is looked for from 10 to weaker ones, and where 10 is the best of these to stronger ones;
/// three in a row that do not help end the search. One that still helps ten decades away is said to be at the limit.
/// The standardisation is folded into the weights. Throws Error(Data) where features are not finite.
TrainedHead train_logistic(const HeadTraining& training, const TrainingObserver& observer);

}  // namespace p8::training
