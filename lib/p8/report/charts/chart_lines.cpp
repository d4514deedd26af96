#include <algorithm>
#include <cmath>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

bool is_finite(const Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

struct Extent {
  Point low = {INFINITY, INFINITY};
  Point high = {-INFINITY, -INFINITY};

  void include(const Point& point) {
    if (!is_finite(point)) return;
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  bool empty() const { return !(low.x <= high.x); }
};

Extent extent_of(const LineChart& chart) {
  Extent extent;
  for (const Line& line : chart.lines) {
    for (const Point& point : line.points) extent.include(point);
  }
  for (const MarkedPoint& marked : chart.marked_points) extent.include(marked.at);
  return extent;
}

bool is_inside(const Plot& plot, const Point& point) { return plot.x.contains(point.x) && plot.y.contains(point.y); }

/// "M x y L x y …"; a point that is missing or outside the axes starts a new piece.
std::string path_of(const Line& line, const Plot& plot) {
  std::string path;
  bool drawing = false;
  for (const Point& point : line.points) {
    if (!is_finite(point) || !is_inside(plot, point)) {
      drawing = false;
      continue;
    }
    path += (drawing ? "L" : "M") + coordinate(plot.x(point.x)) + " " + coordinate(plot.y(point.y));
    drawing = true;
  }
  return path;
}

void draw_diagonal(Markup& svg, const Plot& plot) {
  const double low = std::max(plot.x.low, plot.y.low);
  const double high = std::min(plot.x.high, plot.y.high);
  if (!(low < high)) return;
  svg.shape("line", {{"class", "mark diagonal"},
                     {"x1", coordinate(plot.x(low))},
                     {"y1", coordinate(plot.y(low))},
                     {"x2", coordinate(plot.x(high))},
                     {"y2", coordinate(plot.y(high))}});
}

void draw_line(Markup& svg, const Line& line, std::size_t index, const Plot& plot) {
  const std::string path = path_of(line, plot);
  if (line.show_line && !path.empty()) {
    Markup::Attributes attributes = {{"class", "mark line " + series_class(index)}, {"d", path}};
    if (const std::string dash = series_dash(index); !dash.empty()) attributes.emplace_back("stroke-dasharray", dash);
    svg.shape("path", attributes);
  }
  if (!line.show_points) return;
  for (const Point& point : line.points) {
    if (is_finite(point) && is_inside(plot, point)) {
      draw_marker(svg, index, plot.x(point.x), plot.y(point.y), 4.5, series_class(index));
    }
  }
}

struct Box {
  double left, top, right, bottom;

  bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

/// A ring with its label on the side where there is more room, under or over the labels that stand there already.
/// Where several points leave no room, the ring stands alone.
void draw_marked_point(Markup& svg, const MarkedPoint& marked, const Plot& plot, const Canvas& canvas,
                       std::vector<Box>& taken) {
  if (!is_finite(marked.at) || !is_inside(plot, marked.at)) return;
  const double x = plot.x(marked.at.x);
  const double y = plot.y(marked.at.y);
  svg.shape("circle", {{"class", "mark ring"}, {"cx", coordinate(x)}, {"cy", coordinate(y)}, {"r", "7"}});
  const bool rightwards = x <= (plot.left + plot.right) / 2.0;
  const double room = (rightwards ? plot.right - x : x - plot.left) - 16.0;
  const std::vector<std::string> lines = wrap(canvas.in(marked.label), room, bold(canvas.font));
  const double width = widest(lines, bold(canvas.font));
  const double height = canvas.line_height() * static_cast<double>(lines.size());
  const double start = rightwards ? x + 12.0 : x - 12.0;
  const auto box_at = [&](double top) {
    return Box{rightwards ? start : start - width, top, rightwards ? start + width : start, top + height};
  };
  const auto is_free = [&](double top) {
    return std::none_of(taken.begin(), taken.end(), [&](const Box& box) { return box.meets(box_at(top)); });
  };
  const double wanted = std::min(y + 4.0, plot.bottom - height);
  double top = wanted;
  while (!is_free(top) && top + height < plot.bottom) top += 2.0;
  if (!is_free(top)) {
    for (top = wanted; !is_free(top) && top > plot.top; top -= 2.0) continue;
  }
  if (!is_free(top)) return;  // legend and table name it
  taken.push_back(box_at(top));
  draw_lines(svg, lines, start, top + canvas.font, rightwards ? Anchor::Start : Anchor::End, canvas, "strong halo");
}

/// The lines share their x values: one row per x, one column per line. Otherwise one row per point.
bool shares_x(const LineChart& chart) {
  for (const Line& line : chart.lines) {
    const std::vector<Point>& first = chart.lines.front().points;
    const auto same_x = [](const Point& a, const Point& b) { return a.x == b.x; };
    if (!std::equal(line.points.begin(), line.points.end(), first.begin(), first.end(), same_x)) return false;
  }
  return !chart.lines.empty();
}

Table shared_table(const LineChart& chart) {
  Table table;
  table.columns = {{chart.x.label}};
  for (const Line& line : chart.lines) table.columns.push_back({chart.lines.size() == 1 ? chart.y.label : line.name});
  for (std::size_t i = 0; i < chart.lines.front().points.size(); ++i) {
    std::vector<Cell> row = {Number{chart.lines.front().points[i].x, chart.x.format}};
    for (const Line& line : chart.lines) row.emplace_back(Number{line.points[i].y, chart.y.format});
    table.rows.push_back(row);
  }
  return table;
}

Table long_table(const LineChart& chart) {
  Table table;
  table.columns = {{words::kSeries}, {chart.x.label}, {chart.y.label}};
  const auto add = [&](const Text& name, const Point& point) {
    table.rows.push_back({name, Number{point.x, chart.x.format}, Number{point.y, chart.y.format}});
  };
  for (const Line& line : chart.lines) {
    for (const Point& point : line.points) add(line.name, point);
  }
  for (const MarkedPoint& marked : chart.marked_points) add(marked.label, marked.at);
  return table;
}

}  // namespace

Drawing draw(const LineChart& chart, const Canvas& canvas) {
  const Extent extent = extent_of(chart);
  if (extent.empty()) return {};
  Drawing drawing;
  PlotOptions options;
  options.square = chart.square;
  options.aspect = 0.46;
  options.keep_x_range = true;
  const Plot plot = draw_axes(drawing.svg, canvas, chart.x, chart.y, extent.low, extent.high, chart.markers, options);
  if (!chart.diagonal.en.empty()) draw_diagonal(drawing.svg, plot);
  for (std::size_t i = 0; i < chart.lines.size(); ++i) draw_line(drawing.svg, chart.lines[i], i, plot);
  draw_markers(drawing.svg, plot, canvas, chart.markers);
  std::vector<Box> taken;
  for (const MarkedPoint& marked : chart.marked_points) draw_marked_point(drawing.svg, marked, plot, canvas, taken);
  drawing.height = plot.height;
  return drawing;
}

std::vector<LegendItem> legend_of(const LineChart& chart) {
  std::vector<LegendItem> legend;
  const bool several = chart.lines.size() > 1 || !chart.diagonal.en.empty();
  for (std::size_t i = 0; several && i < chart.lines.size(); ++i) {
    LegendItem item;
    item.shape = chart.lines[i].show_points ? LegendItem::Shape::Marker : LegendItem::Shape::Line;
    item.css_class = series_class(i);
    item.series = static_cast<int>(i);
    item.show_line = chart.lines[i].show_line;
    item.label = chart.lines[i].name;
    legend.push_back(item);
  }
  if (!chart.diagonal.en.empty()) {
    LegendItem item;
    item.shape = LegendItem::Shape::Rule;
    item.css_class = "diagonal";
    item.label = chart.diagonal;
    legend.push_back(item);
  }
  for (std::size_t i = 0; chart.marked_points.size() > 1 && i < chart.marked_points.size(); ++i) {
    LegendItem item;
    item.shape = LegendItem::Shape::Ring;
    item.label = chart.marked_points[i].label;
    legend.push_back(item);
  }
  return legend;
}

Table metrics_of(const LineChart& chart) {
  Table table = shares_x(chart) && chart.marked_points.empty() ? shared_table(chart) : long_table(chart);
  for (const Marker& marker : chart.markers) table.rows.push_back({marker.label, Number{marker.x, chart.x.format}});
  table.caption = chart.text.title;
  return table;
}

}  // namespace p8::report
