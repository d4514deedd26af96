#pragma once

#include <string>
#include <vector>

#include "p8/core/run_record.h"
#include "p8/report/page.h"
#include "p8/scoring/portfolio_figures.h"

namespace p8::views {

/// What the page of a portfolio is made from; all borrowed.
struct PortfolioView {
  const Model& model;
  const Portfolio& portfolio;
  const PortfolioFigures& figures;
  const std::vector<FeatureProfile>& reference;  ///< empty: no PSI
  const ScoreOptions& options;
  std::string data_name;
  const RunRecord& record;
};

/// The report of `p8 score`: decisions, scores, reasons, drift, and quality where labels are known.
report::Page portfolio_page(const PortfolioView& view);

}  // namespace p8::views
