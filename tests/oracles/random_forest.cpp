#include "oracles/random_forest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace p8::test {

namespace {

constexpr std::uint64_t kCategories = 40;

CategorySet random_set(Random& rng) {
  CategorySet set;
  set.members_go_left = rng.uniform() < 0.5;
  const bool is_sparse = rng.uniform() < 0.2;  // one far-off member, so that no table of all categories is made
  for (std::int32_t c = 0; c < static_cast<std::int32_t>(kCategories); ++c) {
    if (rng.uniform() < 0.4) set.members.push_back(c);
  }
  if (is_sparse) set.members.push_back(1000000);
  return set;
}

void split(Tree& tree, std::size_t at, const RandomForestOptions& options, Random& rng) {
  TreeNode node = tree.nodes[at];
  node.feature = static_cast<std::int32_t>(rng.below(options.features));
  node.threshold =
      static_cast<double>(rng.below(options.distinct_thresholds)) / static_cast<double>(options.distinct_thresholds);
  node.default_left = rng.uniform() < 0.5;
  if (rng.uniform() < options.categorical) {
    node.category_set = static_cast<std::int32_t>(tree.category_sets.size());
    tree.category_sets.push_back(random_set(rng));
  } else {
    node.zero_is_missing = rng.uniform() < options.zero_is_missing;
  }
  node.left = static_cast<std::int32_t>(tree.nodes.size());
  node.right = node.left + 1;
  const double left_share = rng.uniform() < options.empty_cover ? 0.0 : 0.05 + 0.9 * rng.uniform();
  for (const double share : {left_share, 1.0 - left_share}) {
    TreeNode leaf;
    leaf.value = 2.0 * rng.uniform() - 1.0;
    leaf.cover = node.cover * share;
    tree.nodes.push_back(leaf);
  }
  tree.nodes[at] = node;
}

Tree random_tree(const RandomForestOptions& options, Random& rng) {
  Tree tree;
  TreeNode root;
  root.value = rng.uniform();
  root.cover = 10000.0;
  tree.nodes.push_back(root);
  struct Leaf {
    std::size_t node;
    std::size_t depth;
  };
  std::vector<Leaf> open = {{0, 0}};
  while (!open.empty() && (tree.nodes.size() + 1) / 2 < options.leaves) {
    const std::size_t pick = rng.uniform() < options.newest_first ? open.size() - 1 : rng.below(open.size());
    const Leaf leaf = open[pick];
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(pick));
    if (leaf.depth == options.depth) continue;
    const std::size_t child = tree.nodes.size();
    split(tree, leaf.node, options, rng);
    open.push_back({child, leaf.depth + 1});
    open.push_back({child + 1, leaf.depth + 1});
  }
  return tree;
}

}  // namespace

Forest random_forest(const RandomForestOptions& options, Random& rng) {
  Forest forest;
  const std::string file = "random";
  for (std::size_t f = 0; f < options.features; ++f) forest.features.push_back("feature_" + std::to_string(f));
  for (std::size_t t = 0; t < options.trees; ++t) {
    forest.trees.push_back(in_preorder(random_tree(options, rng), options.features, {file, t}));
  }
  forest.base_margin = rng.uniform() - 0.5;
  forest.category_rule = rng.uniform() < 0.5 ? CategoryRule::LightGbm : CategoryRule::XGBoost;
  return forest;
}

FeatureBlock random_block(const Forest& forest, std::size_t rows, Random& rng) {
  std::vector<std::vector<double>> thresholds(forest.features.size(), {0.5});
  std::vector<bool> is_categorical(forest.features.size(), false);
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (node.is_leaf()) continue;
      const auto feature = static_cast<std::size_t>(node.feature);
      if (node.category_set >= 0) {
        is_categorical[feature] = true;
      } else {
        thresholds[feature].push_back(node.threshold);
      }
    }
  }
  const double infinity = std::numeric_limits<double>::infinity();
  const double odd[] = {0.0,      -0.0,      1e-36, -1e-36, kLightGbmZero, -kLightGbmZero,  1e300, -1e300,
                        infinity, -infinity, -0.5,  -1.0,   2.7,           39.999999999999, 1e6,   1e10,
                        -7.0};
  FeatureBlock block(forest.features.size(), rows);
  for (std::size_t f = 0; f < block.features(); ++f) {
    for (std::size_t row = 0; row < rows; ++row) {
      const double kind = rng.uniform();
      double value = rng.uniform();
      if (kind < 0.1) {
        value = kMissing;
      } else if (kind < 0.2) {
        value = odd[rng.below(std::size(odd))];
      } else if (kind < 0.4) {
        value = thresholds[f][rng.below(thresholds[f].size())];
        if (kind < 0.25) value = std::nextafter(value, infinity);
      } else if (is_categorical[f] && kind < 0.8) {
        value = static_cast<double>(rng.below(kCategories + 3));
      }
      block.column(f)[row] = value;
    }
  }
  return block;
}

}  // namespace p8::test
