#include "p8/credit/counterfactual/value_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "p8/credit/trees/split_side.h"

namespace p8 {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <typename Visit>
void for_each_split(const Forest& forest, std::size_t feature, Visit visit) {
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (!node.is_leaf() && static_cast<std::size_t>(node.feature) == feature) visit(tree, node);
    }
  }
}

// The greatest value of each cell but the last.
struct Boundaries {
  std::vector<double> ends;
  bool integers = false;

  void add(const Tree& tree, const TreeNode& node) {
    if (node.category_set >= 0) {
      integers = true;
      for (const std::int32_t member : tree.category_sets[static_cast<std::size_t>(node.category_set)].members) {
        ends.push_back(member - 1.0);
        ends.push_back(member);
      }
      return;
    }
    ends.push_back(node.threshold);
    if (!node.zero_is_missing) return;
    ends.push_back(std::nextafter(-kLightGbmZero, -kInfinity));
    ends.push_back(kLightGbmZero);
  }
};

}  // namespace

std::vector<ValueCell> number_cells(const Forest& forest, std::size_t feature, const ValueRange& range) {
  Boundaries boundaries;
  boundaries.integers = range.holds_integers();
  for_each_split(forest, feature, [&](const Tree& tree, const TreeNode& node) { boundaries.add(tree, node); });
  std::vector<double>& ends = boundaries.ends;
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  ends.erase(std::lower_bound(ends.begin(), ends.end(), range.high()), ends.end());
  ends.push_back(range.high());
  std::vector<ValueCell> cells;
  double first = range.low();
  for (const double end : ends) {
    if (end < first) continue;
    ValueCell cell{first, end};
    if (boundaries.integers) cell = {std::ceil(first) + 0.0, std::floor(end)};  // + 0.0: no negative zero
    if (cell.first <= cell.last) cells.push_back(cell);
    first = std::nextafter(end, kInfinity);
  }
  return cells;
}

std::vector<ValueCell> category_cells(const Forest& forest, std::size_t feature,
                                      const std::vector<std::size_t>& counts) {
  std::map<std::vector<bool>, ValueCell> kinds;  // by the sides that they take at the splits
  for (const ValueCell& cell : category_cells(counts)) {
    std::vector<bool> sides;
    for_each_split(forest, feature, [&](const Tree& tree, const TreeNode& node) {
      sides.push_back(takes_left(tree, node, forest.category_rule, cell.first));
    });
    const auto [kind, is_new] = kinds.emplace(std::move(sides), cell);
    if (counts[static_cast<std::size_t>(cell.first)] > counts[static_cast<std::size_t>(kind->second.first)]) {
      kind->second = cell;
    }
  }
  std::vector<ValueCell> cells;
  cells.reserve(kinds.size());
  for (const auto& [sides, cell] : kinds) cells.push_back(cell);
  std::sort(cells.begin(), cells.end(), [](const ValueCell& a, const ValueCell& b) { return a.first < b.first; });
  return cells;
}

std::vector<ValueCell> quantile_cells(const FeatureProfile& profile) {
  const ValueRange range(profile);
  std::vector<double> values;
  for (const double quantile : profile.quantiles) {
    const double nearest = range.holds_integers() ? std::round(quantile) : quantile;
    values.push_back(roundest_between(nearest, std::min(range.high(), nearest + range.rounding())));
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<ValueCell> cells;
  cells.reserve(values.size());
  for (const double value : values) cells.push_back({value, value});
  return cells;
}

std::vector<ValueCell> category_cells(const std::vector<std::size_t>& counts) {
  std::vector<ValueCell> cells;
  for (std::size_t code = 0; code + 1 < counts.size(); ++code) {
    if (counts[code] > 0) cells.push_back({static_cast<double>(code), static_cast<double>(code)});
  }
  return cells;
}

}  // namespace p8
