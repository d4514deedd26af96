#include <algorithm>
#include <cmath>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kThickness = 20.0;  // px of a bar
constexpr double kSpace = 10.0;      // px between rows
constexpr double kGap = 6.0;         // px between bar and value
constexpr double kColumnGap = 14.0;  // px between label, detail and bars
constexpr double kPin = 6.0;         // px of a total's mark where zero is off the axis

/// The start, a step, or the end.
struct Row {
  Text label, detail;
  double from = 0.0, to = 0.0;  // levels; a total stands at `to`
  bool is_total = false;
  bool is_undefined = false;  // a change that is not a number: written, but no bar
  Tone tone = Tone::Neutral;
  std::string written;  // level or change beside the bar

  double font(const Canvas& canvas) const { return is_total ? bold(canvas.font) : canvas.font; }
};

bool has_second(const Waterfall& chart) { return !chart.second.label.en.empty(); }

/// A change on a scale of percentages is in points: "+16.9 pts".
std::string written_second(double value, const Format& plain, bool with_signs, Language language) {
  if (!with_signs) return format(value, plain, language);
  if (plain.style != Format::Style::Percent || !std::isfinite(value)) {
    return format(value, with_sign(plain), language);
  }
  return format(value * 100.0, with_sign(fixed(plain.digits)), language) +
         (language == Language::French ? "\u00A0pt" : " pts");
}

/// "−1.08 (25.4%)" or "+0.73 (+16.9 pts)": a level or change, with the second scale's where there is one.
std::string written(double value, double second, const Waterfall& chart, bool with_signs, Language language) {
  const auto in = [&](const Format& plain) { return with_signs ? with_sign(plain) : plain; };
  const std::string text = format(value, in(chart.x.format), language);
  if (!has_second(chart)) return text;
  return text + " (" + written_second(second, chart.second.format, with_signs, language) + ")";
}

std::vector<Row> rows_of(const Waterfall& chart, Language language) {
  double second = chart.second_start;
  const auto total = [&](const Text& label, double level) {
    return Row{label, {}, level, level, true, false, Tone::Neutral, written(level, second, chart, false, language)};
  };
  std::vector<Row> rows = {total(chart.start_label, chart.start)};
  double level = chart.start;
  for (const WaterfallStep& step : chart.steps) {
    const bool is_undefined = !std::isfinite(step.change);
    const double next = is_undefined ? level : level + step.change;
    rows.push_back({step.label, step.detail, level, next, false, is_undefined,
                    step.change < 0.0 ? chart.negative : chart.positive,
                    written(step.change, step.second, chart, true, language)});
    level = next;
    second += step.second;
  }
  rows.push_back(total(chart.end_label, level));
  return rows;
}

/// All levels and the threshold; and zero unless it would squeeze the steps into less than half of the axis.
/// Nothing where a level is not finite.
Range range_of(const Waterfall& chart, const std::vector<Row>& rows) {
  Range range;
  for (const Row& row : rows) {
    if (!std::isfinite(row.to)) return {};
    range.include(row.to);
  }
  if (chart.threshold) range.include(chart.threshold->x);
  if (std::min(std::abs(range.low), std::abs(range.high)) <= range.high - range.low) range.include(0.0);
  return range;
}

/// Where labels, details and bars go.
struct Columns {
  double label_width = 0.0;
  double detail_width = 0.0;  // to the right of the labels; on a phone in one paragraph with them
  double bars = 0.0;          // left end
};

Columns columns_of(const std::vector<Row>& rows, const Canvas& canvas) {
  Columns columns;
  if (canvas.narrow) return {canvas.width, 0.0, 1.0};
  for (const Row& row : rows) {
    columns.label_width = std::max(columns.label_width, text_width(canvas.in(row.label), row.font(canvas)) + 2.0);
    columns.detail_width = std::max(columns.detail_width, text_width(canvas.in(row.detail), canvas.font) + 2.0);
  }
  columns.label_width = std::min(columns.label_width, canvas.width * 0.28);
  columns.detail_width = std::min(columns.detail_width, canvas.width * 0.16);
  columns.bars = columns.label_width + kColumnGap + columns.detail_width;
  if (columns.detail_width > 2.0) columns.bars += kColumnGap;
  return columns;
}

double lines_height(const std::vector<std::string>& lines, const Canvas& canvas) {
  return canvas.line_height() * static_cast<double>(lines.size());
}

/// A row's words and where its bar begins, from the row's top.
struct RowText {
  std::vector<std::string> label, detail;
  double bar_top = 0.0;
  double height = 0.0;
};

RowText lay_out_wide(const Row& row, const Columns& columns, const Canvas& canvas) {
  RowText text;
  text.label = wrap(canvas.in(row.label), columns.label_width, row.font(canvas));
  text.detail = wrap(canvas.in(row.detail), columns.detail_width, canvas.font);
  text.height = std::max({kThickness, lines_height(text.label, canvas), lines_height(text.detail, canvas)});
  return text;
}

/// Label and detail in one paragraph over the bar: "Age: 34 years".
RowText lay_out_narrow(const Row& row, const Canvas& canvas) {
  const Text words = canvas.in(row.detail).empty() ? row.label : text("{0}: {1}", "{0} : {1}", row.label, row.detail);
  RowText text;
  text.label = wrap(canvas.in(words), canvas.width, row.font(canvas));
  text.bar_top = lines_height(text.label, canvas) + 2.0;
  text.height = text.bar_top + kThickness;
  return text;
}

/// On a wide canvas the first lines of label and detail stand at the bar's height.
void draw_words(Markup& svg, const Row& row, const RowText& text, const Columns& columns, double top,
                const Canvas& canvas) {
  const double first = top + canvas.font + (canvas.narrow ? 0.0 : 1.0);
  draw_lines(svg, text.label, 0.0, first, Anchor::Start, canvas, row.is_total ? "strong halo" : "halo");
  if (text.detail.empty() || text.detail.front().empty()) return;
  draw_lines(svg, text.detail, columns.label_width + kColumnGap + columns.detail_width, first, Anchor::End, canvas,
             "tick");
}

void draw_bar(Markup& svg, const Row& row, const Scale& x, double top, const Canvas& canvas) {
  const bool from_zero = row.is_total && x.contains(0.0);
  double left = x(from_zero ? 0.0 : row.from);
  double right = x(row.to);
  if (left > right) std::swap(left, right);
  if (row.is_total && !from_zero) {
    left -= kPin / 2.0;
    right += kPin / 2.0;
  }
  right = std::max(right, left + 1.5);
  if (!row.is_undefined) {
    svg.shape("rect", {{"class", "mark " + tone_class(row.tone)},
                       {"x", coordinate(left)},
                       {"y", coordinate(top)},
                       {"width", coordinate(right - left)},
                       {"height", coordinate(kThickness)}});
  }
  draw_lines(svg, {row.written}, right + kGap, top + kThickness / 2.0 + canvas.font * 0.35, Anchor::Start, canvas,
             "value halo");
}

/// What lies over the axis and, under everything, the lines from each bar to the next.
struct DrawnRows {
  Markup svg;
  std::string connectors;  // path data
  double bottom = 0.0;     // px
};

DrawnRows draw_rows(const std::vector<Row>& rows, const Columns& columns, const Plot& plot, const Canvas& canvas) {
  DrawnRows drawn;
  double y = plot.top + kSpace / 2.0;
  std::optional<double> bar_end;  // of the row before
  for (const Row& row : rows) {
    const RowText text = canvas.narrow ? lay_out_narrow(row, canvas) : lay_out_wide(row, columns, canvas);
    const double bar_top = y + text.bar_top;
    if (bar_end) {
      drawn.connectors += "M" + tenth(plot.x(row.from)) + " " + tenth(*bar_end) + "V" + tenth(bar_top);
    }
    draw_words(drawn.svg, row, text, columns, y, canvas);
    draw_bar(drawn.svg, row, plot.x, bar_top, canvas);
    bar_end = bar_top + kThickness;
    y += text.height + kSpace;
  }
  drawn.bottom = y - kSpace / 2.0;
  return drawn;
}

}  // namespace

Drawing draw(const Waterfall& chart, const Canvas& canvas) {
  const std::vector<Row> rows = rows_of(chart, canvas.language);
  const Range range = range_of(chart, rows);
  if (chart.steps.empty() || range.is_empty() || range.is_too_wide()) return {};
  const Columns columns = columns_of(rows, canvas);
  double written_width = 0.0;
  for (const Row& row : rows) written_width = std::max(written_width, text_width(row.written, bold(canvas.font)));
  Plot plot;
  plot.left = columns.bars;
  plot.right = canvas.width - kGap - written_width;
  const Axis axis = covering(chart.x, range.low, range.high);
  set_x_scale(plot, axis, range.low, range.high, canvas);
  const std::vector<Marker> markers = chart.threshold ? std::vector<Marker>{*chart.threshold} : std::vector<Marker>{};
  plot.top = marker_labels_height(markers, plot, canvas) + (markers.empty() ? 4.0 : 12.0);

  Drawing drawing;
  const DrawnRows drawn = draw_rows(rows, columns, plot, canvas);
  plot.bottom = drawn.bottom;
  draw_x_axis(drawing.svg, plot, axis, canvas);
  drawing.svg.shape("path", {{"class", "connector"}, {"d", drawn.connectors}});
  draw_markers(drawing.svg, plot, canvas, markers);
  drawing.svg.raw(drawn.svg.str());
  drawing.height = plot.height;
  return drawing;
}

std::vector<LegendItem> legend_of(const Waterfall& chart) {
  std::vector<LegendItem> legend;
  add_key(legend, chart.positive, chart.positive_name);
  add_key(legend, chart.negative, chart.negative_name);
  return legend;
}

Table metrics_of(const Waterfall& chart) {
  const auto has_detail = [](const WaterfallStep& step) { return !step.detail.en.empty(); };
  const bool details = std::any_of(chart.steps.begin(), chart.steps.end(), has_detail);
  Table table;
  table.caption = chart.text.title;
  table.columns = {{chart.label_heading}};
  if (details) table.columns.push_back({words::kValue});
  table.columns.push_back({words::kChange});
  table.columns.push_back({words::kLevel});
  if (has_second(chart)) table.columns.push_back({chart.second.label});
  double level = chart.start;
  double second = chart.second_start;
  const auto add = [&](const Text& label, const Text& detail, const Cell& change) {
    std::vector<Cell> row = {label};
    if (details) row.emplace_back(detail);
    row.push_back(change);
    row.emplace_back(Number{level, chart.x.format});
    if (has_second(chart)) row.emplace_back(Number{second, chart.second.format});
    table.rows.push_back(row);
  };
  if (chart.steps.empty()) return table;
  add(chart.start_label, {}, Text{});
  for (const WaterfallStep& step : chart.steps) {
    if (std::isfinite(step.change)) level += step.change;
    second += step.second;
    add(step.label, step.detail, Number{step.change, with_sign(chart.x.format)});
  }
  add(chart.end_label, {}, Text{});
  if (chart.threshold) {
    table.rows.push_back({chart.threshold->label});
    if (details) table.rows.back().emplace_back(Text{});
    table.rows.back().emplace_back(Text{});
    table.rows.back().emplace_back(Number{chart.threshold->x, chart.x.format});
  }
  return table;
}

}  // namespace p8::report
