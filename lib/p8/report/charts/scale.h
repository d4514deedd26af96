#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "p8/report/number.h"

namespace p8::report {

/// The least and the greatest of the finite values included.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool is_empty() const { return low > high; }
  /// Whether no number can hold its width.
  bool is_too_wide() const { return !is_empty() && !std::isfinite(high - low); }
};

/// A linear map from data to px.
struct Scale {
  double low = 0.0, high = 1.0;   ///< in data units, low < high
  double start = 0.0, end = 1.0;  ///< where they fall, in px; end < start for an axis that grows upwards

  double operator()(double value) const { return start + (value - low) / (high - low) * (end - start); }
  bool contains(double value) const { return value >= low && value <= high; }  // false for NaN
};

/// Ticks of an axis: round values at equal steps of 1, 2 or 5 times a power of ten.
struct Ticks {
  double low = 0.0, high = 1.0;  ///< the axis: covers the data
  std::vector<double> values;    ///< ascending, within [low, high]
  double step = 1.0;
};

/// At most `max_count` + 1 ticks that cover [low, high]; the axis is rounded outwards to them unless `keep_range`.
/// An empty, reversed or undefined range becomes one of width 1 (or a tenth of the value) around it.
/// Source of the steps: Heckbert, "Nice numbers for graph labels", Graphics Gems (1990).
Ticks nice_ticks(double low, double high, int max_count, bool keep_range = false);

/// The axis' format with just the decimals that tell neighbouring ticks apart.
Format tick_format(const Format& axis, double step);

}  // namespace p8::report
