#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "p8/credit/formats/lightgbm_text.h"
#include "p8/credit/trees/forest.h"

namespace p8::lightgbm {

/// What LightGBM's Python package keeps of a data frame's category columns: one list of values a column, in their
/// order, on the line "pandas_categorical:" at the file's end (python-package/lightgbm/basic.py, _data_from_pandas).
/// The line does not name the columns: they are those whose feature_infos are categories ("0:2:1"); ordered categories,
/// which LightGBM treats as numbers, and columns with nothing to split have a list too, so where the counts differ the
/// one assignment in order that fits the feature_infos is taken.
/// Empty without the line, or where it holds no lists: then values are the codes themselves.
/// @param rest  the file behind its trees.   @param forest  its features and trees.
/// Throws Error(Model) for a line that is not a list of lists of texts, numbers and booleans, for values that appear
/// twice, and for lists that do not fit the features, or fit them in more than one way.
std::vector<CategoryValues> read_categories(std::string_view rest, const Section& header, const Forest& forest,
                                            const Place& place);

}  // namespace p8::lightgbm
