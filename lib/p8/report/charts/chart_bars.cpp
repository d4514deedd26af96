#include <algorithm>
#include <cmath>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kThickness = 20.0;  // px of a bar
constexpr double kSpace = 12.0;      // px between rows
constexpr double kGap = 6.0;         // px between bar and value

/// Where labels, values and bars go.
struct BarLayout {
  bool labels_above = false;  // on a phone: over the bars, else to their left
  bool values_above = false;  // where the written values would leave the bars no room: between label and bar
  double label_width = 0.0;
  Scale x;
};

std::string value_text(const Bar& bar, const BarChart& chart, Language language) {
  std::string text = format(bar.value, chart.x.format, language);
  if (bar.low && bar.high) {
    text += " [" + format(*bar.low, chart.x.format, language) + (language == Language::French ? "\u202F; " : ", ") +
            format(*bar.high, chart.x.format, language) + "]";
  }
  return text;
}

double finite_or(double value, double fallback) { return std::isfinite(value) ? value : fallback; }

/// The least and greatest x of a bar, zero included.
double low_of(const Bar& bar) {
  return std::min({0.0, finite_or(bar.value, 0.0), finite_or(bar.low.value_or(0.0), 0.0)});
}
double high_of(const Bar& bar) {
  return std::max({0.0, finite_or(bar.value, 0.0), finite_or(bar.high.value_or(0.0), 0.0)});
}

BarLayout lay_out(const BarChart& chart, const Canvas& canvas) {
  BarLayout layout;
  double label = 0.0, value_left = 0.0, value_right = 0.0, low = 0.0, high = 0.0;
  for (const Bar& bar : chart.bars) {
    label = std::max(label, text_width(canvas.in(bar.label), canvas.font));
    const double room = text_width(value_text(bar, chart, canvas.language), bold(canvas.font)) + kGap;
    (bar.value < 0.0 ? value_left : value_right) = std::max(bar.value < 0.0 ? value_left : value_right, room);
    low = std::min(low, low_of(bar));
    high = std::max(high, high_of(bar));
  }
  low = std::min(low, chart.x.min.value_or(low));
  high = std::max(high, chart.x.max.value_or(high));
  if (high - low < 1e-300) high = low + 1.0;
  const double label_column = std::min(label + 2.0, canvas.width * 0.36);
  const double values = value_left + value_right;
  layout.values_above = values > canvas.width * (canvas.narrow ? 0.66 : 0.4);
  layout.labels_above = canvas.narrow || layout.values_above;
  layout.label_width = layout.labels_above ? canvas.width : label_column;
  const double left = (layout.labels_above ? 1.0 : label_column + 14.0) + (layout.values_above ? 0.0 : value_left);
  layout.x = {low, high, left, canvas.width - 1.0 - (layout.values_above ? 0.0 : value_right)};
  return layout;
}

Tone tone_of(const Bar& bar, const BarChart& chart) {
  return bar.tone.value_or(bar.value < 0.0 ? chart.negative : chart.positive);
}

void draw_whisker(Markup& svg, const Bar& bar, const Scale& x, double middle) {
  if (!bar.low || !bar.high || !std::isfinite(*bar.low) || !std::isfinite(*bar.high)) return;
  const std::string left = coordinate(x(*bar.low));
  const std::string right = coordinate(x(*bar.high));
  const std::string top = coordinate(middle - 5.0);
  const std::string bottom = coordinate(middle + 5.0);
  const std::string path = "M" + left + " " + top + "V" + bottom + "M" + right + " " + top + "V" + bottom + "M" + left +
                           " " + coordinate(middle) + "H" + right;
  svg.shape("path", {{"class", "whisker-ground"}, {"d", path}});
  svg.shape("path", {{"class", "mark whisker"}, {"d", path}});
}

void draw_bar(Markup& svg, const Bar& bar, const BarChart& chart, const BarLayout& layout, double top,
              const Canvas& canvas) {
  const double zero = layout.x(0.0);
  const double value = finite_or(bar.value, 0.0);
  const double end = layout.x(value);
  if (std::isfinite(bar.value)) {
    svg.shape("rect", {{"class", "mark " + tone_class(tone_of(bar, chart))},
                       {"x", coordinate(std::min(zero, end))},
                       {"y", coordinate(top)},
                       {"width", coordinate(std::max(1.0, std::abs(end - zero)))},
                       {"height", coordinate(kThickness)}});
  }
  draw_whisker(svg, bar, layout.x, top + kThickness / 2.0);
  if (layout.values_above) return;
  const bool leftwards = value < 0.0;
  const double outer = leftwards ? layout.x(low_of(bar)) - kGap : layout.x(high_of(bar)) + kGap;
  draw_lines(svg, {value_text(bar, chart, canvas.language)}, outer, top + kThickness / 2.0 + canvas.font * 0.35,
             leftwards ? Anchor::End : Anchor::Start, canvas, "value");
}

/// Label, value if it has a line of its own, and bar under each other. Returns the height.
double draw_stacked_row(Markup& svg, const Bar& bar, const BarChart& chart, const BarLayout& layout, double top,
                        const Canvas& canvas) {
  double y = top;
  const auto add = [&](const std::vector<std::string>& lines, const char* css_class) {
    draw_lines(svg, lines, 0.0, y + canvas.font, Anchor::Start, canvas, css_class);
    y += canvas.line_height() * static_cast<double>(lines.size());
  };
  add(wrap(canvas.in(bar.label), canvas.width, canvas.font), "");
  if (layout.values_above) add(wrap(value_text(bar, chart, canvas.language), canvas.width, bold(canvas.font)), "value");
  draw_bar(svg, bar, chart, layout, y + 1.0, canvas);
  return y + 1.0 + kThickness - top;
}

/// One row: label and bar. Returns its height.
double draw_row(Markup& svg, const Bar& bar, const BarChart& chart, const BarLayout& layout, double top,
                const Canvas& canvas) {
  if (layout.labels_above) return draw_stacked_row(svg, bar, chart, layout, top, canvas);
  const std::vector<std::string> label = wrap(canvas.in(bar.label), layout.label_width, canvas.font);
  const double label_height = canvas.line_height() * static_cast<double>(label.size());
  const double height = std::max(label_height, kThickness);
  const double first = top + (height - label_height) / 2.0 + canvas.font * 1.02;
  draw_lines(svg, label, layout.label_width, first, Anchor::End, canvas);
  draw_bar(svg, bar, chart, layout, top + (height - kThickness) / 2.0, canvas);
  return height;
}

}  // namespace

Drawing draw(const BarChart& chart, const Canvas& canvas) {
  if (chart.bars.empty()) return {};
  Drawing drawing;
  const BarLayout layout = lay_out(chart, canvas);
  double y = 0.0;
  if (!canvas.in(chart.x.label).empty()) {
    const std::vector<std::string> label = wrap(canvas.in(chart.x.label), canvas.width, canvas.font);
    draw_lines(drawing.svg, label, 0.0, canvas.font, Anchor::Start, canvas, "tick");
    y += canvas.line_height() * static_cast<double>(label.size()) + kSpace;
  }
  const double top = y;
  Markup rows;
  for (const Bar& bar : chart.bars) y += draw_row(rows, bar, chart, layout, y, canvas) + kSpace;
  const double bottom = y - kSpace;
  const std::string zero = coordinate(layout.x(0.0));
  if (!layout.labels_above) {
    drawing.svg.shape("line", {{"class", "axis"},
                               {"x1", zero},
                               {"y1", coordinate(top - 4.0)},
                               {"x2", zero},
                               {"y2", coordinate(bottom + 4.0)}});
  }
  drawing.svg.raw(rows.str());
  drawing.height = bottom + 6.0;
  return drawing;
}

std::vector<LegendItem> legend_of(const BarChart& chart) {
  std::vector<LegendItem> legend;
  add_key(legend, chart.positive, chart.positive_name);
  add_key(legend, chart.negative, chart.negative_name);
  return legend;
}

Table metrics_of(const BarChart& chart) {
  const auto has_interval = [](const Bar& bar) { return bar.low && bar.high; };
  const bool intervals = std::any_of(chart.bars.begin(), chart.bars.end(), has_interval);
  Table table;
  table.caption = chart.text.title;
  table.columns = {{chart.label_heading}, {chart.x.label}};
  if (intervals) table.columns.insert(table.columns.end(), {{words::kLow}, {words::kHigh}});
  for (const Bar& bar : chart.bars) {
    std::vector<Cell> row = {bar.label, Number{bar.value, chart.x.format}};
    if (intervals) {
      row.emplace_back(bar.low ? Cell(Number{*bar.low, chart.x.format}) : Cell(Text{}));
      row.emplace_back(bar.high ? Cell(Number{*bar.high, chart.x.format}) : Cell(Text{}));
    }
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace p8::report
