#include "p8/views/credit/portfolio/audit_sections.h"

#include <cmath>
#include <utility>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/common/column_words.h"
#include "p8/views/credit/common/quality.h"
#include "p8/views/credit/portfolio/fairness_section.h"
#include "p8/views/credit/portfolio/overall_section.h"

namespace p8::views {

namespace {

using namespace report;

constexpr int kRanges = 4;

Text counted_value(const ColumnEntry& entry, const ColumnSummary& summary, double value) {
  return shown_value(entry, summary.feature(), value / entry.factor);
}

Groups groups_of_values(const ColumnSummary& summary, const ColumnEntry& entry, std::size_t rows) {
  Groups groups;
  for (const double value : summary.distinct()) groups.names.push_back(counted_value(entry, summary, value));
  for (std::size_t row = 0; row < rows; ++row) {
    groups.of_client.push_back(summary.bin_of(summary.at(row)).value_or(summary.bins()));
  }
  return groups;
}

Groups groups_of_ranges(const ColumnSummary& summary, const ColumnEntry& entry, std::size_t rows) {
  std::vector<double> values;
  for (std::size_t row = 0; row < rows; ++row) values.push_back(summary.at(row));
  QuantileGroups ranges = group_by_quantiles(values, kRanges);
  std::vector<Text> edges;
  for (const double edge : ranges.edges) edges.push_back(counted_value(entry, summary, edge));
  return {range_names(edges), std::move(ranges.of_client)};
}

}  // namespace

Groups protected_groups(const DashboardView& view, std::size_t column) {
  const ColumnSummary& summary = view.columns.of(column);
  const ColumnEntry entry = view.catalogue.entry(summary.feature().name);
  const std::size_t rows = view.population.rows();
  Groups groups = summary.has_edges() ? groups_of_ranges(summary, entry, rows) : groups_of_values(summary, entry, rows);
  if (summary.all().missing > 0) groups.names.push_back(shown_value(entry, summary.feature(), kMissing));
  return groups;
}

std::vector<ProtectedMetrics> protected_metrics(const DashboardView& view, const std::vector<std::size_t>& columns,
                                                std::uint64_t seed) {
  FairnessOptions options;
  options.threshold = view.rule.threshold;
  options.seed = seed;
  std::vector<ProtectedMetrics> all;
  for (const std::size_t column : columns) {
    Groups groups = protected_groups(view, column);
    Fairness fairness = group_fairness(groups, view.population.p_default(), view.population.labels(), options);
    all.push_back({column, std::move(groups), std::move(fairness)});
  }
  return all;
}

std::vector<Section> audit_sections(const DashboardView& view, const AuditView& audit, const ClientCase* client) {
  std::vector<Section> sections = {overall_section(view, client)};
  FairnessView fairness;
  for (const ProtectedMetrics& column : audit.protected_columns) {
    const std::string& name = view.columns.name(column.column);
    fairness.columns.push_back({label_of(view.catalogue, name), column.groups, column.fairness});
  }
  if (!fairness.columns.empty()) sections.push_back(fairness_section(fairness));
  if (audit.figures.metrics) {
    sections.push_back(quality_section({audit.portfolio.p_default, audit.portfolio.defaulted, *audit.figures.metrics,
                                        *audit.figures.outcome, view.model.card.costs, false}));
  }
  return sections;
}

}  // namespace p8::views
