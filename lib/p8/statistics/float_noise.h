#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

/// What a number may owe to how it was computed or stored rather than to what it says: 0.1 + 0.2 is
/// 0.30000000000000004, and 0.3 that has been through 32 bits is 0.30000001192092896. Bins and ranks must not tell such
/// values apart.
namespace p8 {

/// The most that noise makes of a value: two roundings to 32 bits (2^-24 each), and 1e-12 for what should be zero.
inline double float_noise(double value) { return std::max(std::abs(value) * 0x1p-23, 1e-12); }

/// Whether two values differ by no more than noise. Different integers always do differ; NaN equals nothing.
inline bool is_same_value(double a, double b) {
  if (a == b) return true;
  if (std::floor(a) == a && std::floor(b) == b) return false;
  return std::abs(a - b) <= float_noise(std::max(std::abs(a), std::abs(b)));
}

/// The first of the values, in ascending order without NaN, that is the same as `value` or greater.
inline std::vector<double>::const_iterator first_not_below(const std::vector<double>& sorted, double value) {
  auto first = std::lower_bound(sorted.begin(), sorted.end(), value - float_noise(value));
  while (first != sorted.end() && *first < value && !is_same_value(*first, value)) ++first;
  return first;
}

/// The first of them that is greater than `value` and not the same.
inline std::vector<double>::const_iterator first_above(const std::vector<double>& sorted, double value) {
  auto first = std::upper_bound(sorted.begin(), sorted.end(), value);
  while (first != sorted.end() && is_same_value(*first, value)) ++first;
  return first;
}

}  // namespace p8
