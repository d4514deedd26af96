#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/credit/model/cost.h"
#include "p8/credit/monitoring/checks.h"
#include "p8/credit/portfolio/portfolio.h"
#include "p8/statistics/metrics.h"

namespace p8 {

/// How far a feature has moved from the reference.
struct FeatureDrift {
  std::size_t feature = 0;      ///< index in the schema
  double psi = 0.0;             ///< population stability index; NaN without a reference
  double critical_value = 0.0;  ///< what chance alone exceeds once in twenty
};

/// The figures of a portfolio: what `metrics.json` and the report say.
struct PortfolioMetrics {
  std::size_t rows = 0;
  std::size_t accepted = 0;
  std::size_t refused = 0;
  std::size_t errors = 0;  ///< clients that could not be scored, in none of the other figures
  double mean_p_default = 0.0;
  std::optional<BinaryMetrics> metrics;     ///< with a label
  std::optional<ThresholdOutcome> outcome;  ///< with a label: at the threshold
  std::vector<FeatureDrift> drift;          ///< per feature
};

PortfolioMetrics portfolio_metrics(const Portfolio& portfolio, const std::vector<FeatureProfile>& reference,
                                   double threshold, const CostMatrix& costs);

/// The keys of the command-line contract: auc, average_precision, brier, ks, log_loss, cost, rows, refused, accepted,
/// errors, `psi.<feature>`; null where undefined.
std::string metrics_json(const PortfolioMetrics& figures, const Schema& schema);

/// What --fail-on can check of a portfolio: without labels no figures of quality, without a reference neither PSI nor
/// missing values.
CheckMetrics check_metrics(const Portfolio& portfolio, const PortfolioMetrics& figures, const Schema& schema);

}  // namespace p8
