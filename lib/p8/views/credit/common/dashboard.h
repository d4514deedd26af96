#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/counterfactual/counterfactual.h"
#include "p8/credit/portfolio/column_summary_cache.h"
#include "p8/credit/portfolio/explanation.h"
#include "p8/credit/portfolio/shap_sample.h"
#include "p8/credit/portfolio/what_if.h"
#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/credit/common/shown_features.h"

/// What the pages of `p8 explain` are made from.
namespace p8::views {

/// Two columns against each other, perhaps coloured by a third. Columns are numbered as in ColumnSummaryCache.
struct ColumnPair {
  std::size_t x = 0;
  std::size_t y = 0;
  std::optional<std::size_t> colour;
};

struct DashboardOptions {
  std::size_t features = 10;  ///< steps of the waterfall that is shown at first
  std::vector<std::size_t>
      compare;                    ///< columns to compare the client in; empty: the ten that weigh most for the client
  std::vector<ColumnPair> pairs;  ///< empty: the two features that weigh most for the client
  bool searched = false;          ///< counterfactuals were looked for
  std::size_t max_changes = 3;    ///< of a counterfactual
};

/// What all pages of a run share; all borrowed.
struct DashboardView {
  const Model& model;
  const Population& population;
  const ShapSample& sample;
  const ColumnSummaryCache& columns;
  const ColumnCatalogue& catalogue;
  const ShownFeatures& features;
  const ScoreRanks& ranks;
  const DecisionRule& rule;
  const DashboardOptions& options;
  const RunRecord& record;
  std::string data_name;
};

/// What is known of one client.
struct ClientCase {
  std::size_t row = 0;  ///< of the population
  Explanation explanation;
  std::vector<std::size_t> similar;             ///< rows of the population, nearest first
  std::vector<Setting> settings;                ///< of --set
  std::optional<Explanation> after;             ///< with the settings
  std::vector<Counterfactual> counterfactuals;  ///< smallest first
};

/// Clients whose page could not be made, and why.
struct FailedClient {
  std::string id;
  Text reason;
};

}  // namespace p8::views
