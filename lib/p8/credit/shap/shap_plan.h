#pragma once

#include <cstdint>
#include <vector>

#include "p8/credit/trees/forest.h"
#include "p8/credit/trees/split_codes.h"

namespace p8 {

/// A split as TreeShap sees it. Its children are called first and second: a leaf comes first, else the left one.
struct ShapSplit {
  SplitTest test;
  bool first_is_right = false;
  bool is_second = false;              ///< this split is its parent's second child
  bool previous_is_second = false;     ///< which child of `previous` leads here
  std::int32_t previous = -1;          ///< the nearest split above on the same feature; -1: none
  std::uint32_t level = 1;             ///< 1 at the root
  std::uint32_t feature = 0;           ///< number among the features that some tree uses
  double reach[2] = {0.0, 0.0};        ///< z of this feature after this split: product of cover fractions, > 0
  double reach_ratio[2] = {0.0, 0.0};  ///< reach / the reach after `previous` (1 without)
  double leaf_value[2] = {0.0, 0.0};
  bool is_leaf[2] = {false, false};
};

/// One step of the walk through a tree, see shap_kernel.cpp.
struct ShapStep {
  enum class Kind : std::uint8_t { LeafPair, LeafThenSplit, SplitFirst, SplitSecond, Close };
  Kind kind;
  std::uint32_t split;  ///< index in TreeShapPlan::splits
};

/// A tree, ready to be walked.
struct TreeShapPlan {
  std::vector<ShapSplit> splits;  ///< in pre-order
  std::vector<ShapStep> steps;
  std::uint32_t depth = 0;          ///< splits on the longest path
  std::uint32_t most_features = 0;  ///< different features on a path

  /// Quadrature points that make the integral exact: half the features of the longest path, rounded up.
  std::size_t points() const { return (most_features + 1) / 2; }
};

/// Plans one tree, without recursion: trees can be deep. O(nodes).
/// @param tests            SplitCoder::tests of the tree.
/// @param feature_numbers  for each feature of the forest its number among the used ones.
TreeShapPlan plan_tree_shap(const Tree& tree, const std::vector<SplitTest>& tests,
                            const std::vector<std::uint32_t>& feature_numbers);

/// The mean of the leaves weighted by cover. A split of cover 0 counts both sides as equally likely, a child of cover 0
/// as one in 1e30.
double expected_leaf(const Tree& tree);

}  // namespace p8
