#pragma once

#include "p8/credit/trees/forest.h"

namespace p8 {

/// Whether a value takes the left side of a split, straight from the description of TreeNode: what SplitCoder and
/// TreeEvaluator do for blocks of clients, for one value.
/// @param node  a split of `tree`, no leaf.   @param value  NaN: missing.
bool takes_left(const Tree& tree, const TreeNode& node, CategoryRule rule, double value);

}  // namespace p8
