#pragma once

#include <cstddef>
#include <vector>

#include "p8/report/chart.h"
#include "p8/report/table.h"

namespace p8::views {

/// How much one feature weighs in a model's scores.
struct Importance {
  Text feature;                        ///< user data isolated
  double mean_abs_contribution = 0.0;  ///< log-odds
  double mean_contribution = 0.0;      ///< log-odds
  std::size_t first_reason = 0;        ///< refused clients whose first reason it is
};

/// The `most` weightiest features as bars, with a sentence that names the first three.
report::BarChart importance_chart(const std::vector<Importance>& importances, std::size_t most);

/// All features, weightiest first. @param refused  refused clients, for the share of first reasons; 0 leaves the column
/// out.
report::Table importance_table(const std::vector<Importance>& importances, std::size_t refused);

}  // namespace p8::views
