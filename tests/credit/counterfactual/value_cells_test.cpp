#include "p8/credit/counterfactual/value_cells.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "oracles/random_forest.h"
#include "oracles/tree_oracle.h"

using namespace p8;

namespace {

TreeNode number_split(double threshold) {
  TreeNode node;
  node.feature = 0;
  node.threshold = threshold;
  node.left = 1;
  node.right = 2;
  return node;
}

Forest forest_of(const std::vector<TreeNode>& splits, const CategorySet& set = {}) {
  Forest forest;
  forest.features = {"x", "y"};
  for (const TreeNode& split : splits) {
    Tree tree;
    tree.nodes.resize(3);
    tree.nodes[0] = split;
    tree.category_sets = {set};
    forest.trees.push_back(tree);
  }
  return forest;
}

ValueRange range(double low, double high) { return ValueRange({{low, high}, {}, {}}); }

std::vector<double> ends_of(const std::vector<ValueCell>& cells) {
  std::vector<double> ends;
  for (const ValueCell& cell : cells) {
    ends.push_back(cell.first);
    ends.push_back(cell.last);
  }
  return ends;
}

}  // namespace

TEST_CASE("numbers fall into cells between the thresholds within the range seen") {
  TreeNode other = number_split(0.6);
  other.feature = 1;
  const Forest forest = forest_of({number_split(0.5), number_split(0.2), number_split(0.5), number_split(7.0),
                                   number_split(-3.0), number_split(INFINITY), other});
  CHECK(ends_of(number_cells(forest, 0, range(0.1, 0.9))) ==
        std::vector<double>{0.1, 0.2, std::nextafter(0.2, 1.0), 0.5, std::nextafter(0.5, 1.0), 0.9});
  CHECK(ends_of(number_cells(forest, 0, range(0.3, 0.3))) == std::vector<double>{0.3, 0.3});
}

TEST_CASE("integers have cells of integers, and none where no integer lies between two thresholds") {
  const Forest forest = forest_of({number_split(-0.5), number_split(2.5), number_split(2.8), number_split(4.0)});
  CHECK(ends_of(number_cells(forest, 0, range(-1.0, 9.0))) ==
        std::vector<double>{-1.0, -1.0, 0.0, 2.0, 3.0, 4.0, 5.0, 9.0});
}

TEST_CASE("zero is a cell of its own where a split takes it for missing") {
  TreeNode split = number_split(0.5);
  split.zero_is_missing = true;
  const std::vector<ValueCell> cells = number_cells(forest_of({split}), 0, range(-0.25, 0.75));
  REQUIRE(cells.size() == 4);
  CHECK(cells[1].first == -kLightGbmZero);
  CHECK(cells[1].last == kLightGbmZero);
  CHECK(cells[2].last == 0.5);
}

TEST_CASE("a number that some split reads as a category is an integer, each member of the set a cell of its own") {
  TreeNode split = number_split(0.0);
  split.category_set = 0;
  CHECK(ends_of(number_cells(forest_of({split}, {{2, 3, 90}, true}), 0, range(0.5, 7.25))) ==
        std::vector<double>{1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 7.0});
}

TEST_CASE("of the categories that no split tells apart the most frequent one stands for all") {
  TreeNode split = number_split(0.0);
  split.category_set = 0;
  const Forest forest = forest_of({split}, {{1, 4}, true});
  CHECK(ends_of(category_cells(forest, 0, {3, 5, 9, 9, 0, 2, 100})) == std::vector<double>{1.0, 1.0, 2.0, 2.0});
  CHECK(ends_of(category_cells({3, 0, 1, 7})) == std::vector<double>{0.0, 0.0, 2.0, 2.0});
  CHECK(category_cells({}).empty());
}

TEST_CASE("a model that can only be asked is asked round values near the quantiles") {
  const ValueRange reals({{0.1, 1.2, 2.3, 3.4, 1003.4}, {}, {}});
  CHECK(reals.rounding() > 0.5);
  CHECK(ends_of(quantile_cells({{0.1, 1.2, 2.3, 3.4, 1003.4}, {}, {}})) ==
        std::vector<double>{0.1, 0.1, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 1003.4, 1003.4});
  CHECK(ends_of(quantile_cells({{0.0, 1.0, 1.0, 2.0}, {}, {}})) == std::vector<double>{0.0, 0.0, 1.0, 1.0, 2.0, 2.0});
}

TEST_CASE("no split tells two values of a cell apart") {
  Random rng(8);
  for (int round = 0; round < 60; ++round) {
    test::RandomForestOptions options;
    options.features = 2;
    options.categorical = round % 2 == 0 ? 0.0 : 0.3;
    options.zero_is_missing = 0.3;
    const Forest forest = test::random_forest(options, rng);
    for (std::size_t f = 0; f < 2; ++f) {
      const ValueRange values = options.categorical > 0.0 ? range(-2.0, 50.0) : range(-0.125, 0.875);
      const std::vector<ValueCell> cells = number_cells(forest, f, values);
      CHECK(cells.front().first == values.low());
      CHECK(cells.back().last == values.high());
      std::size_t wrong = 0;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        if (c > 0 && cells[c].first <= cells[c - 1].last) ++wrong;
        for (const Tree& tree : forest.trees) {
          for (const TreeNode& node : tree.nodes) {
            if (node.is_leaf() || static_cast<std::size_t>(node.feature) != f) continue;
            const bool first = test::goes_left(tree, node, forest.category_rule, cells[c].first);
            if (first != test::goes_left(tree, node, forest.category_rule, cells[c].last)) ++wrong;
          }
        }
      }
      CHECK(wrong == 0);
    }
  }
}
