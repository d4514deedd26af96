#include "p8/credit/counterfactual/effect_tables.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "p8/credit/counterfactual/single_effects.h"
#include "oracles/decision_case.h"
#include "oracles/tree_oracle.h"

using namespace p8;

namespace {

std::vector<FeatureChanges> changes_of(const test::DecisionCase& problem) {
  std::vector<FeatureChanges> features;
  for (const Actionable& actionable : problem.actionable) {
    const std::size_t f = actionable.feature;
    const bool is_category = problem.schema.features()[f].kind == FeatureKind::Category;
    features.emplace_back(actionable, is_category, problem.profiles[f],
                          is_category ? category_cells(problem.forest, f, problem.profiles[f].counts)
                                      : number_cells(problem.forest, f, ValueRange(problem.profiles[f])));
  }
  return features;
}

double pair_effect(const EffectTables& tables, std::size_t i, std::size_t j, std::size_t u, std::size_t v) {
  const EffectTables::Pair* const pair = tables.pair(i, j);
  return pair == nullptr ? 0.0 : pair->effects[pair->row_of[u] + pair->column_of[v]];
}

double triple_effect(const EffectTables& tables, const std::size_t (&f)[3], const std::size_t (&o)[3]) {
  double effect = 0.0;
  const EffectTables::Triple* const triple = tables.triple(f[0], f[1], f[2]);
  if (triple == nullptr) return 0.0;
  for (const EffectTables::TripleTerm& term : triple->terms) {
    const bool counts = tables.members(term.sets[0])[o[0]] != 0 && tables.members(term.sets[1])[o[1]] != 0 &&
                        tables.members(term.sets[2])[o[2]] != 0;
    effect += counts ? term.value : 0.0;
  }
  return effect;
}

// The largest difference between the tables' sums and the oracle's margins over all options of all triples of features,
// and of the pairs and single features among them.
double largest_error(const test::DecisionCase& problem, const std::vector<FeatureChanges>& features,
                     const EffectTables& tables, const std::vector<double>& client) {
  const double margin = test::margin_oracle(problem.forest, client);
  double worst = 0.0;
  const auto compare = [&](const std::vector<double>& changed, double effect) {
    worst = std::max(worst, std::abs(margin + effect - test::margin_oracle(problem.forest, changed)));
  };
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (std::size_t j = i + 1; j < features.size(); ++j) {
      for (std::size_t k = j + 1; k < features.size(); ++k) {
        for (std::size_t u = 0; u < tables.options(i).size(); ++u) {
          std::vector<double> changed = client;
          changed[features[i].feature()] = tables.options(i)[u].value;
          const double one = tables.single(i)[u];
          compare(changed, one);
          for (std::size_t v = 0; v < tables.options(j).size(); ++v) {
            changed[features[j].feature()] = tables.options(j)[v].value;
            changed[features[k].feature()] = client[features[k].feature()];
            const double two = one + tables.single(j)[v] + pair_effect(tables, i, j, u, v);
            compare(changed, two);
            for (std::size_t w = 0; w < tables.options(k).size(); ++w) {
              changed[features[k].feature()] = tables.options(k)[w].value;
              compare(changed, two + tables.single(k)[w] + pair_effect(tables, i, k, u, w) +
                                   pair_effect(tables, j, k, v, w) + triple_effect(tables, {i, j, k}, {u, v, w}));
            }
          }
        }
      }
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("the effects of one, two and three changes add up to the margin of a plain walk through the trees") {
  Random rng(21);
  std::size_t pairs = 0;
  std::size_t triples = 0;
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const test::DecisionCase problem = test::random_decision_case(1 + rng.below(8), 2 + rng.below(12), rng);
    const std::vector<FeatureChanges> features = changes_of(problem);
    const LeafBoxes boxes(problem.forest, features);
    for (std::size_t row = 0; row < 3; ++row) {
      const std::vector<double> client = test::client_of(problem.clients, row);
      const EffectTables tables(boxes, features, client, 3);
      CHECK(largest_error(problem, features, tables, client) < 1e-12);
      if (tables.pair(0, 2) != nullptr) ++pairs;
      if (tables.triple(0, 1, 3) != nullptr) ++triples;
    }
  }
  CHECK(pairs > 20);
  CHECK(triples > 10);
}

TEST_CASE("the least effects are below every effect of their row, pair and triple") {
  Random rng(22);
  for (int round = 0; round < 20; ++round) {
    const test::DecisionCase problem = test::random_decision_case(6, 10, rng);
    const std::vector<FeatureChanges> features = changes_of(problem);
    const LeafBoxes boxes(problem.forest, features);
    const EffectTables tables(boxes, features, test::client_of(problem.clients, 0), 3);
    const EffectTables::Pair* const pair = tables.pair(0, 2);
    if (pair == nullptr) continue;
    double least = 0.0;
    for (std::size_t u = 0; u < tables.options(0).size(); ++u) {
      double row_least = 0.0;
      for (std::size_t v = 0; v < tables.options(2).size(); ++v) {
        row_least = std::min(row_least, pair_effect(tables, 0, 2, u, v));
      }
      CHECK(pair->row_least[u] == row_least);
      least = std::min(least, row_least);
    }
    CHECK(pair->least == least);
    const EffectTables::Triple* const triple = tables.triple(0, 2, 3);
    if (triple == nullptr) continue;
    for (std::size_t u = 0; u < tables.options(0).size(); ++u) {
      for (std::size_t v = 0; v < tables.options(2).size(); ++v) {
        for (std::size_t w = 0; w < tables.options(3).size(); ++w) {
          CHECK(triple_effect(tables, {0, 2, 3}, {u, v, w}) >= triple->least);
        }
      }
    }
  }
}

TEST_CASE("single effects are those of every cell, with the client's own margin") {
  Random rng(23);
  for (int round = 0; round < 30; ++round) {
    const test::DecisionCase problem = test::random_decision_case(5, 8, rng);
    const std::vector<FeatureChanges> features = changes_of(problem);
    const LeafBoxes boxes(problem.forest, features);
    const std::vector<double> client = test::client_of(problem.clients, 1);
    const SingleEffects effects = single_effects(boxes, boxes.reachable(client, 1), features);
    CHECK(effects.margin == doctest::Approx(test::margin_oracle(problem.forest, client)).epsilon(1e-13));
    double worst = 0.0;
    for (std::size_t i = 0; i < features.size(); ++i) {
      for (std::size_t cell = 0; cell < features[i].cells().size(); ++cell) {
        std::vector<double> changed = client;
        changed[features[i].feature()] = features[i].cells()[cell].last;
        const double expected = test::margin_oracle(problem.forest, changed);
        worst = std::max(worst, std::abs(effects.margin + effects.by_cell[i][cell] - expected));
      }
    }
    CHECK(worst < 1e-12);
  }
}

TEST_CASE("options that cannot lower the margin are left out") {
  Forest forest;  // x <= 0.5 ? -1 : 1
  forest.features = {"x"};
  forest.trees.resize(1);
  forest.trees[0].nodes.resize(3);
  forest.trees[0].nodes[0].feature = 0;
  forest.trees[0].nodes[0].threshold = 0.5;
  forest.trees[0].nodes[0].left = 1;
  forest.trees[0].nodes[0].right = 2;
  forest.trees[0].nodes[1].value = -1.0;
  forest.trees[0].nodes[2].value = 1.0;
  const FeatureProfile profile{{0.0, 1.0}, {}, {}};
  const std::vector<FeatureChanges> features = {
      {{0, Direction::Any}, false, profile, number_cells(forest, 0, ValueRange({{0.0, 0.9}, {}, {}}))}};
  const LeafBoxes boxes(forest, features);
  const EffectTables high(boxes, features, {0.75}, 3);
  REQUIRE(high.options(0).size() == 1);
  CHECK(high.options(0)[0].value == 0.5);
  CHECK(high.single(0) == std::vector<double>{-2.0});
  CHECK(EffectTables(boxes, features, {0.25}, 3).options(0).empty());
}
