#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "p8/credit/trees/iteration_count.h"

namespace p8 {

/// The categories that a categorical split names; those it does not name, and numbers that are not a category at all,
/// go the other way.
struct CategorySet {
  std::vector<std::int32_t> members;  ///< ascending, each once, >= 0
  bool members_go_left = true;        ///< LightGBM: left; XGBoost: right
};

/// One node of a binary tree. A numerical split sends x <= threshold to the left, in double precision; a categorical
/// split asks whether the category is in its set. NaN goes the default way. The readers of model files bring the rules
/// of LightGBM (NaN or tiny values as 0) and XGBoost (x < t in float32) into this one form, exactly.
struct TreeNode {
  double threshold = 0.0;          ///< numerical split; may be infinite (LightGBM: "is it known?"), never NaN
  double value = 0.0;              ///< leaf: its contribution to the margin; finite
  double cover = 0.0;              ///< training rows (or sum of Hessians) that reached the node; finite, >= 0
  std::int32_t feature = -1;       ///< index in Forest::features; -1: a leaf
  std::int32_t left = 0;           ///< index in Tree::nodes
  std::int32_t right = 0;          ///< index in Tree::nodes
  std::int32_t category_set = -1;  ///< index in Tree::category_sets; -1: a numerical split
  bool default_left = false;       ///< where NaN goes
  bool zero_is_missing = false;    ///< |x| <= kLightGbmZero also goes the default way (LightGBM "zero_as_missing")

  bool is_leaf() const { return feature < 0; }
};

/// LightGBM's kZeroThreshold, 1e-35f: smaller values count as zero (LightGBM, include/LightGBM/meta.h).
constexpr double kLightGbmZero = 1e-35f;

/// Root first, nodes in pre-order: a left child follows its parent at once.
struct Tree {
  std::vector<TreeNode> nodes;
  std::vector<CategorySet> category_sets;
};

/// How a value becomes a category number. Both libraries cut the fraction off.
enum class CategoryRule : std::uint8_t {
  LightGbm,  ///< in double; numbers in (-1, 0) are category 0
  XGBoost,   ///< rounded to float32 first; every negative number is no category
};

/// What the codes 0, 1, … of a categorical feature stand for in data, as a model file keeps it.
struct CategoryValues {
  std::vector<std::string> texts;  ///< distinct; empty: the file keeps none, the feature's values are its codes
  bool are_numbers = false;        ///< numbers or booleans: "10.0" is "10", "true" is "True"
};

/// Which boosting iterations of a model count, where it was trained with early stopping.
enum class Iterations : std::uint8_t {
  Best,  ///< up to the file's best_iteration, as scikit-learn's wrapper predicts; all where it names none
  All
};

/// A boosted ensemble as published: its margin is base_margin + the sum of one leaf per tree, in double, in tree order.
struct Forest {
  std::vector<std::string> features;  ///< distinct names, in the order of TreeNode::feature
  std::vector<Tree> trees;
  double base_margin = 0.0;  ///< log-odds added to the sum of leaves
  double sigmoid = 1.0;      ///< P = 1 / (1 + exp(-sigmoid * margin))
  CategoryRule category_rule = CategoryRule::LightGbm;
  std::vector<CategoryValues> categories;  ///< per feature; empty: the file keeps none
  std::optional<double> missing_number;    ///< stands for a missing value in data (XGBoost: `missing`, if not NaN)
  IterationCount iterations;               ///< `trees` are those of the iterations used
};

/// Where a tree stands, for messages.
struct TreePlace {
  const std::string& file;  ///< already printable
  std::size_t tree;         ///< from 0, as both libraries count
};

/// The nodes reached from node 0 in pre-order, with the features, thresholds, leaves and covers checked as documented
/// at TreeNode. Nodes that nobody reaches are dropped (XGBoost keeps pruned ones); `unreached` counts them.
/// Throws Error(Model) naming tree and node: a child out of range, a node reached twice (cycle), a feature out of
/// range, a number that is not finite, a negative cover.
Tree in_preorder(Tree tree, std::size_t feature_count, const TreePlace& place, std::size_t* unreached = nullptr);

/// Throws Error(Model) when a feature name appears twice, or is empty: columns are found by name.
void check_feature_names(const std::vector<std::string>& names, const std::string& file);

}  // namespace p8
