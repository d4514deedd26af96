#include "oracles/tree_oracle.h"

#include <algorithm>
#include <cmath>

namespace p8::test {

namespace {

using Real = long double;

const TreeNode& at(const Tree& tree, std::int32_t index) { return tree.nodes[static_cast<std::size_t>(index)]; }

Real fraction(const TreeNode& parent, const TreeNode& child) {
  return parent.cover > 0.0 ? static_cast<Real>(child.cover) / static_cast<Real>(parent.cover) : 0.5L;
}

double leaf_of(const Tree& tree, CategoryRule rule, const std::vector<double>& row) {
  const TreeNode* node = &tree.nodes[0];
  while (!node->is_leaf()) {
    const double value = row[static_cast<std::size_t>(node->feature)];
    node = &at(tree, goes_left(tree, *node, rule, value) ? node->left : node->right);
  }
  return node->value;
}

Real expected(const Tree& tree, const TreeNode& node, CategoryRule rule, const std::vector<double>& row,
              const std::vector<bool>& known) {
  if (node.is_leaf()) return node.value;
  const auto feature = static_cast<std::size_t>(node.feature);
  if (known[feature]) {
    return expected(tree, at(tree, goes_left(tree, node, rule, row[feature]) ? node.left : node.right), rule, row,
                    known);
  }
  Real sum = 0.0L;
  for (const std::int32_t child : {node.left, node.right}) {
    sum += fraction(node, at(tree, child)) * expected(tree, at(tree, child), rule, row, known);
  }
  return sum;
}

/// A feature of the path, as in algorithm 2.
struct PathElement {
  std::int32_t feature;
  Real zero;
  Real one;
  Real weight;
};
using Path = std::vector<PathElement>;

void extend(Path& path, Real zero, Real one, std::int32_t feature) {
  const std::size_t length = path.size();
  path.push_back({feature, zero, one, length == 0 ? 1.0L : 0.0L});
  for (std::size_t i = length; i-- > 0;) {
    path[i + 1].weight += one * path[i].weight * static_cast<Real>(i + 1) / static_cast<Real>(length + 1);
    path[i].weight = zero * path[i].weight * static_cast<Real>(length - i) / static_cast<Real>(length + 1);
  }
}

void unwind(Path& path, std::size_t index) {
  const std::size_t length = path.size() - 1;
  const Real one = path[index].one;
  const Real zero = path[index].zero;
  Real next = path[length].weight;
  for (std::size_t j = length; j-- > 0;) {
    if (one != 0.0L) {
      const Real weight = path[j].weight;
      path[j].weight = next * static_cast<Real>(length + 1) / (static_cast<Real>(j + 1) * one);
      next = weight - path[j].weight * zero * static_cast<Real>(length - j) / static_cast<Real>(length + 1);
    } else {
      path[j].weight = path[j].weight * static_cast<Real>(length + 1) / (zero * static_cast<Real>(length - j));
    }
  }
  for (std::size_t j = index; j < length; ++j) {
    path[j].feature = path[j + 1].feature;
    path[j].zero = path[j + 1].zero;
    path[j].one = path[j + 1].one;
  }
  path.pop_back();
}

struct Recursion {
  const Tree& tree;
  CategoryRule rule;
  const std::vector<double>& row;
  std::vector<Real>& phi;

  void run(const TreeNode& node, Path path, Real zero, Real one, std::int32_t feature) {
    extend(path, zero, one, feature);
    if (node.is_leaf()) {
      for (std::size_t i = 1; i < path.size(); ++i) {
        Path rest = path;
        unwind(rest, i);
        Real weight = 0.0L;
        for (const PathElement& element : rest) weight += element.weight;
        phi[static_cast<std::size_t>(path[i].feature)] += weight * (path[i].one - path[i].zero) * node.value;
      }
      return;
    }
    const bool left = goes_left(tree, node, rule, row[static_cast<std::size_t>(node.feature)]);
    Real known_zero = 1.0L;
    Real known_one = 1.0L;
    const auto known = std::find_if(path.begin() + 1, path.end(),
                                    [&](const PathElement& element) { return element.feature == node.feature; });
    if (known != path.end()) {
      known_zero = known->zero;
      known_one = known->one;
      unwind(path, static_cast<std::size_t>(known - path.begin()));
    }
    for (const bool is_left : {true, false}) {
      const TreeNode& child = at(tree, is_left ? node.left : node.right);
      run(child, path, known_zero * fraction(node, child), is_left == left ? known_one : 0.0L, node.feature);
    }
  }
};

}  // namespace

bool goes_left(const Tree& tree, const TreeNode& node, CategoryRule rule, double value) {
  if (std::isnan(value)) return node.default_left;
  if (node.category_set < 0) {
    if (node.zero_is_missing && std::abs(value) <= kLightGbmZero) return node.default_left;
    return value <= node.threshold;
  }
  const CategorySet& set = tree.category_sets[static_cast<std::size_t>(node.category_set)];
  if (rule == CategoryRule::XGBoost) value = static_cast<double>(static_cast<float>(value));
  bool is_member = std::abs(value) < 2e9 && !(rule == CategoryRule::XGBoost && value < 0.0);
  if (is_member) {
    const auto category = static_cast<std::int32_t>(std::trunc(value));
    is_member = std::find(set.members.begin(), set.members.end(), category) != set.members.end();
  }
  return is_member == set.members_go_left;
}

double margin_oracle(const Forest& forest, const std::vector<double>& row) {
  double margin = forest.base_margin;
  for (const Tree& tree : forest.trees) margin += leaf_of(tree, forest.category_rule, row);
  return margin;
}

double expected_margin(const Forest& forest, const std::vector<double>& row, const std::vector<bool>& known) {
  Real margin = forest.base_margin;
  for (const Tree& tree : forest.trees) margin += expected(tree, tree.nodes[0], forest.category_rule, row, known);
  return static_cast<double>(margin);
}

std::vector<double> shapley_oracle(const Forest& forest, const std::vector<double>& row) {
  const std::size_t n = forest.features.size();
  std::vector<Real> factorial(n + 1, 1.0L);
  for (std::size_t i = 1; i <= n; ++i) factorial[i] = factorial[i - 1] * static_cast<Real>(i);
  std::vector<double> margins(std::size_t{1} << n);
  for (std::size_t subset = 0; subset < margins.size(); ++subset) {
    std::vector<bool> known(n);
    for (std::size_t f = 0; f < n; ++f) known[f] = (subset >> f & 1U) != 0;
    margins[subset] = expected_margin(forest, row, known);
  }
  std::vector<double> phi(n);
  for (std::size_t f = 0; f < n; ++f) {
    Real sum = 0.0L;
    for (std::size_t subset = 0; subset < margins.size(); ++subset) {
      if ((subset >> f & 1U) != 0) continue;
      std::size_t size = 0;
      for (std::size_t g = 0; g < n; ++g) size += subset >> g & 1U;
      const Real weight = factorial[size] * factorial[n - size - 1] / factorial[n];
      sum += weight * (static_cast<Real>(margins[subset | std::size_t{1} << f]) - static_cast<Real>(margins[subset]));
    }
    phi[f] = static_cast<double>(sum);
  }
  return phi;
}

std::vector<double> tree_shap_oracle(const Forest& forest, const std::vector<double>& row) {
  std::vector<Real> phi(forest.features.size(), 0.0L);
  for (const Tree& tree : forest.trees) {
    Recursion{tree, forest.category_rule, row, phi}.run(tree.nodes[0], {}, 1.0L, 1.0L, -1);
  }
  return {phi.begin(), phi.end()};
}

}  // namespace p8::test
