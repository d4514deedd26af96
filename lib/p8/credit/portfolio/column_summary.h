#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "p8/credit/columns/schema.h"

namespace p8 {

/// Clients by bin.
struct BinCounts {
  std::vector<std::size_t> bins;
  std::size_t missing = 0;  ///< clients without a value
  std::size_t rows = 0;     ///< all of them

  double share(std::size_t bin) const { return ratio(bins[bin]); }
  double missing_share() const { return ratio(missing); }

 private:
  double ratio(std::size_t count) const;  // NaN for no rows
};

/// How values are shown and counted.
struct SummaryOptions {
  double factor = 1.0;  ///< values are multiplied by it: days become years
  /// Numbers, before the factor, that are not quantities, such as 365243 days: counted as missing among many numbers.
  std::vector<double> specials;
};

/// How one column is spread over all clients and over the accepted ones.
///
/// Numbers of many different values fall into about 15 bins of equal, round width between their 1 % and 99 % quantiles;
/// what lies beyond counts in the outermost ones. Numbers of at most eight different values, and categories, have a bin
/// for each. Values that differ by noise only (core/float_noise.h) count as one.
class ColumnSummary {
 public:
  static constexpr std::size_t kMaxDistinct = 8;

  /// @param values    (rows), NaN = missing; codes for categories.
  /// @param accepted  (rows).
  ColumnSummary(Feature feature, std::vector<double> values, const std::vector<bool>& accepted,
                const SummaryOptions& options = {});

  const Feature& feature() const { return feature_; }
  /// The value as it is counted: times the factor, NaN where it is missing or special.
  double shown(double value) const;
  /// Of the client in `row`, as it is counted.
  double at(std::size_t row) const { return values_[row]; }

  bool has_edges() const { return !edges_.empty(); }
  const std::vector<double>& edges() const { return edges_; }        ///< numbers of many values: ascending, bins + 1
  const std::vector<double>& distinct() const { return distinct_; }  ///< else: the value of each bin, ascending
  std::size_t bins() const { return has_edges() ? edges_.size() - 1 : distinct_.size(); }
  /// Of a value as it is counted; nothing for NaN, and for one that no client has where bins are single values.
  std::optional<std::size_t> bin_of(double shown) const;

  const BinCounts& all() const { return all_; }
  const BinCounts& accepted() const { return accepted_; }
  /// Of some clients.
  BinCounts count(const std::vector<std::size_t>& rows) const;

  double mean() const { return mean_; }      ///< of all clients with a value; NaN without any, and for categories
  double median() const { return median_; }  ///< likewise
  /// Of the accepted: the median of numbers, the commonest code of categories; NaN without any.
  double typical_of_accepted() const { return typical_of_accepted_; }
  /// Share of the clients with a value whose value is lower, in [0, 1]; NaN where it is undefined.
  double share_below(double shown) const;

 private:
  void choose_bins();
  void add(double shown, BinCounts& counts) const;

  Feature feature_;
  SummaryOptions options_;
  std::vector<double> values_;  // (rows), as counted
  std::vector<double> sorted_;  // without missing ones
  std::vector<double> edges_;
  std::vector<double> distinct_;
  BinCounts all_;
  BinCounts accepted_;
  double mean_;
  double median_;
  double typical_of_accepted_;
};

}  // namespace p8
