#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "p8/base/text.h"
#include "p8/credit/model/decision.h"
#include "p8/statistics/statistics.h"

/// Whether groups of clients are treated alike: approval rates, errors and ranking in each group of a protected column.
namespace p8 {

/// The four-fifths rule: a group approved less often than this times the group approved most often is to be looked at.
/// "Uniform Guidelines on Employee Selection Procedures", 29 CFR 1607.4(D), which also says that a difference may not
/// count where it rests on small numbers and is not statistically significant: hence the interval.
constexpr double kFourFifths = 0.8;

/// Whether a ratio of rates is below it; one that equals it but for the rounding of the rates is not.
inline bool is_below_four_fifths(double ratio) { return ratio < kFourFifths - 1e-12; }

/// The clients sorted by one protected column. Clients without a value form a group like any other.
struct Groups {
  std::vector<Text> names;             ///< one a group, ready for a page
  std::vector<std::size_t> of_client;  ///< the group of each client, below names.size()
};

struct FairnessOptions {
  double threshold = kDefaultThreshold;  ///< a client is refused when P(default) is greater
  std::size_t min_rows = 30;             ///< groups of fewer clients are shown but not compared
  std::size_t replicates = 1000;         ///< of the bootstrap
  std::uint64_t seed = 42;
};

/// What became of a group's clients. A good client is one that did not default.
struct GroupOutcomes {
  std::size_t defaults = 0;
  std::size_t refused_good = 0;
  std::size_t accepted_defaults = 0;
  double default_rate = 0.0;
  Estimate auc;                  ///< interval of DeLong: see core/delong.h
  Estimate false_refusal_rate;   ///< good clients refused / good clients
  Estimate missed_default_rate;  ///< defaults accepted / defaults
};

/// One group. Rates of nobody are NaN.
struct GroupMetrics {
  std::size_t rows = 0;
  std::size_t refused = 0;
  bool is_small = false;  ///< fewer than FairnessOptions::min_rows clients
  Estimate approval_rate;
  double ratio = 0.0;  ///< its approval rate / the highest of the compared groups; NaN where that is 0 or missing
  double mean_p_default = 0.0;
  std::optional<GroupOutcomes> outcomes;  ///< with labels
  std::vector<double> approval_curve;     ///< approval rate at each of Fairness::thresholds

  std::size_t accepted() const { return rows - refused; }
};

/// The two groups that lie furthest apart in some rate, and how far. Among equals the first group counts.
struct GroupComparison {
  std::size_t lowest = 0;
  std::size_t highest = 0;
  Estimate value;
};

enum class FourFifthsVerdict {
  Undefined,          ///< fewer than two groups to compare, or none of them has an accepted client
  NotBelow,           ///< the ratio is at least 0.8
  BelowWithinChance,  ///< it is less, but its interval reaches 0.8
  Below,              ///< it is less, and so is its whole interval
};

/// The figures of one protected column.
struct Fairness {
  FairnessOptions options;
  std::vector<GroupMetrics> groups;              ///< in the order of Groups::names
  std::optional<GroupComparison> four_fifths;    ///< lowest approval rate / highest; empty when undefined
  std::optional<GroupComparison> false_refusal;  ///< with labels: highest false-refusal rate minus lowest
  std::optional<GroupComparison> missed_default;
  std::vector<double> thresholds;   ///< 41, equally spaced from 0, in tenths of a percent
  std::vector<double> ratio_curve;  ///< lowest / highest approval rate of the compared groups at each of them

  FourFifthsVerdict verdict() const;
  /// The first of `thresholds` from which on the ratio is never below 0.8, at the threshold in use neither; empty when
  /// there is none.
  std::optional<double> alike_from() const;
};

/// The figures of each group and their 95 % intervals. Groups of at least min_rows clients are compared; in the gaps of
/// error rates (equalised odds: Hardt, Price and Srebro 2016, "Equality of Opportunity in Supervised Learning") those
/// with at least min_rows good clients, or defaults.
///
/// Rates have percentile bootstrap intervals: clients are drawn with replacement within each group (errors: within each
/// group and outcome), see core/bootstrap.h. The interval of a comparison is that of the two groups found furthest
/// apart in the data: it does not allow for their having been picked among several.
/// The thresholds reach as far as 99 of 100 clients lie, and a quarter beyond the one in use.
///
/// O(n log n) for n clients with labels, O(n) without; replicates cost the same for any n and are kept, so there should
/// be tens of groups, not thousands. One thread; the same input and seed give the same figures.   @param p_default
/// P(default) per client, in [0, 1].
/// @param defaulted  1 or 0 per client, or empty: no labels.
/// Throws Error(Data) on different lengths, probabilities outside [0, 1] or labels other than 0 and 1.
Fairness group_fairness(const Groups& groups, const std::vector<double>& p_default, const std::vector<int>& defaulted,
                        const FairnessOptions& options = {});

/// A column of numbers cut into groups of about equal counts.
struct QuantileGroups {
  std::vector<double> edges;  ///< one more than there are groups: the lowest value, then the highest of each group
  std::vector<std::size_t> of_client;  ///< group g: edges[g] < value <= edges[g + 1], the lowest value in group 0;
                                       ///< clients without a value (NaN): count()
  bool has_missing = false;            ///< a client has no value

  std::size_t count() const { return edges.empty() ? 0 : edges.size() - 1; }
};

/// At most `groups` >= 1 groups that end at the quantiles 1/groups, 2/groups, … (values that occur: type 1 of Hyndman
/// and Fan 1996). Equal values stay together, and so do those that differ by noise, so that
/// many ties give fewer groups. No group is empty; no values, no
/// groups.
QuantileGroups group_by_quantiles(const std::vector<double>& values, int groups = 4);

}  // namespace p8
