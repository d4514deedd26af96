#pragma once

#include <set>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/credit/columns/schema.h"
#include "p8/csv/csv_reader.h"

namespace p8 {

/// What was found in a file's columns.
struct InferredSchema {
  std::vector<Feature> features;           ///< in the file's order
  std::vector<std::string> empty_columns;  ///< no cell has a value: left out
  std::vector<std::string> index_columns;  ///< row numbers as pandas writes them (is_row_index): left out
  std::size_t rows = 0;
  std::size_t empty_rows = 0;  ///< records without any value, beside these
  std::vector<Text> warnings;  ///< of columns that may be something else than they were taken for
};

/// What a column is, where the user says so.
struct ColumnRoles {
  std::set<std::string> left_out;     ///< no features: id, label, …
  std::set<std::string> categorical;  ///< categories, also where the cells are numbers
};

/// Reads the rest of the file once and tells numbers from categories as ColumnTally does.
/// Throws Error(Data) naming row, column, value, what it seems to be and the remedy for a cell that does not fit into a
/// column of numbers, and the other columns with such cells; listing columns of more than kMaxCategories different
/// texts; for columns of `roles` that do not exist; and for a file without rows.
InferredSchema infer_schema(CsvReader& file, const ColumnRoles& roles);
/// The same of a whole file, where no column is said to hold categories.
InferredSchema infer_schema(const std::string& path, const std::set<std::string>& left_out);

}  // namespace p8
