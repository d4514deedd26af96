#include "p8/credit/trees/split_side.h"

#include <doctest/doctest.h>

#include "oracles/random_forest.h"
#include "oracles/tree_oracle.h"

using namespace p8;

TEST_CASE("a value takes the side that the description of a split says, missing, zeros and categories among them") {
  Random rng(11);
  std::size_t splits = 0;
  std::size_t wrong = 0;
  for (int round = 0; round < 40; ++round) {
    test::RandomForestOptions options;
    options.leaves = 20;
    options.categorical = 0.4;
    options.zero_is_missing = 0.4;
    const Forest forest = test::random_forest(options, rng);
    const FeatureBlock block = test::random_block(forest, 100, rng);
    for (const Tree& tree : forest.trees) {
      for (const TreeNode& node : tree.nodes) {
        if (node.is_leaf()) continue;
        ++splits;
        for (std::size_t row = 0; row < block.rows(); ++row) {
          const double value = block.at(static_cast<std::size_t>(node.feature), row);
          const bool expected = test::goes_left(tree, node, forest.category_rule, value);
          if (takes_left(tree, node, forest.category_rule, value) != expected) ++wrong;
        }
      }
    }
  }
  CHECK(splits > 1000);
  CHECK(wrong == 0);
}
