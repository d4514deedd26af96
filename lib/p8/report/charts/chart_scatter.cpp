#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr std::size_t kNamedGroups = 4;  // of a categorical colour; what is rarer is "other"
constexpr double kRing = 7.0;            // px

/// The value of a point; NaN where it is missing or names no category.
double value_at(const ScatterColumn& column, std::size_t point) {
  const double value = point < column.values.size() ? column.values[point] : NAN;
  return std::isfinite(value) ? value : NAN;
}

double checked(const ScatterColumn& column, double value) {
  if (!std::isfinite(value)) return NAN;
  if (column.categories.empty()) return value;
  const bool is_category =
      value >= 0.0 && value < static_cast<double>(column.categories.size()) && value == std::floor(value);
  return is_category ? value : NAN;
}

std::vector<double> values_of(const ScatterColumn& column, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(checked(column, value_at(column, i)));
  return values;
}

std::size_t point_count(const Scatter& chart) {
  std::size_t count = 0;
  for (const ScatterColumn& column : chart.columns) count = std::max(count, column.values.size());
  return count;
}

bool has_client(const Scatter& chart) { return !chart.marked_name.en.empty(); }

bool has_columns(const Scatter& chart) {
  return chart.x < chart.columns.size() && chart.y < chart.columns.size() &&
         (!chart.colour || *chart.colour < chart.columns.size());
}

struct Group {
  Text name;
  Symbol symbol = Symbol::Circle;
  std::string css_class;
  std::vector<std::size_t> points;
};

constexpr Symbol kSeriesSymbols[kNamedGroups] = {Symbol::Circle, Symbol::Square, Symbol::Triangle, Symbol::Diamond};

/// The most frequent categories in the order of the column, then the others.
std::vector<Group> groups_by_category(const ScatterColumn& column, const std::vector<double>& values) {
  std::vector<Group> all;
  for (const Text& category : column.categories) all.push_back({category, {}, {}, {}});
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) all[static_cast<std::size_t>(values[i])].points.push_back(i);
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all[a].points.size() > all[b].points.size(); });
  order.resize(std::min(order.size(), kNamedGroups));
  std::sort(order.begin(), order.end());
  std::vector<Group> groups;
  for (const std::size_t i : order) {
    if (all[i].points.empty()) continue;
    Group group = all[i];
    group.symbol = kSeriesSymbols[groups.size()];
    group.css_class = series_class(groups.size());
    groups.push_back(group);
  }
  Group other{words::kOther, Symbol::Plus, "other", {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::binary_search(order.begin(), order.end(), i)) continue;
    other.points.insert(other.points.end(), all[i].points.begin(), all[i].points.end());
  }
  std::sort(other.points.begin(), other.points.end());
  if (!other.points.empty()) groups.push_back(other);
  return groups;
}

/// Low, middle and high thirds; equal values stay together.
std::vector<Group> groups_by_number(const ScatterColumn& column, const std::vector<double>& values) {
  std::vector<double> sorted;
  for (const double value : values) {
    if (!std::isnan(value)) sorted.push_back(value);
  }
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const double middle = sorted[sorted.size() / 3], high = sorted[sorted.size() * 2 / 3];
  std::vector<Group> thirds = {{{}, Symbol::Circle, "value-low", {}},
                               {{}, Symbol::Square, "value-middle", {}},
                               {{}, Symbol::Triangle, "value-high", {}}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) thirds[values[i] < middle ? 0 : values[i] < high ? 1 : 2].points.push_back(i);
  }
  std::vector<Group> groups;
  for (Group& group : thirds) {
    if (group.points.empty()) continue;
    const auto less = [&](std::size_t a, std::size_t b) { return values[a] < values[b]; };
    const auto [first, last] = std::minmax_element(group.points.begin(), group.points.end(), less);
    group.name = text(words::kRange, Number{values[*first], column.format}, Number{values[*last], column.format});
    groups.push_back(group);
  }
  return groups;
}

std::vector<Group> groups_of(const Scatter& chart) {
  const std::size_t count = point_count(chart);
  if (!chart.colour) {
    Group all{{}, Symbol::Circle, series_class(0), std::vector<std::size_t>(count)};
    std::iota(all.points.begin(), all.points.end(), 0);
    return {all};
  }
  const ScatterColumn& column = chart.columns[*chart.colour];
  const std::vector<double> values = values_of(column, count);
  std::vector<Group> groups =
      column.categories.empty() ? groups_by_number(column, values) : groups_by_category(column, values);
  Group missing{words::kMissing, Symbol::Cross, "value-missing", {}};
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isnan(values[i])) missing.points.push_back(i);
  }
  if (!missing.points.empty()) groups.push_back(missing);
  return groups;
}

/// A column with what its axis has to show.
struct Dimension {
  const ScatterColumn* column;
  std::vector<double> values;
  double marked = NAN;
  Range range;
  bool lacks_values = false;

  Dimension(const Scatter& chart, std::size_t index)
      : column(&chart.columns[index]), values(values_of(*column, point_count(chart))) {
    const auto add = [&](double value) {
      range.include(value);
      lacks_values = lacks_values || std::isnan(value);
    };
    for (const double value : values) add(value);
    if (!has_client(chart)) return;
    marked = checked(*column, column->marked);
    add(marked);
  }

  Axis axis() const { return {column->name, column->format, {}, {}, column->categories}; }
};

/// Where a value lies between the ends of an axis, or in the strip of missing values. Points of one category, or of
/// none, spread over its width by the fractional parts of multiples of `ratio`: evenly, and the same every time.
double position(const Dimension& dimension, double value, const Scale& scale, const std::optional<Span>& strip,
                std::size_t turn, double ratio) {
  const double shift = std::fmod(0.5 + static_cast<double>(turn) * ratio, 1.0) - 0.5;
  if (std::isnan(value)) return strip ? strip->middle() + shift * (strip->end - strip->start) * 0.6 : scale.start;
  if (dimension.column->categories.empty()) return scale(value);
  return scale(value + shift * 0.5);
}

struct Places {
  const Dimension& x;
  const Dimension& y;
  const Plot& plot;

  /// The ratios of the R2 sequence: Roberts, "The unreasonable effectiveness of quasirandom sequences" (2018).
  Point at(std::size_t point) const {
    return {position(x, x.values[point], plot.x, plot.no_x, point, 0.7548776662466927),
            position(y, y.values[point], plot.y, plot.no_y, point, 0.5698402909980532)};
  }
  Point client() const {
    return {position(x, x.marked, plot.x, plot.no_x, 0, 0.0), position(y, y.marked, plot.y, plot.no_y, 0, 0.0)};
  }
};

void draw_strips(Markup& svg, const Plot& plot) {
  const auto strip = [&](double left, double top, double right, double bottom) {
    svg.shape("rect", {{"class", "strip"},
                       {"x", coordinate(left)},
                       {"y", coordinate(top)},
                       {"width", coordinate(right - left)},
                       {"height", coordinate(bottom - top)}});
  };
  const double top = plot.no_y ? plot.no_y->start : plot.top;
  if (plot.no_x) strip(plot.no_x->start, top, plot.no_x->end, plot.bottom);
  if (plot.no_y) strip(plot.left, plot.no_y->start, plot.right, plot.no_y->end);
}

/// A ring, and its name on the side with more room.
void draw_ring(Markup& svg, const Scatter& chart, const Point& at, const Plot& plot, const Canvas& canvas) {
  const std::string x = coordinate(at.x), y = coordinate(at.y);
  for (const char* layer : {"client-ground", "mark client-ring"}) {
    svg.shape("circle", {{"class", layer}, {"cx", x}, {"cy", y}, {"r", coordinate(kRing)}});
  }
  const double to_left = at.x - plot.left, to_right = canvas.width - at.x;
  const bool rightwards =
      to_right >= to_left || text_width(canvas.in(chart.marked_name), bold(canvas.font)) <= to_right - kRing - 8.0;
  const double room = (rightwards ? to_right : to_left) - kRing - 8.0;
  const std::vector<std::string> lines = wrap(canvas.in(chart.marked_name), room, bold(canvas.font));
  const double height = canvas.line_height() * static_cast<double>(lines.size());
  const double highest = plot.no_y ? plot.no_y->start : plot.top;
  const double top = std::max(highest, std::min(at.y - height / 2.0, plot.bottom - height));
  draw_lines(svg, lines, rightwards ? at.x + kRing + 5.0 : at.x - kRing - 5.0, top + canvas.font * 1.02,
             rightwards ? Anchor::Start : Anchor::End, canvas, "strong halo");
}

}  // namespace

Drawing draw(const Scatter& chart, const Canvas& canvas) {
  if (!has_columns(chart) || point_count(chart) == 0) return {};
  const Dimension x(chart, chart.x), y(chart, chart.y);
  if (x.range.is_empty() && y.range.is_empty()) return {};
  if (x.range.is_too_wide() || y.range.is_too_wide()) return {};
  Drawing drawing;
  PlotOptions options;
  options.aspect = canvas.narrow ? 1.0 : 0.6;
  options.with_no_x = x.lacks_values;
  options.with_no_y = y.lacks_values;
  drawing.svg.open("g", {{"class", "scatter-axes"}});
  const Plot plot = draw_axes(drawing.svg, canvas, x.axis(), y.axis(), {x.range.low, y.range.low},
                              {x.range.high, y.range.high}, {}, options);
  draw_strips(drawing.svg, plot);
  drawing.svg.close("g").open("g", {{"class", "scatter-points"}});
  const Places places = {x, y, plot};
  for (const Group& group : groups_of(chart)) {
    std::vector<Point> points;
    for (const std::size_t i : group.points) points.push_back(places.at(i));
    draw_symbols(drawing.svg, group.symbol, points, canvas.narrow ? 6.0 : 7.0, group.css_class);
  }
  drawing.svg.close("g");
  if (has_client(chart)) {
    drawing.svg.open("g", {{"class", "scatter-client"}});
    draw_ring(drawing.svg, chart, places.client(), plot, canvas);
    drawing.svg.close("g");
  }
  drawing.height = plot.height;
  return drawing;
}

std::vector<LegendItem> legend_of(const Scatter& chart) {
  if (!chart.colour || !has_columns(chart)) return {};
  LegendItem heading;
  heading.shape = LegendItem::Shape::None;
  heading.label = text("{0}:", "{0} :", chart.columns[*chart.colour].name);
  std::vector<LegendItem> legend = {heading};
  for (const Group& group : groups_of(chart)) {
    LegendItem item;
    item.shape = LegendItem::Shape::Symbol;
    item.symbol = group.symbol;
    item.css_class = group.css_class;
    item.label = group.name;
    legend.push_back(item);
  }
  return legend;
}

Table metrics_of(const Scatter& chart) {
  Table table;
  table.caption = chart.text.title;
  table.columns = {{chart.point_heading}};
  for (const ScatterColumn& column : chart.columns) table.columns.push_back({column.name});
  const auto cell = [](const ScatterColumn& column, double value) -> Cell {
    const double valid = checked(column, value);
    if (column.categories.empty() || std::isnan(valid)) return Number{valid, column.format};
    return column.categories[static_cast<std::size_t>(valid)];
  };
  if (has_client(chart)) {
    std::vector<Cell> row = {chart.marked_name};
    for (const ScatterColumn& column : chart.columns) row.push_back(cell(column, column.marked));
    table.rows.push_back(row);
  }
  for (std::size_t i = 0; i < point_count(chart); ++i) {
    std::vector<Cell> row = {i < chart.point_names.size() ? chart.point_names[i]
                                                          : integer_text(static_cast<std::int64_t>(i + 1))};
    for (const ScatterColumn& column : chart.columns) row.push_back(cell(column, value_at(column, i)));
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace p8::report
