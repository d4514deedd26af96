#include "p8/statistics/delong.h"

#include <algorithm>
#include <cmath>

#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // of 97.5 %

/// How often a row of one class wins against those of the other, a tie counting one half: the structural components.
/// Their mean over each class is the AUC.
struct Component {
  double share = 0.0;  ///< of the other class
  double rows = 0.0;   ///< rows that share it
};

double sample_variance(const std::vector<Component>& components, double mean, double rows) {
  double squares = 0.0;
  for (const Component& c : components) squares += c.rows * (c.share - mean) * (c.share - mean);
  return squares / (rows - 1.0);
}

}  // namespace

Estimate roc_auc_estimate(const std::vector<double>& p, const std::vector<int>& y) {
  const std::vector<ScoreGroup> groups = group_by_score(p, y);
  double negatives = 0.0;
  double positives = 0.0;
  for (const ScoreGroup& group : groups) {
    negatives += static_cast<double>(group.negatives);
    positives += static_cast<double>(group.positives);
  }
  Estimate estimate;
  if (negatives == 0.0 || positives == 0.0) return estimate;

  std::vector<Component> of_negatives;
  std::vector<Component> of_positives;
  double negatives_below = 0.0;
  double positives_below = 0.0;
  double wins = 0.0;
  for (const ScoreGroup& group : groups) {
    const auto own_negatives = static_cast<double>(group.negatives);
    const auto own_positives = static_cast<double>(group.positives);
    const double beaten = negatives_below + own_negatives / 2.0;
    of_positives.push_back({beaten / negatives, own_positives});
    of_negatives.push_back({1.0 - (positives_below + own_positives / 2.0) / positives, own_negatives});
    wins += beaten * own_positives;
    negatives_below += own_negatives;
    positives_below += own_positives;
  }
  estimate.value = wins / negatives / positives;
  if (negatives < 2.0 || positives < 2.0) return estimate;
  const double variance = sample_variance(of_positives, estimate.value, positives) / positives +
                          sample_variance(of_negatives, estimate.value, negatives) / negatives;
  if (!(variance > 0.0)) return estimate;
  const double half = kNormalQuantile * std::sqrt(variance);
  estimate.interval = {std::max(0.0, estimate.value - half), std::min(1.0, estimate.value + half)};
  return estimate;
}

}  // namespace p8
