#pragma once

#include <cstddef>
#include <vector>

#include "p8/credit/model/profile.h"
#include "p8/credit/model/value_range.h"
#include "p8/credit/trees/forest.h"

namespace p8 {

/// Values of a feature that count as one.
struct ValueCell {
  double first = 0.0;  ///< the least value; both ends are values that the feature may take
  double last = 0.0;   ///< the greatest value; of a category equal to `first`
};

/// The numbers of a range in cells that a forest cannot tell apart, ascending: those between two neighbouring
/// thresholds of the feature, with zero on its own where a split takes it for missing. Integers where the range holds
/// integers, or where some split reads the number as a category; a cell without one is left out.
std::vector<ValueCell> number_cells(const Forest& forest, std::size_t feature, const ValueRange& range);

/// The categories seen, one of each kind that a forest cannot tell apart: the most frequent, among equals the lowest
/// code. Ascending.
/// @param counts  FeatureProfile::counts of the feature.
std::vector<ValueCell> category_cells(const Forest& forest, std::size_t feature,
                                      const std::vector<std::size_t>& counts);

/// For a model that can only be asked: single values, one near each quantile that is as round as the range allows.
std::vector<ValueCell> quantile_cells(const FeatureProfile& profile);

/// The same for categories: every one seen.
std::vector<ValueCell> category_cells(const std::vector<std::size_t>& counts);

}  // namespace p8
