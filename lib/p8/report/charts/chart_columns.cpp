#include <algorithm>
#include <cmath>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

std::size_t column_count(const ColumnChart& chart) {
  std::size_t count = chart.edges.empty() ? 0 : chart.edges.size() - 1;
  for (const ColumnSeries& series : chart.series) count = std::min(count, series.values.size());
  return chart.series.empty() ? 0 : count;
}

double height_of(double value) { return std::isfinite(value) && value > 0.0 ? value : 0.0; }

double highest_stack(const ColumnChart& chart) {
  double highest = 0.0;
  for (std::size_t i = 0; i < column_count(chart); ++i) {
    double stack = 0.0;
    for (const ColumnSeries& series : chart.series) stack += height_of(series.values[i]);
    highest = std::max(highest, stack);
  }
  return highest;
}

void draw_stack(Markup& svg, const ColumnChart& chart, std::size_t column, const Plot& plot) {
  const double gap = 1.0;
  const double left = plot.x(chart.edges[column]) + gap;
  const double width = std::max(1.0, plot.x(chart.edges[column + 1]) - left - gap);
  double base = 0.0;
  for (const ColumnSeries& series : chart.series) {
    const double value = height_of(series.values[column]);
    if (value == 0.0) continue;
    const double top = plot.y(base + value);
    svg.shape("rect", {{"class", "mark " + tone_class(series.tone)},
                       {"x", coordinate(left)},
                       {"y", coordinate(top)},
                       {"width", coordinate(width)},
                       {"height", coordinate(std::max(0.5, plot.y(base) - top))}});
    base += value;
  }
}

}  // namespace

Drawing draw(const ColumnChart& chart, const Canvas& canvas) {
  const std::size_t count = column_count(chart);
  const auto is_finite = [](double edge) { return std::isfinite(edge); };
  if (count == 0 || !std::all_of(chart.edges.begin(), chart.edges.end(), is_finite)) return {};
  Drawing drawing;
  PlotOptions options;
  options.aspect = 0.42;
  const Plot plot = draw_axes(drawing.svg, canvas, chart.x, chart.y, {chart.edges.front(), 0.0},
                              {chart.edges[count], std::max(1e-9, highest_stack(chart))}, chart.markers, options);
  for (std::size_t i = 0; i < count; ++i) draw_stack(drawing.svg, chart, i, plot);
  draw_markers(drawing.svg, plot, canvas, chart.markers);
  drawing.height = plot.height;
  return drawing;
}

std::vector<LegendItem> legend_of(const ColumnChart& chart) {
  std::vector<LegendItem> legend;
  if (chart.series.size() < 2) return legend;
  for (const ColumnSeries& series : chart.series) {
    LegendItem item;
    item.css_class = tone_class(series.tone);
    item.label = series.name;
    legend.push_back(item);
  }
  return legend;
}

Table metrics_of(const ColumnChart& chart) {
  Table table;
  table.caption = chart.text.title;
  table.columns = {{words::kFrom}, {words::kTo}};
  for (const ColumnSeries& series : chart.series) table.columns.push_back({series.name});
  for (std::size_t i = 0; i < column_count(chart); ++i) {
    std::vector<Cell> row = {Number{chart.edges[i], chart.x.format}, Number{chart.edges[i + 1], chart.x.format}};
    for (const ColumnSeries& series : chart.series) row.emplace_back(Number{series.values[i], chart.y.format});
    table.rows.push_back(row);
  }
  for (const Marker& marker : chart.markers) {
    table.rows.push_back({marker.label, Number{marker.x, chart.x.format}});
  }
  return table;
}

}  // namespace p8::report
