#include "p8/scoring/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "p8/core/error.h"

namespace p8 {

bool DecisionRule::needs_a_person(double p_default) const {
  return refer_band > 0.0 && std::abs(p_default - threshold) <= refer_band;
}

std::vector<std::size_t> Explanation::reasons(std::size_t most) const {
  std::vector<std::size_t> reasons;
  for (const std::size_t f : ranking) {
    if (reasons.size() < most && contributions[f] > 0.0) reasons.push_back(f);
  }
  return reasons;
}

Explanation explain_client(const Model& model, const std::string& id, std::vector<double> values,
                           const DecisionRule& rule) {
  Explanation explanation;
  explanation.id = id;
  FeatureBlock block(values.size(), 1);
  for (std::size_t f = 0; f < values.size(); ++f) block.column(f)[0] = values[f];
  const Scores scores = model.scorer->score(block, true);
  if (!scores.failures.empty()) throw Error(ErrorKind::Model, scores.failures.front().reason);
  explanation.values = std::move(values);
  explanation.base_value = model.scorer->base_value();
  explanation.margin = scores.margins[0];
  explanation.p_default = model.probability(explanation.margin);
  explanation.points = rule.scale.points(explanation.p_default);
  explanation.refused = is_refused(explanation.p_default, rule.threshold);
  explanation.residual = explanation.base_value - explanation.margin;
  for (std::size_t f = 0; f < block.features(); ++f) {
    explanation.contributions.push_back(scores.contributions[f * block.stride()]);
    explanation.residual += explanation.contributions.back();
  }
  explanation.ranking.resize(block.features());
  std::iota(explanation.ranking.begin(), explanation.ranking.end(), 0);
  const std::vector<double>& contributions = explanation.contributions;
  std::stable_sort(explanation.ranking.begin(), explanation.ranking.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(contributions[a]) > std::abs(contributions[b]);
  });
  return explanation;
}

ScoreRanks::ScoreRanks(std::vector<double> p_default) : sorted_(std::move(p_default)) {
  std::sort(sorted_.begin(), sorted_.end());
}

double ScoreRanks::better_than(double p_default) const {
  if (sorted_.empty()) return kMissing;
  const auto higher = std::upper_bound(sorted_.begin(), sorted_.end(), p_default);
  return static_cast<double>(sorted_.end() - higher) / static_cast<double>(sorted_.size());
}

std::vector<double> probability_path(const Model& model, double base_value, const std::vector<double>& steps) {
  std::vector<double> path = {model.probability(base_value)};
  double level = base_value;
  for (const double step : steps) {
    level += step;
    path.push_back(model.probability(level));
  }
  return path;
}

}  // namespace p8
