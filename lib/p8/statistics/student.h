#pragma once

#include <cstddef>
#include <vector>

#include "p8/statistics/statistics.h"

namespace p8 {

/// Student's t distribution function at `t` (Boost.Math).   @param degrees  at least 1.
double student_distribution(double t, std::size_t degrees);

/// The point below which the share `p` lies (Boost.Math).   @param p  in (0, 1).
double student_quantile(double p, std::size_t degrees);

/// What the mean of repeated measurements is with confidence: mean ± t s / sqrt(n) (Student 1908, Biometrika 6, 1-25).
/// Both ends NaN for fewer than two values.
Interval mean_interval(const std::vector<double>& values, double confidence = 0.95);

}  // namespace p8
