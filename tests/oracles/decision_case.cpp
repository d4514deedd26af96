#include "oracles/decision_case.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "p8/credit/model/forest_scorer.h"
#include "oracles/random_forest.h"

namespace p8::test {

namespace {

constexpr std::size_t kClients = 100;
constexpr std::uint64_t kCategories = 4;  // and one that nobody has

enum Column : std::int32_t { Real, RealOrCode, Integer, Category };

void fit_to_column(TreeNode& node, bool has_codes) {
  const bool is_category = node.category_set >= 0;
  switch (node.feature) {
    case Real:
      node.category_set = -1;
      node.threshold -= 0.25;
      break;
    case RealOrCode:
      if (!has_codes) node.category_set = -1;
      if (has_codes && !is_category) node.threshold = std::floor(12.0 * node.threshold);
      break;
    case Integer:
      node.category_set = -1;
      node.threshold = 0.5 * std::floor(16.0 * node.threshold) - 2.0;
      break;
    default:
      node.zero_is_missing = false;
      if (!is_category) node.threshold = std::floor(static_cast<double>(kCategories) * node.threshold);
  }
}

FeatureBlock random_clients(bool has_codes, Random& rng) {
  FeatureBlock clients(4, kClients);
  for (std::size_t row = 0; row < kClients; ++row) {
    const double values[] = {
        rng.uniform() < 0.1 ? 0.0 : rng.uniform() - 0.25,
        has_codes ? static_cast<double>(rng.below(12)) : rng.uniform(),
        static_cast<double>(rng.below(9)) - 2.0,
        static_cast<double>(rng.below(kCategories)),
    };
    for (std::size_t f = 0; f < 4; ++f) {
      if (rng.uniform() < 0.9) clients.column(f)[row] = values[f];
    }
  }
  return clients;
}

}  // namespace

DecisionCase random_decision_case(std::size_t trees, std::size_t leaves, Random& rng) {
  RandomForestOptions options;
  options.trees = trees;
  options.features = 4;
  options.leaves = leaves;
  options.categorical = 0.4;
  options.zero_is_missing = 0.3;
  options.distinct_thresholds = 12;
  DecisionCase problem;
  problem.forest = random_forest(options, rng);
  const bool has_codes = rng.uniform() < 0.5;
  for (Tree& tree : problem.forest.trees) {
    for (TreeNode& node : tree.nodes) {
      if (!node.is_leaf()) fit_to_column(node, has_codes);
    }
  }
  problem.schema = Schema({{"feature_0", FeatureKind::Number, {}},
                           {"feature_1", FeatureKind::Number, {}},
                           {"feature_2", FeatureKind::Number, {}},
                           {"feature_3", FeatureKind::Category, {"a", "b", "c", "d", "nobody"}}},
                          CategoryEncoding::Ordinal);
  problem.clients = random_clients(has_codes, rng);
  problem.profiles = profile_features(problem.schema, problem.clients);
  for (std::size_t f = 0; f < 4; ++f) problem.actionable.push_back({f, static_cast<Direction>(rng.below(3))});
  return problem;
}

Model model_of(const DecisionCase& problem, double refused) {
  Model model;
  model.card.schema = problem.schema;
  model.scorer = std::make_unique<ForestScorer>(problem.forest, "random");
  std::vector<double> margins = model.scorer->score(problem.clients, false).margins;
  std::sort(margins.begin(), margins.end());
  const auto accepted = static_cast<std::size_t>((1.0 - refused) * static_cast<double>(margins.size()));
  model.card.threshold = model.probability(margins[accepted]);
  return model;
}

std::vector<double> client_of(const FeatureBlock& clients, std::size_t row) {
  std::vector<double> client;
  for (std::size_t f = 0; f < clients.features(); ++f) client.push_back(clients.at(f, row));
  return client;
}

}  // namespace p8::test
