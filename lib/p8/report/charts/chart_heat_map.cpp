#include <algorithm>
#include <array>
#include <cmath>

#include "p8/report/charts/heat_map_layout.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

using Lines = std::vector<std::string>;

constexpr int kShades = 5;
constexpr int kDarkShades = 2;  // of them, those under light text (dark text in the dark theme)

int last_shade(const HeatMap& chart) { return std::clamp(static_cast<int>(chart.limits.size()) - 1, 0, kShades); }

/// 0: none; negative: of the colour for what is below zero.
int shade_of(const HeatMap& chart, double level) {
  if (!std::isfinite(level)) return 0;
  int shade = 0;
  while (shade < last_shade(chart) && std::abs(level) > chart.limits[static_cast<std::size_t>(shade)]) ++shade;
  return level < 0.0 ? -shade : shade;
}

int shade_at(const HeatMap& chart, std::size_t row, std::size_t column) {
  return shade_of(chart, cell_of(chart.levels.empty() ? chart.values : chart.levels, row, column, chart));
}

/// With few shades they are spread over the five of the style sheet.
int style_shade(const HeatMap& chart, int shade) {
  const int last = last_shade(chart);
  return last <= 1 ? 3 : 1 + (shade - 1) * (kShades - 1) / (last - 1);
}

std::string shade_class(const HeatMap& chart, int shade) {
  return fmt::format("shade {}-{}", shade < 0 ? "less" : "more", style_shade(chart, std::abs(shade)));
}

/// "3  Watches", over the whole width; returns the y below.
double draw_key(Markup& svg, const HeatMap& chart, std::size_t first, double y, const Canvas& canvas) {
  const double indent = std::ceil(text_width(number_of(columns_of(chart)), bold(canvas.font)) + kHeatMapGap);
  for (std::size_t i = first; i < columns_of(chart); ++i) {
    const Lines lines = wrap(canvas.in(column_name(chart, i)), canvas.width - indent, canvas.font);
    draw_lines(svg, {number_of(i)}, indent - kHeatMapGap, y + canvas.font, Anchor::End, canvas, "strong");
    draw_lines(svg, lines, indent, y + canvas.font, Anchor::Start, canvas);
    y += canvas.line_height() * static_cast<double>(lines.size()) + 2.0;
  }
  return y;
}

double draw_heading(Markup& svg, const Text& pattern, const Text& what, double y, const Canvas& canvas) {
  if (what.en.empty()) return y;
  const Lines lines = wrap(canvas.in(text(pattern, what)), canvas.width, canvas.font);
  draw_lines(svg, lines, 0.0, y + canvas.font, Anchor::Start, canvas, "tick");
  return y + canvas.line_height() * static_cast<double>(lines.size());
}

bool is_same(const Text& a, const Text& b) { return a.en == b.en && a.fr == b.fr; }

/// What rows and columns are, at the corner of the table.
Text corner_of(const HeatMap& chart) {
  if (chart.rows_are.en.empty() && chart.columns_are.en.empty()) return {};
  const bool same = is_same(chart.rows_are, chart.columns_are);
  const Text& pattern = same ? words::kBothAre : words::kRowsAndColumns;
  return text(pattern, chart.rows_are, chart.columns_are);
}

/// Some columns of all rows.
struct Band {
  std::size_t first = 0, end = 0;  // columns
  double top = 0.0;                // of the cells
  std::vector<double> edges;       // y of the rows, one more than there are
};

/// The columns' labels; returns the y of the first cell.
double draw_column_labels(Markup& svg, const HeatMapLayout& layout, std::size_t first, std::size_t end, double y,
                          const Canvas& canvas) {
  double height = 0.0;
  for (std::size_t i = first; i < end; ++i) {
    height =
        std::max(height, layout.upright ? widest(layout.column_labels[i], canvas.font)
                                        : canvas.line_height() * static_cast<double>(layout.column_labels[i].size()));
  }
  const double bottom = std::ceil(y + height + 4.0);
  svg.open("g", {{"text-anchor", layout.upright ? "start" : "middle"}});
  for (std::size_t i = first; i < end; ++i) {
    const Lines& lines = layout.column_labels[i];
    const double middle = layout.left + layout.cell_width * (static_cast<double>(i - first) + 0.5);
    const double above = canvas.line_height() * static_cast<double>(lines.size() - 1);
    if (layout.upright) {
      svg.open("g", {{"transform", "translate(" + tenth(middle - above / 2.0 + canvas.font * 0.35) + " " +
                                       tenth(bottom - 5.0) + ")rotate(-90)"}});
      draw_lines(svg, lines, 0.0, 0.0, Anchor::Start, canvas);
      svg.close("g");
    } else {
      draw_lines(svg, lines, middle, bottom - 5.0 - above, Anchor::Start, canvas);
    }
  }
  svg.close("g");
  return bottom;
}

void draw_row_labels(Markup& svg, const HeatMapLayout& layout, const Band& band, const Canvas& canvas) {
  svg.open("g", {{"text-anchor", "end"}});
  for (std::size_t row = 0; row < layout.row_labels.size(); ++row) {
    const Lines& lines = layout.row_labels[row];
    const double middle = (band.edges[row] + band.edges[row + 1]) / 2.0 + canvas.font * 0.35;
    const double above = canvas.line_height() * static_cast<double>(lines.size() - 1) / 2.0;
    draw_lines(svg, lines, layout.label_width, middle - above, Anchor::Start, canvas);
    if (layout.numbered && !layout.rows_by_number) {
      draw_lines(svg, {number_of(row)}, layout.left - kHeatMapGap / 2.0, middle, Anchor::Start, canvas, "strong");
    }
  }
  svg.close("g");
}

std::string rectangle(double x, double y, double width, double height) {
  return "M" + tenth(x) + " " + tenth(y) + "h" + tenth(width) + "v" + tenth(height) + "h" + tenth(-width) + "z";
}

/// One path a shade, then the lines between cells, then the outlined diagonal.
void draw_shades(Markup& svg, const HeatMap& chart, const HeatMapLayout& layout, const Band& band) {
  std::array<std::string, 2 * kShades + 1> shades;
  std::string grid, diagonal;
  const double width = layout.cell_width * static_cast<double>(band.end - band.first);
  for (std::size_t row = 0; row < chart.names.size(); ++row) {
    const double top = band.edges[row], height = band.edges[row + 1] - top;
    for (std::size_t column = band.first; column < band.end; ++column) {
      const double x = layout.left + layout.cell_width * static_cast<double>(column - band.first);
      if (const int shade = shade_at(chart, row, column); shade != 0) {
        shades[static_cast<std::size_t>(shade + kShades)] += rectangle(x, top, layout.cell_width, height);
      }
      if (row == column && !chart.diagonal_name.en.empty()) {
        diagonal += rectangle(x + 1.5, top + 1.5, layout.cell_width - 3.0, height - 3.0);
      }
    }
    if (row > 0) grid += "M" + tenth(layout.left) + " " + tenth(top) + "h" + tenth(width);
  }
  for (std::size_t column = band.first + 1; column < band.end; ++column) {
    const double x = layout.left + layout.cell_width * static_cast<double>(column - band.first);
    grid += "M" + tenth(x) + " " + tenth(band.top) + "V" + tenth(band.edges.back());
  }
  for (int shade = -kShades; shade <= kShades; ++shade) {
    const std::string& path = shades[static_cast<std::size_t>(shade + kShades)];
    if (!path.empty()) svg.shape("path", {{"class", shade_class(chart, shade)}, {"d", path}});
  }
  if (!grid.empty()) svg.shape("path", {{"class", "grid"}, {"d", grid}});
  const std::string frame = rectangle(layout.left, band.top, width, band.edges.back() - band.top);
  svg.shape("path", {{"class", "mark frame"}, {"d", frame}});
  if (!diagonal.empty()) svg.shape("path", {{"class", "mark outlined"}, {"d", diagonal}});
}

void draw_numbers(Markup& svg, const HeatMap& chart, const HeatMapLayout& layout, const Band& band,
                  const Canvas& canvas) {
  svg.open("g", {{"text-anchor", "middle"}});
  for (std::size_t row = 0; row < chart.names.size(); ++row) {
    const double y = (band.edges[row] + band.edges[row + 1]) / 2.0 + canvas.font * 0.35;
    for (std::size_t column = band.first; column < band.end; ++column) {
      const double x = layout.left + layout.cell_width * (static_cast<double>(column - band.first) + 0.5);
      const int shade = std::abs(shade_at(chart, row, column));
      const bool dark = shade > 0 && style_shade(chart, shade) > kShades - kDarkShades;
      const char* const css_class = dark ? "on" : shade == 0 ? "tick" : "";
      draw_lines(svg, {cell_text(chart, row, column, canvas)}, x, y, Anchor::Start, canvas, css_class);
    }
  }
  svg.close("g");
}

/// Returns the y below.
double draw_band(Markup& svg, const HeatMap& chart, const HeatMapLayout& layout, std::size_t first, double y,
                 const Canvas& canvas) {
  Band band;
  band.first = first;
  band.end = std::min(columns_of(chart), first + layout.columns_a_band);
  band.top = draw_column_labels(svg, layout, band.first, band.end, y, canvas);
  band.edges = {band.top};
  for (const Lines& label : layout.row_labels) {
    const double lines = canvas.line_height() * static_cast<double>(label.size());
    band.edges.push_back(band.edges.back() + std::ceil(std::max(canvas.narrow ? 26.0 : 30.0, lines + 6.0)));
  }
  draw_row_labels(svg, layout, band, canvas);
  draw_shades(svg, chart, layout, band);
  draw_numbers(svg, chart, layout, band, canvas);
  return band.edges.back();
}

LegendItem box(const std::string& css_class, const Text& label) {
  LegendItem item;
  item.css_class = css_class;
  item.label = label;
  return item;
}

Text limits_text(const HeatMap& chart, int shade) {
  const double sign = shade < 0 ? -1.0 : 1.0;
  const auto limit = [&](int index) {
    return Number{sign * chart.limits[static_cast<std::size_t>(index)], chart.level_format};
  };
  const Number inner = limit(std::abs(shade) - 1), outer = limit(std::abs(shade));
  return text(words::kRange, shade < 0 ? outer : inner, shade < 0 ? inner : outer);
}

}  // namespace

Drawing draw(const HeatMap& chart, const Canvas& canvas) {
  const bool any = std::any_of(chart.values.begin(), chart.values.end(), [](double v) { return std::isfinite(v); });
  if (chart.names.empty() || !any) return {};
  const HeatMapLayout layout = lay_out(chart, canvas);
  Drawing drawing;
  double y = 2.0;
  if (layout.rows_by_number) y = draw_key(drawing.svg, chart, 0, y, canvas) + kHeatMapGap;
  if (is_same(chart.rows_are, chart.columns_are)) {
    y = draw_heading(drawing.svg, words::kBothAre, chart.rows_are, y, canvas);
  } else {
    y = draw_heading(drawing.svg, words::kRowsAre, chart.rows_are, y, canvas);
    y = draw_heading(drawing.svg, words::kColumnsAre, chart.columns_are, y, canvas);
  }
  for (std::size_t column = 0; column < columns_of(chart); column += layout.columns_a_band) {
    y = draw_band(drawing.svg, chart, layout, column, y + kHeatMapGap, canvas) + kHeatMapGap;
  }
  if (layout.numbered && !layout.rows_by_number && !chart.more_columns.empty()) {
    y = draw_key(drawing.svg, chart, chart.names.size(), y, canvas);
  }
  drawing.height = y;
  return drawing;
}

std::vector<LegendItem> legend_of(const HeatMap& chart) {
  std::vector<LegendItem> legend;
  if (!chart.level_name.en.empty()) {
    LegendItem item;
    item.shape = LegendItem::Shape::None;
    item.label = chart.level_name;
    legend.push_back(item);
  }
  int lowest = 0;
  for (std::size_t row = 0; row < chart.names.size(); ++row) {
    for (std::size_t column = 0; column < columns_of(chart); ++column) {
      lowest = std::min(lowest, shade_at(chart, row, column));
    }
  }
  for (int shade = lowest; shade <= last_shade(chart); ++shade) {
    if (shade != 0) legend.push_back(box(shade_class(chart, shade), limits_text(chart, shade)));
  }
  if (!chart.diagonal_name.en.empty()) legend.push_back(box("outlined", chart.diagonal_name));
  return legend;
}

Table metrics_of(const HeatMap& chart) {
  Table table;
  table.caption = chart.text.title;
  table.columns = {{corner_of(chart)}};
  for (std::size_t column = 0; column < columns_of(chart); ++column) {
    table.columns.push_back({column_name(chart, column)});
  }
  for (std::size_t row = 0; row < chart.names.size(); ++row) {
    std::vector<Cell> cells = {chart.names[row]};
    for (std::size_t column = 0; column < columns_of(chart); ++column) {
      cells.emplace_back(Number{cell_of(chart.values, row, column, chart), chart.format});
    }
    table.rows.push_back(cells);
  }
  return table;
}

}  // namespace p8::report
