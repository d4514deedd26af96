#include <algorithm>
#include <cmath>

#include "p8/report/charts/distribution_parts.h"
#include "p8/report/short_path.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kMissingColumn = 26.0;  // px: the column of missing values

std::size_t bin_count(const Distribution& chart) {
  if (chart.groups.empty()) return 0;
  return is_categorical(chart) ? chart.categories.size() : chart.edges.empty() ? 0 : chart.edges.size() - 1;
}

/// Where a share of missing values ends, px: its column is as high as the plot for the whole group.
double missing_height(const Plot& plot, double share) {
  return plot.bottom - (plot.bottom - plot.top) * std::min(1.0, height_of(share));
}

/// The ground of the missing values' column: the whole group.
void draw_missing_ground(Markup& svg, const Plot& plot) {
  if (!plot.no_x) return;
  svg.shape("rect", {{"class", "strip"},
                     {"x", tenth(plot.no_x->middle() - kMissingColumn / 2.0)},
                     {"y", tenth(plot.top)},
                     {"width", tenth(kMissingColumn)},
                     {"height", tenth(plot.bottom - plot.top)}});
}

/// The first group: columns as one path.
std::string columns_path(const Distribution& chart, const Plot& plot) {
  ShortPath path;
  const auto add = [&](double left, double right, double top) {
    if (top >= plot.bottom) return;
    path.move_to({left, plot.bottom}).up_to(top).across_to(std::max(left + 1.0, right)).up_to(plot.bottom).close();
  };
  const DistributionGroup& group = chart.groups.front();
  for (std::size_t i = 0; i < bin_count(chart); ++i) {
    add(plot.x(chart.edges[i]) + 0.5, plot.x(chart.edges[i + 1]) - 0.5, plot.y(height_of(share_of(group, i))));
  }
  if (plot.no_x) {
    const double middle = plot.no_x->middle(), half = kMissingColumn / 2.0;
    add(middle - half, middle + half, missing_height(plot, group.missing));
  }
  return path.str();
}

/// Another group: its outline in steps, and a line at its share of missing values.
std::string steps_path(const Distribution& chart, const DistributionGroup& group, const Plot& plot) {
  const auto is_finite = [](double share) { return std::isfinite(share); };
  if (std::none_of(group.shares.begin(), group.shares.end(), is_finite)) return {};
  ShortPath path;
  path.move_to({plot.left, plot.bottom});
  for (std::size_t i = 0; i < bin_count(chart); ++i) {
    path.up_to(plot.y(height_of(share_of(group, i)))).across_to(plot.x(chart.edges[i + 1]));
  }
  path.up_to(plot.bottom);
  if (plot.no_x && height_of(group.missing) > 0.0) {
    path.move_to({plot.no_x->start, missing_height(plot, group.missing)}).across_to(plot.no_x->end);
  }
  return path.str();
}

/// The other markers and, strong among them, the client: without a value beside those without one.
std::vector<Marker> markers_of(const Distribution& chart) {
  std::vector<Marker> markers = chart.markers;
  if (chart.client || chart.client_is_missing) {
    Marker client = chart.client.value_or(Marker{NAN, {}});
    if (client.label.en.empty()) client.label = chart.client_name;
    if (chart.client_is_missing) client.x = NAN;
    client.strong = true;
    markers.push_back(client);
  }
  return markers;
}

Drawing draw_numbers(const Distribution& chart, const Canvas& canvas) {
  const auto is_finite = [](double edge) { return std::isfinite(edge); };
  const double low = chart.edges.front(), high = chart.edges.back();
  if (!std::all_of(chart.edges.begin(), chart.edges.end(), is_finite) || !std::isfinite(high - low)) return {};
  Drawing drawing;
  PlotOptions options;
  options.aspect = canvas.narrow ? 0.6 : 0.4;
  options.keep_x_range = true;
  options.with_no_x = shows_missing(chart);
  options.under_no_x = {format(chart.groups.front().missing, percent(1), canvas.language)};
  const std::vector<Marker> markers = markers_of(chart);
  const double highest = highest_share(chart);
  const Plot plot = draw_axes(drawing.svg, canvas, covering(chart.x, low, high), share_axis(), {low, 0.0},
                              {high, highest > 0.0 ? highest : 1.0}, markers, options);
  draw_missing_ground(drawing.svg, plot);
  if (const std::string path = columns_path(chart, plot); !path.empty()) {
    drawing.svg.shape("path", {{"class", "mark columns"}, {"d", path}});
  }
  for (std::size_t i = 1; i < chart.groups.size(); ++i) {
    const std::string path = steps_path(chart, chart.groups[i], plot);
    if (path.empty()) continue;
    Markup::Attributes attributes = {{"class", "mark line " + outline_class(chart, i)}, {"d", path}};
    if (!series_dash(i - 1).empty()) attributes.emplace_back("stroke-dasharray", series_dash(i - 1));
    drawing.svg.shape("path", attributes);
  }
  draw_markers(drawing.svg, plot, canvas, markers);
  drawing.height = plot.height;
  return drawing;
}

}  // namespace

bool is_categorical(const Distribution& chart) { return !chart.categories.empty(); }

double share_of(const DistributionGroup& group, std::size_t bin) {
  return bin < group.shares.size() ? group.shares[bin] : NAN;
}

double height_of(double share) { return std::isfinite(share) && share > 0.0 ? share : 0.0; }

double highest_share(const Distribution& chart) {
  double highest = 0.0;
  for (const DistributionGroup& group : chart.groups) {
    for (const double share : group.shares) highest = std::max(highest, height_of(share));
  }
  return highest;
}

bool client_is_missing(const Distribution& chart) {
  if (chart.client_is_missing) return true;
  return is_categorical(chart) ? chart.client_bin && *chart.client_bin >= chart.categories.size()
                               : chart.client && std::isnan(chart.client->x);
}

bool shows_missing(const Distribution& chart) {
  const auto lacks_values = [](const DistributionGroup& group) { return group.missing > 0.0; };
  return client_is_missing(chart) || std::any_of(chart.groups.begin(), chart.groups.end(), lacks_values);
}

std::string outline_class(const Distribution& chart, std::size_t group) {
  const Tone tone = chart.groups[group].tone.value_or(Tone::Neutral);
  return series_class(tone == Tone::Accepted ? 0 : tone == Tone::Refused ? 1 : group % 2 + 2);
}

Axis share_axis() { return {words::kShare, percent(0), 0.0, {}}; }

Drawing draw(const Distribution& chart, const Canvas& canvas) {
  if (bin_count(chart) == 0) return {};
  return is_categorical(chart) ? draw_rows(chart, canvas) : draw_numbers(chart, canvas);
}

std::vector<LegendItem> legend_of(const Distribution& chart) {
  std::vector<LegendItem> legend;
  for (std::size_t i = 0; i < chart.groups.size(); ++i) {
    LegendItem item;
    item.label = chart.groups[i].name;
    item.css_class = "columns";
    if (i > 0) {
      item.shape = is_categorical(chart) ? LegendItem::Shape::Marker : LegendItem::Shape::Line;
      item.show_line = !is_categorical(chart);
      item.series = static_cast<int>(i - 1);
      item.css_class = outline_class(chart, i);
    }
    legend.push_back(item);
  }
  if (is_categorical(chart) && (chart.client_bin || chart.client_is_missing)) {
    LegendItem item;
    item.shape = LegendItem::Shape::Client;
    item.label = chart.client_name;
    legend.push_back(item);
  }
  return legend;
}

Table metrics_of(const Distribution& chart) {
  Table table;
  table.caption = chart.text.title;
  const bool categorical = is_categorical(chart);
  if (categorical) {
    table.columns = {{chart.bin_heading}};
  } else {
    table.columns = {{words::kFrom}, {words::kTo}};
  }
  for (const DistributionGroup& group : chart.groups) table.columns.push_back({group.name});
  for (std::size_t i = 0; i < bin_count(chart); ++i) {
    std::vector<Cell> row = {categorical ? Cell(chart.categories[i]) : Cell(Number{chart.edges[i], chart.x.format})};
    if (!categorical) row.emplace_back(Number{chart.edges[i + 1], chart.x.format});
    for (const DistributionGroup& group : chart.groups) row.emplace_back(Number{share_of(group, i), percent(1)});
    table.rows.push_back(row);
  }
  if (bin_count(chart) > 0 && shows_missing(chart)) {
    std::vector<Cell> row = {words::kMissing};
    if (!categorical) row.emplace_back(Text{});
    for (const DistributionGroup& group : chart.groups) row.emplace_back(Number{group.missing, percent(1)});
    table.rows.push_back(row);
  }
  if (categorical) return table;
  for (const Marker& marker : markers_of(chart)) {
    table.rows.push_back({marker.label, Number{marker.x, chart.x.format}});
  }
  return table;
}

}  // namespace p8::report
