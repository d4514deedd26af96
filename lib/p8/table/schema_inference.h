#pragma once

#include <set>
#include <string>
#include <vector>

#include "p8/table/csv_reader.h"
#include "p8/table/schema.h"

namespace p8 {

/// What was found in a file's columns.
struct InferredSchema {
  std::vector<Feature> features;           ///< in the file's order
  std::vector<std::string> empty_columns;  ///< no cell has a value: left out
  std::size_t rows = 0;
};

/// Columns of at most this many different texts are categories; more look like names or ids.
constexpr std::size_t kMostCategories = 500;

/// Reads the whole file once and tells numbers from categories. A column is one of numbers when every cell that is not
/// empty is a finite number; of categories otherwise. `left_out` names columns that are no features (id, label, …).
/// Throws Error(Data) naming row, column and value for a stray text in a column of numbers (texts in fewer than
/// 5 % of its cells), listing columns with too many different texts, for columns of `left_out` that do not exist, and
/// for a file without rows.
InferredSchema infer_schema(const std::string& path, const std::set<std::string>& left_out);

}  // namespace p8
