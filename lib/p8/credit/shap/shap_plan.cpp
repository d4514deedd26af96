#include "p8/credit/shap/shap_plan.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace p8 {

namespace {

constexpr double kMinReach = 1e-30;
constexpr double kMaxReach = 1e30;

/// The fraction of training rows of a node that go to its child.
double cover_fraction(const TreeNode& parent, const TreeNode& child) {
  if (!(parent.cover > 0.0)) return 0.5;
  return std::clamp(child.cover / parent.cover, kMinReach, kMaxReach);
}

/// Turns one tree into splits and steps, without recursion: trees can be deep.
class Planner {
 public:
  Planner(const Tree& tree, const std::vector<SplitTest>& tests, const std::vector<std::uint32_t>& feature_numbers)
      : tree_(tree), tests_(tests), feature_numbers_(feature_numbers) {}

  TreeShapPlan plan() {
    if (!tree_.nodes.empty() && !tree_.nodes[0].is_leaf()) waiting_.push_back({0, 1, 1, false, 0, Phase::Enter, {}});
    while (!waiting_.empty()) {
      switch (waiting_.back().phase) {
        case Phase::Enter:
          enter();
          break;
        case Phase::Second:
          go_second();
          break;
        case Phase::Close:
          close();
          break;
      }
    }
    return std::move(plan_);
  }

 private:
  /// The nearest split above on a feature, and which of its children leads here.
  struct Link {
    std::int32_t split = -1;
    bool is_second = false;
  };
  enum class Phase : std::uint8_t { Enter, Second, Close };
  struct Frame {
    std::int32_t node;
    std::uint32_t level;
    std::uint32_t features;  // different ones on the path, this split's included
    bool is_second;
    std::uint32_t split;
    Phase phase;
    Link outer;  // the feature's link before this split
  };

  const TreeNode& node(std::int32_t index) const { return tree_.nodes[static_cast<std::size_t>(index)]; }
  bool right_is_first(const TreeNode& split) const {
    return !node(split.left).is_leaf() && node(split.right).is_leaf();
  }
  Link& link_of(const Frame& frame) { return links_[plan_.splits[frame.split].feature]; }

  void enter() {
    Frame& frame = waiting_.back();
    const TreeNode& parent = node(frame.node);
    frame.split = static_cast<std::uint32_t>(plan_.splits.size());
    plan_.splits.push_back(make_split(frame));
    frame.outer = link_of(frame);
    if (frame.outer.split >= 0) --frame.features;
    plan_.depth = std::max(plan_.depth, frame.level);
    plan_.most_features = std::max(plan_.most_features, frame.features);
    const ShapSplit& split = plan_.splits.back();
    if (split.is_leaf[0] && split.is_leaf[1]) {
      plan_.steps.push_back({ShapStep::Kind::LeafPair, frame.split});
      waiting_.pop_back();
    } else if (split.is_leaf[0]) {
      plan_.steps.push_back({ShapStep::Kind::LeafThenSplit, frame.split});
      frame.phase = Phase::Close;
      descend(frame, split.first_is_right ? parent.left : parent.right, true);
    } else {
      plan_.steps.push_back({ShapStep::Kind::SplitFirst, frame.split});
      frame.phase = Phase::Second;
      descend(frame, parent.left, false);
    }
  }

  void go_second() {
    Frame& frame = waiting_.back();
    plan_.steps.push_back({ShapStep::Kind::SplitSecond, frame.split});
    frame.phase = Phase::Close;
    descend(frame, node(frame.node).right, true);
  }

  void close() {
    const Frame& frame = waiting_.back();
    plan_.steps.push_back({ShapStep::Kind::Close, frame.split});
    link_of(frame) = frame.outer;
    waiting_.pop_back();
  }

  void descend(const Frame& frame, std::int32_t child, bool is_second) {
    link_of(frame) = {static_cast<std::int32_t>(frame.split), is_second};
    waiting_.push_back({child, frame.level + 1, frame.features + 1, is_second, 0, Phase::Enter, {}});
  }

  ShapSplit make_split(const Frame& frame) {
    const TreeNode& parent = node(frame.node);
    ShapSplit split;
    split.test = tests_[static_cast<std::size_t>(frame.node)];
    split.first_is_right = right_is_first(parent);
    split.is_second = frame.is_second;
    split.level = frame.level;
    split.feature = feature_numbers_[static_cast<std::size_t>(parent.feature)];
    const Link link = links_[split.feature];
    split.previous = link.split;
    split.previous_is_second = link.is_second;
    const double reach_before =
        link.split < 0 ? 1.0 : plan_.splits[static_cast<std::size_t>(link.split)].reach[link.is_second ? 1 : 0];
    for (std::size_t c = 0; c < 2; ++c) {
      const TreeNode& child = node((c == 0) == split.first_is_right ? parent.right : parent.left);
      split.is_leaf[c] = child.is_leaf();
      split.leaf_value[c] = child.value;
      split.reach[c] = std::clamp(reach_before * cover_fraction(parent, child), kMinReach, kMaxReach);
      split.reach_ratio[c] = split.reach[c] / reach_before;
    }
    return split;
  }

  const Tree& tree_;
  const std::vector<SplitTest>& tests_;
  const std::vector<std::uint32_t>& feature_numbers_;
  std::unordered_map<std::uint32_t, Link> links_;  // by feature
  TreeShapPlan plan_;
  std::vector<Frame> waiting_;
};

}  // namespace

TreeShapPlan plan_tree_shap(const Tree& tree, const std::vector<SplitTest>& tests,
                            const std::vector<std::uint32_t>& feature_numbers) {
  return Planner(tree, tests, feature_numbers).plan();
}

double expected_leaf(const Tree& tree) {
  std::vector<double> reach(tree.nodes.size(), 1.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {  // parents stand before their children
    const TreeNode& node = tree.nodes[i];
    if (node.is_leaf()) {
      sum += reach[i] * node.value;
      continue;
    }
    for (const std::int32_t child : {node.left, node.right}) {
      const auto c = static_cast<std::size_t>(child);
      reach[c] = reach[i] * cover_fraction(node, tree.nodes[c]);
    }
  }
  return sum;
}

}  // namespace p8
