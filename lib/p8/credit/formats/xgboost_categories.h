#pragma once

#include <vector>

#include "p8/credit/formats/xgboost_fields.h"
#include "p8/credit/trees/forest.h"

namespace p8::xgboost {

/// The values of categorical features, which XGBoost keeps since 3.1 ("cats", src/data/cat_container.cc): per feature
/// texts as UTF-8 bytes cut by "offsets", or numbers of the type "type"; both empty for a feature of numbers.
/// Empty where the file keeps none: it was trained on codes, or is older.
/// @param model  the object that holds "trees".   @param forest  its features and trees.
/// Throws for lists that contradict each other, values that appear twice, and splits on codes without a value.
std::vector<CategoryValues> read_categories(const DocumentValue& model, const Forest& forest, const Place& place);

}  // namespace p8::xgboost
