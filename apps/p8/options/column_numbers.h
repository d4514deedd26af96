#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/credit/columns/client_reader.h"
#include "p8/credit/columns/schema.h"
#include "p8/views/credit/common/dashboard.h"

namespace p8::app {

/// Numbers the columns that options name, as ColumnSummaryCache does: the model's features first, then further columns
/// of the file, which are noted to be read.
class ColumnNumbers {
 public:
  ColumnNumbers(const Schema& schema, const std::vector<std::string>& header, std::string file)
      : schema_(schema), header_(header), file_(std::move(file)) {}

  /// Throws Error(Data) for a column that is neither a feature nor in the file; the closest names are suggested.
  std::size_t of(const std::string& name);
  std::vector<std::size_t> of(const std::vector<std::string>& names);
  /// "X,Y" or "X,Y,COLOUR". Throws Error(Usage) for another number of columns.
  views::ColumnPair of_pair(const std::string& text);

  /// The further columns, in their order of numbers.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  const Schema& schema_;
  const std::vector<std::string>& header_;
  std::string file_;
  std::vector<std::string> texts_;
};

}  // namespace p8::app
