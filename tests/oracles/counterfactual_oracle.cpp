#include "oracles/counterfactual_oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "p8/credit/model/value_range.h"
#include "oracles/tree_oracle.h"

namespace p8::test {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_category(const DecisionCase& problem, std::size_t feature) {
  return problem.schema.features()[feature].kind == FeatureKind::Category;
}

// Every value that could be the nearest one with some effect: the thresholds and the numbers right above them, the ends
// of the range and its median, or all integers; all categories that some client has.
std::vector<double> values_to_try(const DecisionCase& problem, std::size_t feature) {
  const FeatureProfile& profile = problem.profiles[feature];
  std::vector<double> values;
  if (is_category(problem, feature)) {
    for (std::size_t code = 0; code + 1 < profile.counts.size(); ++code) {
      if (profile.counts[code] > 0) values.push_back(static_cast<double>(code));
    }
    return values;
  }
  const ValueRange range(profile);
  bool integers = range.holds_integers();
  values = {range.low(), range.high(), range.median(), -kLightGbmZero, kLightGbmZero};
  values.push_back(std::nextafter(-kLightGbmZero, -1.0));
  values.push_back(std::nextafter(kLightGbmZero, 1.0));
  for (const Tree& tree : problem.forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (node.is_leaf() || static_cast<std::size_t>(node.feature) != feature) continue;
      integers = integers || node.category_set >= 0;
      values.push_back(node.threshold);
      values.push_back(std::nextafter(node.threshold, kInfinity));
    }
  }
  if (integers) {
    values.clear();
    for (double value = std::ceil(range.low()); value <= range.high(); value += 1.0) values.push_back(value);
  }
  values.erase(std::remove_if(values.begin(), values.end(),
                              [&](double value) { return value < range.low() || value > range.high(); }),
               values.end());
  return values;
}

}  // namespace

double distance(const DecisionCase& problem, std::size_t feature, double from, double to) {
  if (std::isnan(from) || is_category(problem, feature)) return 1.0;
  const ValueRange range(problem.profiles[feature]);
  return std::abs(range.share_below(from) - range.share_below(to));
}

bool is_allowed(const DecisionCase& problem, std::size_t feature, double from, double to) {
  const Direction direction = problem.actionable[feature].direction;
  if (from == to) return false;
  if (std::isnan(from) || is_category(problem, feature) || direction == Direction::Any) return true;
  return (to > from) == (direction == Direction::Up);
}

CounterfactualOracle::CounterfactualOracle(const DecisionCase& problem, const Model& model)
    : problem_(problem), model_(model) {
  for (std::size_t f = 0; f < problem.clients.features(); ++f) values_.push_back(values_to_try(problem, f));
}

void CounterfactualOracle::extend(const std::vector<double>& client, const std::vector<double>& changed,
                                  const FeatureSet& features, double sum) {
  if (!is_refused(model_.probability(margin_oracle(problem_.forest, changed)), model_.card.threshold)) {
    const auto [least, is_new] = least_.emplace(features, sum);
    least->second = std::min(least->second, sum);
  }
  if (features.size() == 3) return;
  for (std::size_t f = features.empty() ? 0 : features.back() + 1; f < client.size(); ++f) {
    FeatureSet more = features;
    more.push_back(f);
    for (const double value : values_[f]) {
      if (!is_allowed(problem_, f, client[f], value)) continue;
      std::vector<double> next = changed;
      next[f] = value;
      extend(client, next, more, sum + distance(problem_, f, client[f], value));
    }
  }
}

std::vector<LeastChange> CounterfactualOracle::best(const std::vector<double>& client, std::size_t most) {
  least_.clear();
  extend(client, client, {}, 0.0);
  std::vector<LeastChange> best;
  for (const auto& [features, distance] : least_) {
    const bool is_minimal = std::none_of(least_.begin(), least_.end(), [&, whole = features](const auto& other) {
      return other.first.size() < whole.size() &&
             std::includes(whole.begin(), whole.end(), other.first.begin(), other.first.end());
    });
    if (is_minimal) best.push_back({features.size(), distance});
  }
  std::sort(best.begin(), best.end(), [](const LeastChange& a, const LeastChange& b) {
    return std::tie(a.changes, a.distance) < std::tie(b.changes, b.distance);
  });
  best.resize(std::min(best.size(), most));
  return best;
}

}  // namespace p8::test
