#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "p8/table/feature_block.h"

namespace p8 {

/// What a split does with a missing value. LightGBM's three types; XGBoost's is always NaN.
enum class MissingRule : std::uint8_t {
  Never,      ///< NaN counts as 0 (LightGBM "none")
  Zero,       ///< NaN and |x| <= 1e-35 go the default way (LightGBM "zero")
  NotANumber  ///< NaN goes the default way
};

/// One node of a binary tree. A numerical split sends x <= threshold to the left, in double precision; a categorical
/// split sends the categories of its set to the left. XGBoost's `x < t` in float32 is `x <= the float below t` on
/// values rounded to float, see Forest::rounds_to_float.
struct TreeNode {
  double threshold = 0.0;      ///< numerical split
  double value = 0.0;          ///< leaf: its contribution to the margin
  double cover = 0.0;          ///< training rows (or Hessian sum) that reached the node
  std::int32_t feature = -1;   ///< -1: a leaf
  std::int32_t left = 0;       ///< index in Tree::nodes; children come after their parent
  std::int32_t right = 0;
  std::int32_t category_set = -1;  ///< index in Tree::category_sets; -1: numerical
  MissingRule missing = MissingRule::NotANumber;
  bool default_left = false;

  bool is_leaf() const { return feature < 0; }
};

/// Root first.
struct Tree {
  std::vector<TreeNode> nodes;
  std::vector<std::vector<bool>> category_sets;  ///< category_sets[s][c]: category c goes left
};

/// A boosted ensemble as published: its margin is base_margin + the sum of one leaf per tree, in double, in tree order.
struct Forest {
  std::vector<std::string> features;  ///< names, in the order of TreeNode::feature
  std::vector<Tree> trees;
  double base_margin = 0.0;       ///< log-odds added to the sum of leaves
  double sigmoid = 1.0;           ///< P = 1 / (1 + exp(-sigmoid * margin))
  bool rounds_to_float = false;   ///< XGBoost: values are rounded to float32 before they are compared
};

}  // namespace p8
