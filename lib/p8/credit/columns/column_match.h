#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "p8/credit/columns/schema.h"

namespace p8 {

/// Where a model's features are in a file.
struct ColumnMatch {
  std::vector<std::optional<std::size_t>> columns;           ///< per feature: index in the header
  std::vector<std::pair<std::string, std::string>> renamed;  ///< column, feature: alike but for replaced characters
};

/// A feature's column has its name. Where none has, it is the only one whose plain name (Schema::plain_name) is the
/// feature's and which is no other feature's; of several none is taken.
/// @param not_features  columns that are something else: id, label.
ColumnMatch match_columns(const Schema& schema, const std::vector<std::string>& header,
                          const std::vector<std::string>& not_features = {});

}  // namespace p8
