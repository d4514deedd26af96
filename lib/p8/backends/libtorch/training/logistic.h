#pragma once

#include "p8/vision/classifier/training.h"

namespace p8::training {

/// Multinomial logistic regression: the minimum of mean log loss + λ/2 |W|² (biases free) on features brought to mean 0
/// and deviation 1, by L-BFGS with strong Wolfe line search to convergence; λ is the power of √10 whose validation log
/// loss is least. It is looked for from 10 to weaker ones; three in a row that do not help end the search. Stronger
/// ones are not tried: with few validation photos the least loss is that of a head which says the same of every photo.
/// At either end, 10 or ten decades below, it is said to be at the limit. The standardisation is folded into the
/// weights. Throws Error(Data) where features are not finite.
TrainedHead train_logistic(const HeadTraining& training, const TrainingObserver& observer);

}  // namespace p8::training
