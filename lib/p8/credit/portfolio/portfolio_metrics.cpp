#include "p8/credit/portfolio/portfolio_metrics.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/statistics/psi.h"

namespace p8 {

PortfolioMetrics portfolio_metrics(const Portfolio& portfolio, const std::vector<FeatureProfile>& reference,
                                   double threshold, const CostMatrix& costs) {
  PortfolioMetrics figures;
  figures.rows = portfolio.rows;
  figures.accepted = portfolio.accepted;
  figures.refused = portfolio.refused();
  figures.errors = portfolio.errors;
  figures.mean_p_default = portfolio.sum_p_default / static_cast<double>(portfolio.rows);
  if (!portfolio.defaulted.empty()) {
    figures.metrics = binary_metrics(portfolio.p_default, portfolio.defaulted);
    figures.outcome = outcome_at_threshold(portfolio.p_default, portfolio.defaulted, threshold, costs);
  }
  for (std::size_t f = 0; f < portfolio.unseen.size(); ++f) {
    FeatureDrift drift{f, kMissing, kMissing};
    if (!reference.empty()) {
      drift.psi = psi(reference[f].counts, portfolio.counts.counts(f));
      drift.critical_value = psi_critical_value(reference[f].counts, portfolio.counts.counts(f));
    }
    figures.drift.push_back(drift);
  }
  return figures;
}

std::string metrics_json(const PortfolioMetrics& figures, const Schema& schema) {
  using Json = nlohmann::ordered_json;
  const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
  const BinaryMetrics metrics = figures.metrics.value_or(BinaryMetrics{});
  Json json;
  json["rows"] = figures.rows;
  json["accepted"] = figures.accepted;
  json["refused"] = figures.refused;
  json["errors"] = figures.errors;
  json["mean_probability_default"] = figures.mean_p_default;
  json["positives"] = figures.metrics ? Json(metrics.positives) : Json();
  json["auc"] = number(metrics.auc);
  json["average_precision"] = number(metrics.average_precision);
  json["brier"] = number(metrics.brier);
  json["ks"] = number(metrics.ks);
  json["log_loss"] = number(metrics.log_loss);
  json["ece"] = number(metrics.ece);
  json["cost"] = figures.outcome ? Json(figures.outcome->mean_cost) : Json();
  json["psi"] = Json::object();
  for (const FeatureDrift& drift : figures.drift) {
    json["psi"][schema.features()[drift.feature].name] = drift.psi;  // NaN is written as null
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

CheckMetrics check_metrics(const Portfolio& portfolio, const PortfolioMetrics& figures, const Schema& schema) {
  CheckMetrics named;
  const auto rows = static_cast<double>(figures.rows);
  named["refused_share"] = {static_cast<double>(figures.refused) / rows};
  named["errors"] = {static_cast<double>(figures.errors)};
  if (figures.metrics) {
    named["auc"] = {figures.metrics->auc.value_or(kMissing)};
    named["average_precision"] = {figures.metrics->average_precision.value_or(kMissing)};
    named["brier"] = {figures.metrics->brier.value_or(kMissing)};
    named["ks"] = {figures.metrics->ks.value_or(kMissing)};
    named["log_loss"] = {figures.metrics->log_loss.value_or(kMissing)};
    named["ece"] = {figures.metrics->ece.value_or(kMissing)};
    named["cost"] = {figures.outcome->mean_cost};
  }
  for (const FeatureDrift& drift : figures.drift) {
    if (std::isnan(drift.psi)) continue;
    const std::string& name = schema.features()[drift.feature].name;
    named["psi." + name] = {drift.psi};
    named["missing." + name] = {static_cast<double>(portfolio.counts.counts(drift.feature).back()) / rows};
    const auto largest = named.find("psi");
    if (largest == named.end() || drift.psi > largest->second.value) named["psi"] = {drift.psi, name};
  }
  return named;
}

}  // namespace p8
