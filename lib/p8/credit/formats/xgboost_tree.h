#pragma once

#include <cstddef>

#include "p8/credit/formats/xgboost_fields.h"
#include "p8/credit/trees/forest.h"

namespace p8::xgboost {

/// One of a model's "trees", in the form of TreeNode. @param weight  what dart multiplies its leaves by; 1 for others.
Tree read_tree(const DocumentValue& source, std::size_t feature_count, double weight, const Place& place);

}  // namespace p8::xgboost
