#include "p8/credit/counterfactual/leaf_boxes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "p8/credit/trees/split_side.h"

namespace p8 {

namespace {

/// What a path asks of each feature so far, by ascending feature.
struct PathCondition {
  std::uint32_t feature;
  CellSet cells;
};
using Path = std::vector<PathCondition>;

CellSet cells_to_the_left(const Tree& tree, const TreeNode& node, CategoryRule rule,
                          const std::vector<ValueCell>& cells) {
  CellSet set;
  if (node.category_set < 0 && !node.zero_is_missing) {  // no need to ask each one
    const auto right = std::partition_point(cells.begin(), cells.end(),
                                            [&](const ValueCell& cell) { return cell.first <= node.threshold; });
    if (right != cells.begin()) set.push_back({0, static_cast<std::uint32_t>(right - cells.begin())});
    return set;
  }
  for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
    if (!takes_left(tree, node, rule, cells[cell].first)) continue;
    if (set.empty() || set.back().end != cell) set.push_back({cell, cell});
    set.back().end = cell + 1;
  }
  return set;
}

void narrow(Path& path, std::uint32_t feature, const CellSet& cells) {
  const auto place =
      std::lower_bound(path.begin(), path.end(), feature,
                       [](const PathCondition& condition, std::uint32_t f) { return condition.feature < f; });
  if (place != path.end() && place->feature == feature) {
    place->cells = intersection(place->cells, cells);
  } else {
    path.insert(place, {feature, cells});
  }
}

}  // namespace

/// Lists the leaves of the trees with their boxes. Without recursion: trees can be deep.
class LeafBoxes::Builder {
 public:
  Builder(LeafBoxes& boxes, const std::vector<FeatureChanges>& features) : boxes_(boxes), features_(features) {}

  void add_tree(const Tree& tree) {
    boxes_.leaf_numbers_.emplace_back(tree.nodes.size());
    std::vector<Visit> waiting;
    if (!tree.nodes.empty()) waiting.push_back({0, {}});
    while (!waiting.empty()) {
      Visit visit = std::move(waiting.back());
      waiting.pop_back();
      const TreeNode& node = tree.nodes[visit.node];
      if (node.is_leaf()) {
        boxes_.leaf_numbers_.back()[visit.node] = static_cast<std::uint32_t>(boxes_.leaves_.size());
        add_leaf(node.value, visit.path);
        continue;
      }
      Path right = visit.path;
      split(tree, node, visit.path, right);
      waiting.push_back({static_cast<std::size_t>(node.right), std::move(right)});
      waiting.push_back({static_cast<std::size_t>(node.left), std::move(visit.path)});
    }
  }

 private:
  struct Visit {
    std::size_t node;
    Path path;
  };

  void split(const Tree& tree, const TreeNode& node, Path& left, Path& right) const {
    const std::int32_t changeable = boxes_.changeable_[static_cast<std::size_t>(node.feature)];
    if (changeable < 0) return;
    const auto feature = static_cast<std::uint32_t>(changeable);
    const CellSet cells = cells_to_the_left(tree, node, boxes_.forest_->category_rule, features_[feature].cells());
    narrow(left, feature, cells);
    narrow(right, feature, complement(cells, cell_count(feature)));
  }

  void add_leaf(double value, const Path& path) {
    Leaf leaf{value, boxes_.conditions_.size(), boxes_.conditions_.size() + path.size()};
    for (const PathCondition& condition : path) {
      const CellSet others = complement(condition.cells, cell_count(condition.feature));
      const std::uint32_t inside = add_set(condition.feature, condition.cells);
      const std::uint32_t outside = add_set(condition.feature, others);
      boxes_.conditions_.push_back({condition.feature, inside, outside});
    }
    boxes_.leaves_.push_back(leaf);
  }

  // Many leaves share a set.
  std::uint32_t add_set(std::uint32_t feature, const CellSet& set) {
    std::vector<std::uint32_t> key = {feature};
    for (const CellRun& run : set) key.insert(key.end(), {run.first, run.end});
    const auto [known, is_new] = numbers_.emplace(std::move(key), static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) {
      boxes_.runs_.insert(boxes_.runs_.end(), set.begin(), set.end());
      boxes_.set_starts_.push_back(boxes_.runs_.size());
    }
    return known->second;
  }

  std::uint32_t cell_count(std::uint32_t feature) const {
    return static_cast<std::uint32_t>(features_[feature].cells().size());
  }

  LeafBoxes& boxes_;
  const std::vector<FeatureChanges>& features_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers_;  // of sets, by feature and cells
};

LeafBoxes::LeafBoxes(const Forest& forest, const std::vector<FeatureChanges>& features)
    : forest_(&forest), changeable_(forest.features.size(), -1) {
  for (std::size_t i = 0; i < features.size(); ++i) changeable_[features[i].feature()] = static_cast<std::int32_t>(i);
  Builder builder(*this, features);
  for (const Tree& tree : forest.trees) builder.add_tree(tree);
}

std::vector<ReachableLeaf> LeafBoxes::reachable(const std::vector<double>& client, std::size_t changes) const {
  std::vector<ReachableLeaf> leaves;
  struct Visit {
    std::int32_t node;
    ReachableLeaf way;
  };
  std::vector<Visit> waiting;
  for (std::size_t t = 0; t < forest_->trees.size(); ++t) {
    const Tree& tree = forest_->trees[t];
    if (!tree.nodes.empty()) waiting.push_back({0, {}});
    while (!waiting.empty()) {
      Visit visit = waiting.back();
      waiting.pop_back();
      const TreeNode& node = tree.nodes[static_cast<std::size_t>(visit.node)];
      if (node.is_leaf()) {
        visit.way.leaf = leaf_numbers_[t][static_cast<std::size_t>(visit.node)];
        leaves.push_back(visit.way);
        continue;
      }
      const auto feature = static_cast<std::size_t>(node.feature);
      const bool left = takes_left(tree, node, forest_->category_rule, client[feature]);
      waiting.push_back({left ? node.left : node.right, visit.way});
      if (changeable_[feature] < 0) continue;
      const auto changed = static_cast<std::uint32_t>(changeable_[feature]);
      if (!visit.way.misses(changed)) {
        if (visit.way.missed_count == changes) continue;
        visit.way.missed[visit.way.missed_count++] = changed;
      }
      waiting.push_back({left ? node.right : node.left, visit.way});
    }
  }
  return leaves;
}

}  // namespace p8
