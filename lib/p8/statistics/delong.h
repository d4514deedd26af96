#pragma once

#include <vector>

#include "p8/statistics/statistics.h"

namespace p8 {

/// The area under the ROC curve as roc_auc() gives it, with the 95 % interval AUC ± 1.96 standard errors, kept to
/// [0, 1]. The variance is that of DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44, 837-845), computed from
/// counts of equal scores in O(n log n) as Sun and Xu (2014, IEEE Signal Processing Letters 21, 1389-1393) do from
/// mid-ranks. The value is NaN unless both classes are there; the interval unless both have two rows, and also where
/// the rows of each class all fare alike (a perfect ranking, a single score), for then the variance says nothing.
/// @param p  scores, any real numbers.   @param y  1: the event, 0: not. Throws Error(Data) as roc_auc().
Estimate roc_auc_estimate(const std::vector<double>& p, const std::vector<int>& y);

}  // namespace p8
