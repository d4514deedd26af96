#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/model/actionable.h"
#include "p8/credit/model/model.h"
#include "p8/options/column_numbers.h"
#include "p8/views/credit/common/dashboard.h"

namespace p8::app {

/// What the pages of `p8 explain` and `p8 serve` show.
struct PageOptions {
  std::size_t features = 10;
  std::vector<std::string> compare;
  std::vector<std::string> pairs;
  std::vector<std::string> actionable;
  std::size_t max_changes = 3;
  std::vector<std::string> protected_columns;
  double refer = 0.0;
  std::string catalogue;
  std::string descriptions;
  std::size_t sample = 10'000;
  std::size_t similar = 200;

  /// Numbers the columns they name. Throws as ColumnNumbers does.
  views::DashboardOptions shown(ColumnNumbers& numbers) const;
  /// What p8 knows of columns, with what the options add. Throws Error(Data).
  ColumnCatalogue column_catalogue() const;
  /// What a counterfactual may touch: the columns named, else the bundle's, else the catalogue's; never a protected
  /// one.
  std::vector<Actionable> actionable_of(const ModelCard& card, const ColumnCatalogue& columns) const;
};

/// Declares them on a command.
void add_page_options(CLI::App& command, PageOptions& options);

}  // namespace p8::app
