#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace p8 {

/// Two ends of an interval, both included.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// A figure with its 95 % interval. NaN where undefined; an end may be infinite: no bound on that side.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval interval = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

/// The mean; NaN for no values. Adds in the order given.
double mean(const std::vector<double>& values);

/// The sample standard deviation, divisor n - 1; NaN for fewer than two values.
double standard_deviation(const std::vector<double>& values);

/// Quantile of values in ascending order without NaN: the point `fraction` of the way from the first to the last, at
/// position fraction * (n - 1), linearly interpolated (numpy.quantile's default, type 7 of Hyndman and Fan 1996, down
/// to the last bit of numpy's own interpolation). NaN for no values.   @param fraction  in [0, 1].
double quantile_of_sorted(const std::vector<double>& sorted, double fraction);

/// The same for values in any order; NaN among them are left out.
std::vector<double> quantiles(std::vector<double> values, const std::vector<double>& fractions);

/// Spearman's rank correlation, in [-1, 1]: Pearson's correlation of the ranks, ties sharing their mean rank. NaN for
/// fewer than two pairs and where one side does not vary.   @param a, b  of the same length, without NaN.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

/// The least step of 1, 2 or 5 times a power of ten of which at most `max_count` cover the span (Heckbert, "Nice
/// numbers for graph labels", Graphics Gems, 1990).   @param span  finite, greater than 0.
double nice_step(double span, int max_count);

/// Wilson's score interval for a share of `successes` among `trials` (Wilson 1927, JASA 22, 209-212), without
/// continuity correction. [0, 1] for no trials.   @param z  normal quantile; the default is that of 95 %.
Interval wilson_interval(std::size_t successes, std::size_t trials, double z = 1.959963984540054);

}  // namespace p8
