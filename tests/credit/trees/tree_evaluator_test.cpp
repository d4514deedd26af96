#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "p8/credit/model/forest_scorer.h"
#include "support/error.h"
#include "oracles/random_forest.h"
#include "oracles/tree_oracle.h"

using namespace p8;
using namespace p8::test;

namespace {

std::vector<double> row_of(const FeatureBlock& block, std::size_t row) {
  std::vector<double> values;
  for (std::size_t f = 0; f < block.features(); ++f) values.push_back(block.at(f, row));
  return values;
}

/// Rows whose margin is not the oracle's to the last bit.
std::size_t wrong_margins(const Forest& forest, const FeatureBlock& block) {
  const Scores scores = ForestScorer(forest, "test").score(block, false);
  REQUIRE(scores.margins.size() == block.rows());
  REQUIRE(scores.contributions.empty());
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    if (scores.margins[row] != margin_oracle(forest, row_of(block, row))) ++wrong;
  }
  return wrong;
}

/// feature_0 <= 0.5 ? -1 : 2
Forest stump() {
  Forest forest;
  forest.features = {"feature_0"};
  Tree tree;
  tree.nodes.resize(3);
  tree.nodes[0].feature = 0;
  tree.nodes[0].threshold = 0.5;
  tree.nodes[0].left = 1;
  tree.nodes[0].right = 2;
  tree.nodes[0].cover = 4.0;
  tree.nodes[1].value = -1.0;
  tree.nodes[1].cover = 3.0;
  tree.nodes[2].value = 2.0;
  tree.nodes[2].cover = 1.0;
  forest.trees.push_back(tree);
  return forest;
}

}  // namespace

TEST_CASE("a single split sends the threshold itself to the left and missing the default way") {
  Forest forest = stump();
  forest.base_margin = 0.25;
  FeatureBlock block(1, 4);
  block.column(0)[0] = 0.5;
  block.column(0)[1] = std::nextafter(0.5, 1.0);
  block.column(0)[2] = kMissing;
  block.column(0)[3] = -std::numeric_limits<double>::infinity();
  CHECK(ForestScorer(forest, "stump").score(block, false).margins == std::vector<double>{-0.75, 2.25, 2.25, -0.75});
  forest.trees[0].nodes[0].default_left = true;
  CHECK(ForestScorer(forest, "stump").score(block, false).margins == std::vector<double>{-0.75, 2.25, -0.75, -0.75});
}

TEST_CASE("an infinite threshold asks whether the value is known") {
  Forest forest = stump();
  forest.trees[0].nodes[0].threshold = std::numeric_limits<double>::infinity();
  FeatureBlock block(1, 3);
  block.column(0)[0] = 1e308;
  block.column(0)[1] = std::numeric_limits<double>::infinity();
  CHECK(ForestScorer(forest, "stump").score(block, false).margins == std::vector<double>{-1.0, -1.0, 2.0});
}

TEST_CASE("margins equal a plain walk through the trees to the last bit") {
  Random rng(1);
  for (int round = 0; round < 30; ++round) {
    RandomForestOptions options;
    options.trees = 1 + rng.below(40);
    options.features = 1 + rng.below(12);
    options.leaves = 1 + rng.below(100);
    options.newest_first = round % 4 == 0 ? 0.95 : 0.0;
    options.categorical = round % 3 == 0 ? 0.4 : 0.0;
    options.zero_is_missing = round % 2 == 0 ? 0.3 : 0.0;
    const Forest forest = random_forest(options, rng);
    CAPTURE(round);
    CHECK(wrong_margins(forest, random_block(forest, 1 + rng.below(200), rng)) == 0);
  }
}

TEST_CASE("trees of 256 leaves and more, and features of more than 254 thresholds, change nothing") {
  Random rng(2);
  for (const std::size_t leaves : {255, 256, 257, 3000}) {
    RandomForestOptions options;
    options.trees = 4;
    options.features = 2;
    options.leaves = leaves;
    options.depth = 10000;
    options.distinct_thresholds = 100000;
    options.categorical = 0.1;
    const Forest forest = random_forest(options, rng);
    CAPTURE(leaves);
    CHECK(wrong_margins(forest, random_block(forest, 300, rng)) == 0);
  }
}

TEST_CASE("a chain of 200,000 splits does not exhaust the stack") {
  Random rng(3);
  RandomForestOptions options;
  options.trees = 1;
  options.features = 3;
  options.leaves = 200000;
  options.depth = 1000000;
  options.newest_first = 1.0;
  const Forest forest = random_forest(options, rng);
  CHECK(wrong_margins(forest, random_block(forest, 3, rng)) == 0);
}

TEST_CASE("a forest without trees or splits gives the base margin") {
  Forest forest;
  forest.features = {"a"};
  forest.base_margin = -1.5;
  const FeatureBlock block(1, 2);
  CHECK(ForestScorer(forest, "empty").score(block, true).margins == std::vector<double>{-1.5, -1.5});
  forest.trees.resize(1);
  forest.trees[0].nodes.resize(1);
  forest.trees[0].nodes[0].value = 0.5;
  const Scores scores = ForestScorer(forest, "leaf").score(block, true);
  CHECK(scores.margins == std::vector<double>{-1.0, -1.0});
  CHECK(scores.contributions[0] == 0.0);
  CHECK(ForestScorer(forest, "leaf").base_value() == -1.0);
}

TEST_CASE("probability is the logistic function with the model's slope") {
  Forest forest = stump();
  forest.sigmoid = 2.0;
  const ForestScorer scorer(forest, "stump");
  CHECK(scorer.probability(0.0) == 0.5);
  CHECK(scorer.probability(0.5) == 1.0 / (1.0 + std::exp(-1.0)));
  CHECK(scorer.probability(-1000.0) == 0.0);
}

TEST_CASE("a block of another width is refused") {
  const ForestScorer scorer(stump(), "m.txt");
  CHECK(message_of([&] { scorer.score(FeatureBlock(2, 1), false); }) ==
        "m.txt: expects 1 features, but the rows have 2");
}
