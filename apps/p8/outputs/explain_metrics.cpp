#include "p8/outputs/explain_metrics.h"

#include <nlohmann/json.hpp>

#include "p8/report/escape.h"

namespace p8::app {

namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const Groups& groups, std::size_t group) {
  return report::without_isolates(groups.names[group].en);
}

Json estimate_json(const Estimate& estimate) {
  return {{"value", estimate.value}, {"low", estimate.interval.low}, {"high", estimate.interval.high}};
}

Json group_json(const GroupMetrics& group) {
  Json json;
  json["rows"] = group.rows;
  json["refused"] = group.refused;
  json["approval_rate"] = estimate_json(group.approval_rate);
  json["mean_p_default"] = group.mean_p_default;
  if (!group.outcomes) return json;
  json["default_rate"] = group.outcomes->default_rate;
  json["auc"] = estimate_json(group.outcomes->auc);
  json["false_refusal_rate"] = estimate_json(group.outcomes->false_refusal_rate);
  json["missed_default_rate"] = estimate_json(group.outcomes->missed_default_rate);
  return json;
}

Json fairness_json(const Groups& groups, const Fairness& fairness) {
  Json json;
  json["four_fifths"] = nullptr;
  if (fairness.four_fifths) {
    json["four_fifths"] = estimate_json(fairness.four_fifths->value);
    json["four_fifths"]["lowest"] = name_of(groups, fairness.four_fifths->lowest);
    json["four_fifths"]["highest"] = name_of(groups, fairness.four_fifths->highest);
  }
  for (std::size_t g = 0; g < fairness.groups.size(); ++g) {
    json["groups"][name_of(groups, g)] = group_json(fairness.groups[g]);
  }
  return json;
}

}  // namespace

void add_four_fifths(const views::DashboardView& view, const std::vector<views::ProtectedMetrics>& columns,
                     CheckMetrics& figures) {
  for (const views::ProtectedMetrics& column : columns) {
    const double ratio = column.fairness.four_fifths ? column.fairness.four_fifths->value.value : kMissing;
    const auto smallest = figures.find("four_fifths");
    if (smallest != figures.end() && !(ratio < smallest->second.value)) continue;
    figures["four_fifths"] = {ratio, view.columns.name(column.column)};
  }
}

std::string explain_metrics(const ExplainOutput& output, const views::DashboardView& view,
                            const views::AuditView& audit) {
  Json json = Json::parse(metrics_json(audit.figures, view.model.card.schema));
  json["explained"] = output.explained();
  json["explained_refused"] = output.refused();
  json["failed"] = output.failed().size();
  if (view.options.searched) json["with_counterfactual"] = output.with_way();
  for (const views::ProtectedMetrics& column : audit.protected_columns) {
    json["fairness"][view.columns.name(column.column)] = fairness_json(column.groups, column.fairness);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8::app
