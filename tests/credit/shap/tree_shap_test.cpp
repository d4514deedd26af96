#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "oracles/random_forest.h"
#include "oracles/tree_oracle.h"
#include "p8/credit/model/forest_scorer.h"
#include "p8/statistics/gauss_legendre.h"
#include "support/error.h"

using namespace p8;
using namespace p8::test;

namespace {

std::vector<double> row_of(const FeatureBlock& block, std::size_t row) {
  std::vector<double> values;
  for (std::size_t f = 0; f < block.features(); ++f) values.push_back(block.at(f, row));
  return values;
}

/// The largest difference from an oracle over all rows and features.
template <typename Oracle>
double worst_difference(const Forest& forest, const FeatureBlock& block, Oracle oracle) {
  const Scores scores = ForestScorer(forest, "test").score(block, true);
  double worst = 0.0;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    const std::vector<double> expected = oracle(forest, row_of(block, row));
    for (std::size_t f = 0; f < block.features(); ++f) {
      worst = std::max(worst, std::abs(scores.contributions[f * block.stride() + row] - expected[f]));
    }
  }
  return worst;
}

/// x0 <= 0 ? (x1 <= 0 ? 0 : 4) : 8, half of the rows each way.
Forest two_splits() {
  Forest forest;
  forest.features = {"x0", "x1", "x2"};
  Tree tree;
  tree.nodes.resize(5);
  const auto split = [&](std::size_t at, std::int32_t feature, std::int32_t left, std::int32_t right, double cover) {
    tree.nodes[at].feature = feature;
    tree.nodes[at].left = left;
    tree.nodes[at].right = right;
    tree.nodes[at].cover = cover;
  };
  const auto leaf = [&](std::size_t at, double value, double cover) {
    tree.nodes[at].value = value;
    tree.nodes[at].cover = cover;
  };
  split(0, 0, 1, 4, 8.0);
  split(1, 1, 2, 3, 4.0);
  leaf(2, 0.0, 2.0);
  leaf(3, 4.0, 2.0);
  leaf(4, 8.0, 4.0);
  forest.trees.push_back(tree);
  return forest;
}

}  // namespace

TEST_CASE("Gauss-Legendre with n points integrates t^k exactly up to k = 2n - 1") {
  for (const int n : {1, 2, 3, 7, 32, 128}) {
    const Quadrature rule = gauss_legendre(n);
    REQUIRE(rule.points.size() == static_cast<std::size_t>(n));
    for (int k = 0; k < 2 * n; ++k) {
      double integral = 0.0;
      for (std::size_t i = 0; i < rule.points.size(); ++i) integral += rule.weights[i] * std::pow(rule.points[i], k);
      CHECK(std::abs(integral - 1.0 / (k + 1)) < 4e-15);
    }
  }
  CHECK(gauss_legendre(1).points[0] == doctest::Approx(0.5));
  CHECK(gauss_legendre(2).points[0] == doctest::Approx(0.5 - 0.5 / std::sqrt(3.0)));
}

TEST_CASE("two splits: Shapley values a reader can compute by hand") {
  // Base 0.5 * (0.5 * 0 + 0.5 * 4) + 0.5 * 8 = 5. For x0 = x1 = 0 the margin is 0. Knowing x0 alone gives 2, x1 alone
  // 4: x0 gets ((2 - 5) + (0 - 4)) / 2 = -3.5 and x1 ((4 - 5) + (0 - 2)) / 2 = -1.5.
  const ForestScorer scorer(two_splits(), "hand");
  CHECK(scorer.base_value() == 5.0);
  FeatureBlock block(3, 1);
  for (std::size_t f = 0; f < 3; ++f) block.column(f)[0] = 0.0;
  const Scores scores = scorer.score(block, true);
  CHECK(scores.margins[0] == 0.0);
  CHECK(scores.contributions[0] == doctest::Approx(-3.5).epsilon(1e-14));
  CHECK(scores.contributions[block.stride()] == doctest::Approx(-1.5).epsilon(1e-14));
  CHECK(scores.contributions[2 * block.stride()] == 0.0);
}

TEST_CASE("SHAP values are the Shapley values over all subsets") {
  Random rng(11);
  for (int round = 0; round < 40; ++round) {
    RandomForestOptions options;
    options.trees = 1 + rng.below(4);
    options.features = 1 + rng.below(8);  // few features: repeated on most paths
    options.leaves = 1 + rng.below(20);
    options.newest_first = round % 4 == 0 ? 0.95 : 0.0;
    options.categorical = round % 2 == 0 ? 0.4 : 0.0;
    options.zero_is_missing = 0.2;
    const Forest forest = random_forest(options, rng);
    CAPTURE(round);
    CHECK(worst_difference(forest, random_block(forest, 1 + rng.below(20), rng), shapley_oracle) < 1e-12);
  }
}

TEST_CASE("SHAP values of deep trees are those of the classic recursion") {
  Random rng(12);
  for (const std::size_t leaves : {31, 64, 130}) {
    for (const std::size_t features : {9, 40, 400}) {
      RandomForestOptions options;
      options.trees = 2;
      options.features = features;
      options.leaves = leaves;
      options.newest_first = 0.98;  // paths of up to 64 splits
      const Forest forest = random_forest(options, rng);
      CAPTURE(leaves);
      CAPTURE(features);
      CHECK(worst_difference(forest, random_block(forest, 5, rng), tree_shap_oracle) < 1e-10);
    }
  }
}

TEST_CASE("a path of more than a hundred different features still adds up") {
  Random rng(13);
  RandomForestOptions options;
  options.trees = 3;
  options.features = 2000;
  options.leaves = 240;
  options.depth = 230;
  options.newest_first = 1.0;
  const Forest forest = random_forest(options, rng);
  const FeatureBlock block = random_block(forest, 40, rng);
  const ForestScorer scorer(forest, "deep");
  const Scores scores = scorer.score(block, true);
  for (std::size_t row = 0; row < block.rows(); ++row) {
    double sum = scorer.base_value();
    for (std::size_t f = 0; f < block.features(); ++f) sum += scores.contributions[f * block.stride() + row];
    CHECK(std::abs(sum - scores.margins[row]) < 1e-12);
  }
}

TEST_CASE("splits that no training row reached give finite contributions that add up") {
  Random rng(14);
  for (int round = 0; round < 20; ++round) {
    RandomForestOptions options;
    options.trees = 3;
    options.features = 6;
    options.leaves = 30;
    options.empty_cover = 0.3;
    const Forest forest = random_forest(options, rng);
    const FeatureBlock block = random_block(forest, 30, rng);
    const Scores scores = ForestScorer(forest, "empty").score(block, true);  // throws if they did not add up
    for (std::size_t f = 0; f < block.features(); ++f) {
      for (std::size_t row = 0; row < block.rows(); ++row) {
        CHECK(std::isfinite(scores.contributions[f * block.stride() + row]));
      }
    }
    CHECK(worst_difference(forest, block, shapley_oracle) < 1e-10);
  }
}

TEST_CASE("every row's values depend on that row alone, wherever it stands and however many there are") {
  Random rng(15);
  RandomForestOptions options;
  options.trees = 20;
  options.features = 10;
  options.leaves = 30;
  const Forest forest = random_forest(options, rng);
  const ForestScorer scorer(forest, "rows");
  const FeatureBlock block = random_block(forest, 700, rng);
  const Scores scores = scorer.score(block, true);
  std::vector<std::size_t> order(block.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(order);
  order.resize(333);
  FeatureBlock shuffled(block.features(), order.size());
  for (std::size_t f = 0; f < block.features(); ++f) {
    for (std::size_t i = 0; i < order.size(); ++i) shuffled.column(f)[i] = block.at(f, order[i]);
  }
  const Scores again = scorer.score(shuffled, true);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (again.margins[i] != scores.margins[order[i]]) ++wrong;
    for (std::size_t f = 0; f < block.features(); ++f) {
      if (again.contributions[f * shuffled.stride() + i] != scores.contributions[f * block.stride() + order[i]])
        ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("features that no tree uses get exactly 0") {
  Forest forest = two_splits();
  Random rng(16);
  FeatureBlock block(3, 100);
  for (std::size_t f = 0; f < 3; ++f) {
    for (std::size_t row = 0; row < 100; ++row) block.column(f)[row] = rng.uniform() - 0.5;
  }
  const Scores scores = ForestScorer(forest, "unused").score(block, true);
  for (std::size_t row = 0; row < 100; ++row) CHECK(scores.contributions[2 * block.stride() + row] == 0.0);
}

TEST_CASE("covers that make the explanation meaningless are an error, not a wrong report") {
  Forest forest = two_splits();
  forest.trees[0].nodes[1].cover = 1e-300;  // its children have 2 rows each: impossible
  forest.trees[0].nodes[4].cover = 1e300;
  const std::string message = message_of([&] { ForestScorer(forest, "odd.txt").score(FeatureBlock(3, 1), true); });
  CHECK(message.find("odd.txt: row 0 of the block: contributions and base value add up to") == 0);
  const std::string french =
      message_of([&] { ForestScorer(forest, "odd.txt").score(FeatureBlock(3, 1), true); }, Language::French);
  CHECK(french.find("odd.txt : ligne 0 du bloc : contributions et valeur de base totalisent") == 0);
}

TEST_CASE("a path of more than 256 different features can be scored but not explained") {
  Random rng(17);
  RandomForestOptions options;
  options.trees = 1;
  options.features = 5000;
  options.leaves = 400;
  options.depth = 10000;
  options.newest_first = 1.0;
  const Forest forest = random_forest(options, rng);
  const ForestScorer scorer(forest, "deep.txt");
  CHECK(scorer.score(FeatureBlock(5000, 1), false).margins.size() == 1);
  const std::string message = message_of([&] { scorer.score(FeatureBlock(5000, 1), true); });
  CHECK(message.find("deep.txt: tree 0: too deep to explain: its longest path has") == 0);
}
