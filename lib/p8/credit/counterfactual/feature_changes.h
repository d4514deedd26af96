#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "p8/credit/counterfactual/value_cells.h"
#include "p8/credit/model/actionable.h"
#include "p8/credit/model/profile.h"
#include "p8/credit/model/value_range.h"

namespace p8 {

/// A change of one feature that a client can make.
struct ChangeOption {
  std::uint32_t cell = 0;  ///< number of a cell that it goes to
  ValueCell values;        ///< all values that have the same effect
  double value = 0.0;      ///< the one nearest to the client's own
  double cost = 0.0;       ///< the distance, and up to kUsualness more the less usual the value is
};

/// What a feature of a client can be changed to, and how far that is.
///
/// The distance of two numbers is the share of the reference clients between them (ValueRange::share_below), in [0, 1].
/// A change of category is a distance of 1, and so is giving a missing value. Numbers move in the direction allowed; a
/// missing value may become any value, whatever the direction; no value becomes missing.
class FeatureChanges {
 public:
  /// Among equal distances the most frequent category, or the value nearest to the median, comes first.
  static constexpr double kUsualness = 1e-9;

  /// @param profile  of the feature: for a number with quantiles.   @param cells  what it may become, ascending.
  FeatureChanges(const Actionable& actionable, bool is_category, const FeatureProfile& profile,
                 std::vector<ValueCell> cells);

  std::size_t feature() const { return actionable_.feature; }  ///< index in the schema
  const std::vector<ValueCell>& cells() const { return cells_; }

  /// What a client with the value `from` (NaN: missing) can change to: at most one option per part, by ascending cost,
  /// then cell. A part is a run of neighbouring cells that have the same effect.
  /// @param parts  (cells or more): the number of the part that each cell belongs to, ascending.
  std::vector<ChangeOption> options(double from, const std::vector<std::uint32_t>& parts) const;
  /// The same with every cell a part.
  std::vector<ChangeOption> options(double from) const;

  /// In [0, 1].   @param to  a value, not missing and not `from`.
  double distance(double from, double to) const;
  /// A value of the option's cell that is easy to say: the roundest one (roundest_between) that adds to the change no
  /// more than a tenth, or than ValueRange::rounding where that is more.
  double round_value(double from, const ChangeOption& option) const;

 private:
  std::optional<ChangeOption> category_option(double from, std::size_t first, std::size_t end) const;
  std::optional<ChangeOption> number_option(double from, const ValueCell& cell) const;

  Actionable actionable_;
  std::vector<ValueCell> cells_;
  std::optional<ValueRange> range_;  // of a number
  std::vector<double> shares_;       // of a category: of the reference clients that have a value, by code
};

}  // namespace p8
