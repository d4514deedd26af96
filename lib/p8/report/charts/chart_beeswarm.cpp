#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"
#include "p8/statistics/statistics.h"

namespace p8::report {

namespace {

constexpr double kDot = 5.5;            // px
constexpr double kDistance = 6.0;       // px between the centres of dots that lie close
constexpr double kRowHeight = 26.0;     // px at least
constexpr double kTallestSwarm = 48.0;  // px; denser rows are pressed together
constexpr double kSpace = 6.0;          // px over and under a row

/// A level of the feature's value: its symbol, its class and whether a dot has it.
struct Level {
  Symbol symbol;
  const char* css_class;
};
constexpr std::array<Level, 4> kLevels = {{{Symbol::Circle, "value-low"},
                                           {Symbol::Square, "value-middle"},
                                           {Symbol::Triangle, "value-high"},
                                           {Symbol::Cross, "value-missing"}}};

std::size_t level_of(const SwarmDot& dot) {
  return std::isnan(dot.level) ? 3 : dot.level < 1.0 / 3.0 ? 0 : dot.level < 2.0 / 3.0 ? 1 : 2;
}

bool has_mark(const SwarmRow& row) { return row.marked && std::isfinite(*row.marked); }

/// The dots that can be drawn, from left to right.
std::vector<SwarmDot> drawn_dots(const SwarmRow& row) {
  std::vector<SwarmDot> dots;
  for (const SwarmDot& dot : row.dots) {
    if (std::isfinite(dot.x)) dots.push_back(dot);
  }
  std::stable_sort(dots.begin(), dots.end(), [](const SwarmDot& a, const SwarmDot& b) { return a.x < b.x; });
  return dots;
}

/// How far each dot is moved from the middle of its row, px: to the lane nearest to the middle in which it does not
/// touch those to its left. Lanes are half a distance apart, so that dots can stand between those of the next lane.
std::vector<double> spread(const std::vector<double>& x) {
  const double lane_height = kDistance / 2.0;
  const double beside = kDistance * std::sqrt(3.0) / 2.0;  // of dots in neighbouring lanes
  std::map<int, double> last;                              // x of the last dot of each lane
  const auto is_free = [&](int lane, double at, double distance) {
    const auto found = last.find(lane);
    return found == last.end() || at - found->second >= distance;
  };
  std::vector<double> offsets;
  int outermost = 1;
  for (const double at : x) {
    int lane = 0;
    for (int step = 1;
         !(is_free(lane, at, kDistance) && is_free(lane - 1, at, beside) && is_free(lane + 1, at, beside)); ++step) {
      lane = step % 2 != 0 ? (step + 1) / 2 : -step / 2;
    }
    last[lane] = at;
    outermost = std::max(outermost, std::abs(lane));
    offsets.push_back(lane * lane_height);
  }
  const double widest = outermost * lane_height;
  const double scale = std::min(1.0, (kTallestSwarm - kDot) / 2.0 / widest);
  for (double& offset : offsets) offset = std::round(offset * scale);
  return offsets;
}

/// A row with its place on the canvas.
struct PlacedRow {
  std::vector<std::string> label;
  std::array<std::vector<Point>, kLevels.size()> dots;  // y from the middle of the row
  std::optional<double> marked;                         // px
  double height = 0.0;                                  // of label and dots
  double middle = 0.0;                                  // of the dots, from the top
};

PlacedRow place(const SwarmRow& row, const Scale& x, double label_width, const Canvas& canvas) {
  PlacedRow placed;
  const std::vector<SwarmDot> dots = drawn_dots(row);
  std::vector<double> at(dots.size());
  for (std::size_t i = 0; i < dots.size(); ++i) at[i] = std::round(x(dots[i].x));
  const std::vector<double> offsets = spread(at);
  double reach = 0.0;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    placed.dots[level_of(dots[i])].push_back({at[i], offsets[i]});
    reach = std::max(reach, std::abs(offsets[i]));
  }
  if (has_mark(row)) placed.marked = x(*row.marked);
  placed.label = wrap(canvas.in(row.label), label_width, canvas.font);
  const double label_height = canvas.line_height() * static_cast<double>(placed.label.size());
  const double swarm = std::max(kRowHeight, 2.0 * reach + kDot + 4.0);
  placed.height = canvas.narrow ? label_height + swarm : std::max(label_height, swarm);
  placed.middle = canvas.narrow ? label_height + swarm / 2.0 : placed.height / 2.0;
  return placed;
}

void draw_label(Markup& svg, const PlacedRow& row, double label_width, double top, const Canvas& canvas) {
  if (canvas.narrow) return draw_lines(svg, row.label, 0.0, top + canvas.font, Anchor::Start, canvas, "halo");
  const double above = canvas.line_height() * static_cast<double>(row.label.size() - 1) / 2.0;
  draw_lines(svg, row.label, label_width, top + row.middle + canvas.font * 0.35 - above, Anchor::End, canvas);
}

/// Of all dots, marked ones and zero; empty where there are none.
Range range_of(const Beeswarm& chart) {
  Range range;
  for (const SwarmRow& row : chart.rows) {
    for (const SwarmDot& dot : row.dots) range.include(dot.x);
    if (row.marked) range.include(*row.marked);
  }
  if (!range.is_empty()) range.include(0.0);
  return range;
}

double label_width_of(const Beeswarm& chart, const Canvas& canvas) {
  if (canvas.narrow) return canvas.width;
  double width = 0.0;
  for (const SwarmRow& row : chart.rows) width = std::max(width, text_width(canvas.in(row.label), canvas.font) + 2.0);
  return std::min(width, canvas.width * 0.33);
}

bool any_marked(const Beeswarm& chart) {
  return std::any_of(chart.rows.begin(), chart.rows.end(), [](const SwarmRow& row) { return row.marked.has_value(); });
}

}  // namespace

Drawing draw(const Beeswarm& chart, const Canvas& canvas) {
  const Range range = range_of(chart);
  if (range.is_empty() || range.is_too_wide()) return {};
  const double label_width = label_width_of(chart, canvas);
  Plot plot;
  plot.left = canvas.narrow ? 8.0 : label_width + 20.0;
  plot.right = canvas.width - 8.0;
  const Axis axis = covering(chart.x, range.low, range.high);
  set_x_scale(plot, axis, range.low, range.high, canvas);
  Markup labels, clients;
  std::array<std::vector<Point>, kLevels.size()> dots;  // of all rows: one path a level
  std::string hairlines;                                // between the rows
  double y = 2.0;
  for (const SwarmRow& row : chart.rows) {
    const PlacedRow placed = place(row, plot.x, label_width, canvas);
    draw_label(labels, placed, label_width, y + kSpace, canvas);
    const double middle = std::round(y + kSpace + placed.middle);
    for (std::size_t level = 0; level < kLevels.size(); ++level) {
      for (const Point& dot : placed.dots[level]) dots[level].push_back({dot.x, middle + dot.y});
    }
    if (placed.marked) draw_client(clients, *placed.marked, middle);
    y += placed.height + 2.0 * kSpace;
    hairlines += "M0 " + tenth(y) + "H" + tenth(canvas.width);
  }
  plot.top = 2.0;
  plot.bottom = y;
  Drawing drawing;
  draw_x_axis(drawing.svg, plot, axis, canvas);
  const std::string zero = plot.x.contains(0.0) ? tenth(plot.x(0.0)) : "";
  if (!zero.empty()) drawing.svg.shape("path", {{"class", "zero"}, {"d", "M" + zero + " 2V" + tenth(plot.bottom)}});
  drawing.svg.shape("path", {{"class", "grid"}, {"d", hairlines}}).raw(labels.str());
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    draw_symbols(drawing.svg, kLevels[level].symbol, dots[level], kDot, kLevels[level].css_class);
  }
  drawing.svg.raw(clients.str());
  drawing.height = plot.height;
  return drawing;
}

std::vector<LegendItem> legend_of(const Beeswarm& chart) {
  std::array<bool, kLevels.size()> found{};
  for (const SwarmRow& row : chart.rows) {
    for (const SwarmDot& dot : drawn_dots(row)) found[level_of(dot)] = true;
  }
  const std::array<const Text*, kLevels.size()> names = {&chart.low_name, &chart.middle_name, &chart.high_name,
                                                         &chart.missing_name};
  std::vector<LegendItem> legend;
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    if (!found[level]) continue;
    LegendItem item;
    item.shape = LegendItem::Shape::Symbol;
    item.symbol = kLevels[level].symbol;
    item.css_class = kLevels[level].css_class;
    item.label = *names[level];
    legend.push_back(item);
  }
  if (any_marked(chart)) {
    LegendItem item;
    item.shape = LegendItem::Shape::Client;
    item.label = chart.marked_name;
    legend.push_back(item);
  }
  return legend;
}

Table metrics_of(const Beeswarm& chart) {
  const bool marked = any_marked(chart);
  Table table;
  table.caption = chart.text.title;
  table.columns = {{chart.label_heading}, {words::kMinimum},   {words::kTenth},
                   {words::kMedian},      {words::kNinetieth}, {words::kMaximum}};
  if (marked) table.columns.push_back({chart.marked_name});
  for (const SwarmRow& row : chart.rows) {
    std::vector<double> values;
    for (const SwarmDot& dot : drawn_dots(row)) values.push_back(dot.x);
    std::vector<Cell> cells = {row.label};
    for (const double fraction : {0.0, 0.1, 0.5, 0.9, 1.0}) {
      cells.emplace_back(Number{quantile_of_sorted(values, fraction), chart.x.format});
    }
    if (marked) cells.emplace_back(row.marked ? Cell(Number{*row.marked, chart.x.format}) : Cell(Text{}));
    table.rows.push_back(cells);
  }
  return table;
}

}  // namespace p8::report
