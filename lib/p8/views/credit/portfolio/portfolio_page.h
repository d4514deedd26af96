#pragma once

#include <string>
#include <vector>

#include "p8/credit/portfolio/portfolio_metrics.h"
#include "p8/files/run_record.h"
#include "p8/report/page.h"

namespace p8::views {

/// What the page of a portfolio is made from; all borrowed.
struct PortfolioView {
  const Model& model;
  const Portfolio& portfolio;
  const PortfolioMetrics& figures;
  const std::vector<FeatureProfile>& reference;  ///< empty: no PSI
  const ScoreOptions& options;
  std::string data_name;
  const RunRecord& record;
};

/// The report of `p8 score`: decisions, scores, reasons, drift, and quality where labels are known.
report::Page portfolio_page(const PortfolioView& view);

}  // namespace p8::views
