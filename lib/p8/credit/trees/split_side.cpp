#include "p8/credit/trees/split_side.h"

#include <algorithm>
#include <cmath>

namespace p8 {

namespace {

// Categories are int32; whatever lies beyond is no category.
constexpr double kNoCategory = 2147483648.0;

bool is_member(const CategorySet& set, CategoryRule rule, double value) {
  if (rule == CategoryRule::XGBoost) {
    value = static_cast<double>(static_cast<float>(value));
    if (value < 0.0) return false;
  }
  if (!(std::abs(value) < kNoCategory)) return false;
  return std::binary_search(set.members.begin(), set.members.end(), static_cast<std::int32_t>(value));
}

}  // namespace

bool takes_left(const Tree& tree, const TreeNode& node, CategoryRule rule, double value) {
  if (std::isnan(value)) return node.default_left;
  if (node.category_set < 0) {
    if (node.zero_is_missing && std::abs(value) <= kLightGbmZero) return node.default_left;
    return value <= node.threshold;
  }
  const CategorySet& set = tree.category_sets[static_cast<std::size_t>(node.category_set)];
  return is_member(set, rule, value) == set.members_go_left;
}

}  // namespace p8
