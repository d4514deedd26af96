#pragma once

#include "p8/credit/columns/schema.h"
#include "p8/credit/trees/forest.h"

namespace p8 {

/// The same forest on the features of the schema instead of their encoded inputs: a split on a one-hot column ("is it
/// this category?") becomes a categorical split on the feature, any other only changes its index. Margins stay what
/// they were for every client; SHAP values treat a category as the one feature that it is, instead of one player a
/// column.
/// @param forest  its features are schema.input_names(), in that order.
Forest merge_one_hot(Forest forest, const Schema& schema);

}  // namespace p8
