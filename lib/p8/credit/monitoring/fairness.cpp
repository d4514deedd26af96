#include "p8/credit/monitoring/fairness.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "p8/base/error.h"
#include "p8/statistics/bootstrap.h"
#include "p8/statistics/delong.h"
#include "p8/statistics/float_noise.h"

namespace p8 {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

void check_clients(const Groups& groups, const std::vector<double>& p_default, const std::vector<int>& defaulted) {
  const std::size_t rows = groups.of_client.size();
  if (p_default.size() != rows || (!defaulted.empty() && defaulted.size() != rows)) {
    throw data_error("{} clients in groups but {} probabilities and {} labels",
                     "{} clients dans les groupes mais {} probabilités et {} étiquettes", rows, p_default.size(),
                     defaulted.size());
  }
  for (std::size_t row = 0; row < rows; ++row) {
    assert(groups.of_client[row] < groups.names.size());
    if (!(p_default[row] >= 0.0 && p_default[row] <= 1.0)) {
      throw data_error("the probability of row {} is {}, expected a number from 0 to 1",
                       "la probabilité de la ligne {} vaut {}, attendu un nombre de 0 à 1", row + 1, p_default[row]);
    }
    if (!defaulted.empty() && defaulted[row] != 0 && defaulted[row] != 1) {
      throw data_error("the label of row {} is {}, expected 0 or 1",
                       "l'étiquette de la ligne {} vaut {}, attendu 0 ou 1", row + 1, defaulted[row]);
    }
  }
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? kUndefined : static_cast<double>(part) / static_cast<double>(whole);
}

/// The clients of one group.
struct Members {
  std::vector<double> p;
  std::vector<int> y;  ///< empty without labels
};

std::vector<Members> members_of(const Groups& groups, const std::vector<double>& p_default,
                                const std::vector<int>& defaulted) {
  std::vector<Members> members(groups.names.size());
  for (std::size_t row = 0; row < p_default.size(); ++row) {
    Members& own = members[groups.of_client[row]];
    own.p.push_back(p_default[row]);
    if (!defaulted.empty()) own.y.push_back(defaulted[row]);
  }
  return members;
}

/// A share of each group, and how it falls out in samples of the same clients.
struct ResampledRate {
  std::vector<std::size_t> whole;  ///< per group
  std::vector<double> value;
  std::vector<std::vector<double>> replicates;

  void add(std::size_t part, std::size_t of, const FairnessOptions& options, Random& random) {
    whole.push_back(of);
    value.push_back(share(part, of));
    replicates.push_back(resampled_shares(part, of, options.replicates, random));
  }
  Estimate estimate(std::size_t group) const { return {value[group], percentile_interval(replicates[group])}; }
};

/// Compares the groups whose rate is that of at least `min_rows` clients. `apart(low, high)` is the ratio or the gap.
template <typename Apart>
std::optional<GroupComparison> compare(const ResampledRate& rate, std::size_t min_rows, Apart apart) {
  std::vector<std::size_t> compared;
  for (std::size_t g = 0; g < rate.whole.size(); ++g) {
    if (rate.whole[g] >= std::max<std::size_t>(1, min_rows)) compared.push_back(g);
  }
  if (compared.size() < 2) return std::nullopt;
  const auto is_lower = [&](std::size_t a, std::size_t b) { return rate.value[a] < rate.value[b]; };
  GroupComparison comparison;
  comparison.highest = *std::max_element(compared.begin(), compared.end(), is_lower);
  compared.erase(std::find(compared.begin(), compared.end(), comparison.highest));  // two groups even if all are equal
  comparison.lowest = *std::min_element(compared.begin(), compared.end(), is_lower);
  comparison.value.value = apart(rate.value[comparison.lowest], rate.value[comparison.highest]);
  if (std::isnan(comparison.value.value)) return std::nullopt;
  const std::vector<double>& low = rate.replicates[comparison.lowest];
  const std::vector<double>& high = rate.replicates[comparison.highest];
  std::vector<double> replicates;
  for (std::size_t i = 0; i < low.size(); ++i) replicates.push_back(apart(low[i], high[i]));
  comparison.value.interval = percentile_interval(std::move(replicates));
  return comparison;
}

double ratio_of(double low, double high) { return low / high; }
double gap_of(double low, double high) { return high - low; }

/// 41 thresholds from 0 to as far as is useful, in whole tenths of a percent so that they read well.
std::vector<double> useful_thresholds(std::vector<double> p_default, double threshold) {
  constexpr int kSteps = 40;
  constexpr double kMaxClients = 0.99;
  const std::vector<double> most = quantiles(std::move(p_default), {kMaxClients});
  const double highest = std::max(1.25 * threshold, std::isnan(most.front()) ? 0.0 : most.front());
  const int thousandths = std::clamp(static_cast<int>(std::ceil(highest * 1000.0 / kSteps)), 1, 1000 / kSteps);
  std::vector<double> thresholds;
  for (int i = 0; i <= kSteps; ++i) thresholds.push_back(i * thousandths / 1000.0);
  return thresholds;
}

std::vector<double> approval_curve(const std::vector<double>& p, const std::vector<double>& thresholds) {
  std::vector<std::size_t> accepted(thresholds.size() + 1, 0);  // by the first threshold that accepts; last: none
  for (const double value : p) {
    ++accepted[static_cast<std::size_t>(std::lower_bound(thresholds.begin(), thresholds.end(), value) -
                                        thresholds.begin())];
  }
  std::vector<double> curve;
  std::size_t so_far = 0;
  for (std::size_t i = 0; i < thresholds.size(); ++i) curve.push_back(share(so_far += accepted[i], p.size()));
  return curve;
}

GroupMetrics count_group(const Members& members, bool has_labels, const FairnessOptions& options) {
  GroupMetrics figures;
  figures.rows = members.p.size();
  figures.is_small = figures.rows < options.min_rows;
  figures.mean_p_default = mean(members.p);
  if (has_labels) figures.outcomes.emplace();
  for (std::size_t row = 0; row < members.p.size(); ++row) {
    const bool refused = is_refused(members.p[row], options.threshold);
    figures.refused += refused ? 1 : 0;
    if (!has_labels) continue;
    const bool defaulted = members.y[row] == 1;
    figures.outcomes->defaults += defaulted ? 1 : 0;
    figures.outcomes->refused_good += refused && !defaulted ? 1 : 0;
    figures.outcomes->accepted_defaults += !refused && defaulted ? 1 : 0;
  }
  return figures;
}

void compare_approvals(Fairness& fairness, Random& random) {
  ResampledRate approval;
  for (GroupMetrics& group : fairness.groups) {
    approval.add(group.accepted(), group.rows, fairness.options, random);
    group.approval_rate = approval.estimate(approval.value.size() - 1);
  }
  fairness.four_fifths = compare(approval, fairness.options.min_rows, ratio_of);
  for (GroupMetrics& group : fairness.groups) {
    group.ratio = fairness.four_fifths
                      ? ratio_of(group.approval_rate.value, approval.value[fairness.four_fifths->highest])
                      : kUndefined;
  }
}

void compare_errors(Fairness& fairness, const std::vector<Members>& members, Random& random) {
  ResampledRate false_refusals;
  ResampledRate missed_defaults;
  for (std::size_t g = 0; g < fairness.groups.size(); ++g) {
    GroupOutcomes& outcomes = *fairness.groups[g].outcomes;
    const std::size_t good = fairness.groups[g].rows - outcomes.defaults;
    outcomes.default_rate = share(outcomes.defaults, fairness.groups[g].rows);
    outcomes.auc = roc_auc_estimate(members[g].p, members[g].y);
    false_refusals.add(outcomes.refused_good, good, fairness.options, random);
    outcomes.false_refusal_rate = false_refusals.estimate(g);
    missed_defaults.add(outcomes.accepted_defaults, outcomes.defaults, fairness.options, random);
    outcomes.missed_default_rate = missed_defaults.estimate(g);
  }
  fairness.false_refusal = compare(false_refusals, fairness.options.min_rows, gap_of);
  fairness.missed_default = compare(missed_defaults, fairness.options.min_rows, gap_of);
}

/// The ratio of the lowest to the highest approval rate, whichever the groups, at each threshold.
std::vector<double> ratio_curve(const Fairness& fairness) {
  std::vector<double> curve;
  for (std::size_t i = 0; i < fairness.thresholds.size(); ++i) {
    double low = std::numeric_limits<double>::infinity();
    double high = 0.0;
    std::size_t compared = 0;
    for (const GroupMetrics& group : fairness.groups) {
      if (group.is_small || group.rows == 0) continue;
      ++compared;
      low = std::min(low, group.approval_curve[i]);
      high = std::max(high, group.approval_curve[i]);
    }
    curve.push_back(compared < 2 || high == 0.0 ? kUndefined : ratio_of(low, high));
  }
  return curve;
}

}  // namespace

FourFifthsVerdict Fairness::verdict() const {
  if (!four_fifths) return FourFifthsVerdict::Undefined;
  if (!is_below_four_fifths(four_fifths->value.value)) return FourFifthsVerdict::NotBelow;
  return is_below_four_fifths(four_fifths->value.interval.high) ? FourFifthsVerdict::Below
                                                                : FourFifthsVerdict::BelowWithinChance;
}

std::optional<double> Fairness::alike_from() const {
  const bool is_below_now = four_fifths && is_below_four_fifths(four_fifths->value.value);
  std::optional<double> from;
  for (std::size_t i = thresholds.size(); i > 0; --i) {
    if (std::isnan(ratio_curve[i - 1]) || is_below_four_fifths(ratio_curve[i - 1])) break;
    if (is_below_now && thresholds[i - 1] <= options.threshold) break;
    from = thresholds[i - 1];
  }
  return from;
}

Fairness group_fairness(const Groups& groups, const std::vector<double>& p_default, const std::vector<int>& defaulted,
                        const FairnessOptions& options) {
  check_clients(groups, p_default, defaulted);
  const std::vector<Members> members = members_of(groups, p_default, defaulted);
  Fairness fairness;
  fairness.options = options;
  fairness.thresholds = useful_thresholds(p_default, options.threshold);
  for (const Members& own : members) {
    fairness.groups.push_back(count_group(own, !defaulted.empty(), options));
    fairness.groups.back().approval_curve = approval_curve(own.p, fairness.thresholds);
  }
  Random random(options.seed);
  compare_approvals(fairness, random);
  if (!defaulted.empty()) compare_errors(fairness, members, random);
  fairness.ratio_curve = ratio_curve(fairness);
  return fairness;
}

QuantileGroups group_by_quantiles(const std::vector<double>& values, int groups) {
  assert(groups >= 1);
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double value) { return !std::isnan(value); });
  std::sort(sorted.begin(), sorted.end());
  QuantileGroups result;
  if (!sorted.empty()) result.edges.push_back(sorted.front());
  const auto wanted = static_cast<std::size_t>(groups);
  for (std::size_t g = 1; g <= wanted && !sorted.empty(); ++g) {
    const double quantile = sorted[(g * sorted.size() + wanted - 1) / wanted - 1];  // rounded up: a value that occurs
    const double edge = *(first_above(sorted, quantile) - 1);                       // the last that is the same
    if (g == 1 || edge > result.edges.back()) result.edges.push_back(edge);
  }
  for (const double value : values) {
    if (std::isnan(value)) {
      result.has_missing = true;
      result.of_client.push_back(result.count());
      continue;
    }
    const auto upper = std::lower_bound(result.edges.begin() + 1, result.edges.end(), value);
    result.of_client.push_back(static_cast<std::size_t>(upper - result.edges.begin()) - 1);
  }
  return result;
}

}  // namespace p8
