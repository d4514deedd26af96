#pragma once

#include <string>

#include "p8/credit/trees/forest.h"

namespace p8 {

/// A LightGBM text model (Booster.save_model, format v2 to v4) with objective binary or cross_entropy, numerical and
/// categorical splits and the three missing types. @param bytes  the whole file.  @param name  the file, for messages.
///
/// The rules of LightGBM's predictor are brought into the form of TreeNode, so that margins agree to the last bit
/// (include/LightGBM/tree.h, NumericalDecision and CategoricalDecision; src/c_api.cpp, RowPairFunctionFromDenseMatric):
/// values with |x| <= 1e-35f count as 0; missing type "none": NaN counts as 0; "zero": NaN and zero go the default way;
/// "nan": NaN goes the default way. Categories that are NaN, negative or not in the set go right. Covers are the
/// leaf_count and internal_count of training rows. All trees count: after early stopping LightGBM writes no others.
/// The line "pandas_categorical" tells what codes stand for (lightgbm_categories.h).
///
/// Throws Error(Model) naming the file, the tree and the field: cut off, contradictory counts, not a tree, a number
/// that cannot be read or is not finite; or a kind that p8 does not compute (several classes, ranking, regression,
/// linear leaves, random forest); or categories that cannot be told.
Forest read_lightgbm(const std::string& bytes, const std::string& name);

}  // namespace p8
