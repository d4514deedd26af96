#include "p8/credit/model/cost.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "p8/base/error.h"
#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

void check_costs(const CostMatrix& costs) {
  for (const double cost : {costs.false_negative, costs.false_positive}) {
    if (std::isfinite(cost) && cost >= 0.0) continue;
    throw usage_error("a wrong decision costs {}, expected a number of at least 0",
                      "une mauvaise décision coûte {}, attendu un nombre d'au moins 0", cost);
  }
}

/// The distinct probabilities in ascending order; checks all input.
std::vector<ScoreGroup> checked_groups(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                                       const CostMatrix& costs) {
  check_costs(costs);
  std::vector<ScoreGroup> groups = group_by_score(p_default, defaulted);
  if (groups.empty()) throw data_error("no clients to weigh costs on", "aucun client sur lequel peser les coûts");
  if (groups.front().score < 0.0 || groups.back().score > 1.0) {
    throw data_error("probabilities range from {} to {}, expected 0 to 1",
                     "les probabilités vont de {} à {}, attendu de 0 à 1", groups.front().score, groups.back().score);
  }
  return groups;
}

/// Everyone refused: where a scan of thresholds from below begins.
ThresholdOutcome all_refused(const std::vector<ScoreGroup>& groups) {
  ThresholdOutcome outcome;
  for (const ScoreGroup& group : groups) {
    outcome.true_positives += group.positives;
    outcome.false_positives += group.negatives;
  }
  return outcome;
}

void accept(ThresholdOutcome& outcome, const ScoreGroup& group) {
  outcome.true_positives -= group.positives;
  outcome.false_negatives += group.positives;
  outcome.false_positives -= group.negatives;
  outcome.true_negatives += group.negatives;
}

/// Walks up ascending thresholds: at() accepts whoever is no longer above and returns the outcome.
class Walk {
 public:
  Walk(const std::vector<ScoreGroup>& groups, const CostMatrix& costs)
      : groups_(groups), costs_(costs), outcome_(all_refused(groups)) {
    clients_ = outcome_.true_positives + outcome_.false_positives;
  }

  const ThresholdOutcome& at(double threshold) {
    while (next_ < groups_.size() && groups_[next_].score <= threshold) accept(outcome_, groups_[next_++]);
    outcome_.threshold = threshold;
    outcome_.total_cost = costs_.false_negative * static_cast<double>(outcome_.false_negatives) +
                          costs_.false_positive * static_cast<double>(outcome_.false_positives);
    outcome_.mean_cost = outcome_.total_cost / static_cast<double>(clients_);
    return outcome_;
  }

 private:
  const std::vector<ScoreGroup>& groups_;
  const CostMatrix& costs_;
  ThresholdOutcome outcome_;
  std::size_t next_ = 0;
  std::size_t clients_ = 0;
};

}  // namespace

CostOptimum best_threshold(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                           const CostMatrix& costs) {
  const std::vector<ScoreGroup> groups = checked_groups(p_default, defaulted, costs);
  Walk walk(groups, costs);
  const ThresholdOutcome lowest = walk.at(0.0);
  CostOptimum best{lowest.threshold, lowest.total_cost, lowest.mean_cost};
  for (const ScoreGroup& group : groups) {
    const ThresholdOutcome& outcome = walk.at(group.score);
    if (outcome.total_cost < best.total_cost) best = {outcome.threshold, outcome.total_cost, outcome.mean_cost};
  }
  return best;
}

ThresholdOutcome outcome_at_threshold(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                                      double threshold, const CostMatrix& costs) {
  const std::vector<ScoreGroup> groups = checked_groups(p_default, defaulted, costs);
  return Walk(groups, costs).at(threshold);
}

std::vector<ThresholdOutcome> cost_curve(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                                         const CostMatrix& costs, std::size_t points) {
  assert(points >= 2);
  const std::vector<ScoreGroup> groups = checked_groups(p_default, defaulted, costs);
  const double highest = groups.back().score;
  Walk walk(groups, costs);
  std::vector<ThresholdOutcome> curve;
  curve.reserve(points);
  for (std::size_t i = 0; i < points; ++i) {
    curve.push_back(walk.at(highest * static_cast<double>(i) / static_cast<double>(points - 1)));
  }
  return curve;
}

}  // namespace p8
