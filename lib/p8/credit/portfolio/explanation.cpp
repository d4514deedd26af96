#include "p8/credit/portfolio/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "p8/base/error.h"
#include "p8/statistics/float_noise.h"

namespace p8 {

namespace {

/// By absolute value, highest first; among equals the earlier feature.
std::vector<std::size_t> ranking_of(const std::vector<double>& contributions) {
  std::vector<std::size_t> ranking(contributions.size());
  std::iota(ranking.begin(), ranking.end(), 0);
  std::stable_sort(ranking.begin(), ranking.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(contributions[a]) > std::abs(contributions[b]);
  });
  return ranking;
}

}  // namespace

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

std::vector<Explanation> explain_clients(const Model& model, const std::vector<std::string>& ids,
                                         const FeatureBlock& values, const DecisionRule& rule) {
  if (ids.empty()) return {};
  const Scores scores = model.scorer->score(values, true);
  if (!scores.failures.empty()) throw Error(ErrorKind::Model, scores.failures.front().reason);
  std::vector<Explanation> explanations(ids.size());
  for (std::size_t row = 0; row < ids.size(); ++row) {
    Explanation& explanation = explanations[row];
    explanation.id = ids[row];
    explanation.base_value = model.scorer->base_value();
    explanation.margin = scores.margins[row];
    explanation.p_default = model.probability(explanation.margin);
    explanation.points = rule.scale.points(explanation.p_default);
    explanation.refused = is_refused(explanation.p_default, rule.threshold);
    explanation.residual = explanation.base_value - explanation.margin;
    for (std::size_t f = 0; f < values.features(); ++f) {
      explanation.values.push_back(values.column(f)[row]);
      explanation.contributions.push_back(scores.contributions[f * values.stride() + row]);
      explanation.residual += explanation.contributions.back();
    }
    explanation.ranking = ranking_of(explanation.contributions);
  }
  return explanations;
}

Explanation explain_client(const Model& model, const std::string& id, const std::vector<double>& values,
                           const DecisionRule& rule) {
  FeatureBlock block(values.size(), 1);
  for (std::size_t f = 0; f < values.size(); ++f) block.column(f)[0] = values[f];
  return std::move(explain_clients(model, {id}, block, rule).front());
}

ScoreRanks::ScoreRanks(std::vector<double> p_default) : sorted_(std::move(p_default)) {
  std::sort(sorted_.begin(), sorted_.end());
}

double ScoreRanks::better_than(double p_default) const {
  if (sorted_.empty()) return kMissing;
  const auto higher = first_above(sorted_, p_default);
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
