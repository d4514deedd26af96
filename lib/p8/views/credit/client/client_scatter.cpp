#include "p8/views/credit/client/client_scatter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "p8/views/common/numbers.h"
#include "p8/views/credit/common/column_axis.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kPoints = 45;
constexpr std::size_t kMaxCategories = 6;
constexpr std::size_t kChoosable = 5;  // columns of the first scatter plot

/// More digits cannot be seen, and would make the page heavy.
double five_digits(double value) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.5g}", value).c_str(), nullptr) : value;
}

/// Rows of the population to draw, evenly spread over the sample; the client is marked apart.
std::vector<std::size_t> drawn_rows(const DashboardView& view, std::size_t client) {
  const std::vector<std::size_t>& rows = view.sample.rows;
  const std::size_t count = std::min(kPoints, rows.size());
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = rows[i * rows.size() / count];
    if (row != client) drawn.push_back(row);
  }
  return drawn;
}

ScatterColumn scatter_column(const DashboardView& view, std::size_t column, const std::vector<std::size_t>& rows,
                             std::size_t client) {
  const ColumnSummary& summary = view.columns.of(column);
  const ColumnEntry entry = view.catalogue.entry(summary.feature().name);
  ScatterColumn scatter;
  scatter.name = axis_label(view.catalogue, summary.feature().name);
  scatter.format = shown_format(entry);
  if (summary.feature().kind == FeatureKind::Category) {
    for (std::size_t code = 0; code < summary.feature().categories.size(); ++code) {
      scatter.categories.push_back(shown_value(entry, summary.feature(), static_cast<double>(code)));
    }
  }
  for (const std::size_t row : rows) scatter.values.push_back(five_digits(summary.at(row)));
  scatter.marked = summary.at(client);
  return scatter;
}

ScatterColumn decision_column(const DashboardView& view, const std::vector<std::size_t>& rows, std::size_t client) {
  const auto decision = [&](std::size_t row) {
    return is_refused(view.population.p_default()[row], view.rule.threshold) ? 1.0 : 0.0;
  };
  ScatterColumn column;
  column.name = {"Decision", "Décision"};
  column.categories = {{"Accepted", "Accepté"}, {"Refused", "Refusé"}};
  for (const std::size_t row : rows) column.values.push_back(decision(row));
  column.marked = decision(client);
  return column;
}

/// Numbers, and categories that are few enough to be told apart on an axis, strongest for the client first.
std::vector<std::size_t> drawable_columns(const DashboardView& view, const ClientCase& client) {
  std::vector<std::size_t> columns;
  for (const std::size_t s : view.features.ranking(client.explanation.contributions)) {
    const std::size_t f = view.features.members(s).front();
    if (view.model.card.schema.features()[f].categories.size() <= kMaxCategories) columns.push_back(f);
  }
  return columns;
}

ColumnPair strongest_pair(const std::vector<std::size_t>& drawable) {
  return {drawable.front(), drawable[std::min<std::size_t>(1, drawable.size() - 1)], {}};
}

/// Columns that the reader may choose: those of the pair first, then the features that weigh most.
std::vector<std::size_t> choosable_columns(const DashboardView& view, const ClientCase& client,
                                           const ColumnPair& pair) {
  std::vector<std::size_t> columns = {pair.x, pair.y};
  if (pair.colour) columns.push_back(*pair.colour);
  for (const std::size_t column : drawable_columns(view, client)) {
    if (columns.size() < kChoosable && std::find(columns.begin(), columns.end(), column) == columns.end()) {
      columns.push_back(column);
    }
  }
  return columns;
}

Text summary_of(const Scatter& chart, const std::vector<std::size_t>& rows, std::size_t population) {
  const Text sample = rows.size() + 1 < population ? text("A random sample of {0} of the {1} clients",
                                                          "Un échantillon aléatoire de {0} des {1} clients",
                                                          count_of(rows.size()), count_of(population))
                                                   : text("All {0} clients", "Les {0} clients", count_of(population));
  return text(
      "{0}: {1} on the vertical axis, {2} on the horizontal axis. The ring is this client; colour and shape show: {3}.",
      "{0} : {1} en ordonnée, {2} en abscisse. L'anneau est ce client ; couleur et forme indiquent : {3}.", sample,
      chart.columns[chart.y].name, chart.columns[chart.x].name, chart.columns[*chart.colour].name);
}

Scatter scatter_of(const DashboardView& view, const ClientCase& client, const ColumnPair& pair, bool choosable) {
  const std::vector<std::size_t> rows = drawn_rows(view, client.row);
  std::vector<std::size_t> columns = {pair.x, pair.y};
  if (pair.colour) columns.push_back(*pair.colour);
  if (choosable) columns = choosable_columns(view, client, pair);
  Scatter chart;
  for (const std::size_t column : columns) chart.columns.push_back(scatter_column(view, column, rows, client.row));
  chart.columns.push_back(decision_column(view, rows, client.row));
  chart.colour = pair.colour ? 2 : chart.columns.size() - 1;
  chart.y = pair.x == pair.y ? 0 : 1;
  chart.text.title =
      choosable ? Text{"Two characteristics against each other", "Croisement de deux variables"}
                : text("{0} against {1}", "{0} selon {1}", chart.columns[chart.y].name, chart.columns[chart.x].name);
  chart.text.summary = summary_of(chart, rows, view.population.rows());
  chart.point_heading = {"Client", "Client"};  // numbered: the page may be shown to this client
  chart.marked_name = {"This client", "Ce client"};
  chart.choosable = choosable;
  return chart;
}

}  // namespace

std::vector<Scatter> client_scatters(const DashboardView& view, const ClientCase& client) {
  if (view.population.rows() < 2) return {};
  std::vector<ColumnPair> pairs = view.options.pairs;
  const std::vector<std::size_t> drawable = drawable_columns(view, client);
  if (pairs.empty() && !drawable.empty()) pairs.push_back(strongest_pair(drawable));
  std::vector<Scatter> scatters;
  for (std::size_t i = 0; i < pairs.size(); ++i) scatters.push_back(scatter_of(view, client, pairs[i], i == 0));
  return scatters;
}

}  // namespace p8::views
