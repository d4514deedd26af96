#pragma once

#include <cstddef>
#include <vector>

#include "p8/base/random.h"

namespace p8 {

/// Draws from a binomial distribution by inversion of its distribution function. The function is tabulated once,
/// outwards from the mode until the terms cannot be drawn any more (less than 2^-60 of the mode's): O(sqrt(trials))
/// numbers. A draw is exact to the rounding of the table and costs one uniform number and a binary search.
class Binomial {
 public:
  /// @param probability  of one success, in [0, 1].
  Binomial(std::size_t trials, double probability);

  /// How many of the trials succeed, in [0, trials].
  std::size_t draw(Random& random) const;

 private:
  std::size_t first_ = 0;           // the smallest number of successes in the table
  std::vector<double> cumulative_;  // P(at most first_ + i successes), not yet divided by the last entry
};

}  // namespace p8
