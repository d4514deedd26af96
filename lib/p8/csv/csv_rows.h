#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "p8/csv/csv_reader.h"

namespace p8 {

/// Hands every record that is left of a CSV file to `use`, as texts: row number (the header is row 1) and one cell a
/// column, which live during the call. Blank lines are passed over where there is more than one column.
/// Throws Error(Data) naming file, row and column for a ragged row, a byte that is not UTF-8, text after a closing
/// quote; Interrupted; and what `use` throws.
void read_records(CsvReader& file,
                  const std::function<void(std::size_t row, const std::vector<std::string_view>& cells)>& use);

/// The error for columns that the file lacks; it names all of them and some of those that there are.
Error missing_columns(const CsvReader& file, const std::vector<std::string>& missing);

}  // namespace p8
