#include "p8/report/charts/heat_map_layout.h"

#include <algorithm>
#include <cmath>

#include "p8/report/charts/text_layout.h"

namespace p8::report {

namespace {

constexpr double kPadding = 2.0;        // px beside a number in its cell: text_width() errs on the wide side
constexpr double kWidestCell = 96.0;    // px; two classes need not fill the page
constexpr double kLongUpright = 150.0;  // px at most of a label that stands upright; longer ones become a number
constexpr std::size_t kLevelLines = 3;  // at most of a label that lies over its column

using Lines = std::vector<std::string>;

/// The least width of a cell that holds every number, and the number of every column.
double least_cell(const HeatMap& chart, const Canvas& canvas) {
  double width = text_width(number_of(columns_of(chart)), canvas.font);
  for (std::size_t row = 0; row < chart.names.size(); ++row) {
    for (std::size_t column = 0; column < columns_of(chart); ++column) {
      width = std::max(width, text_width(cell_text(chart, row, column, canvas), canvas.font));
    }
  }
  return width + 2.0 * kPadding;
}

/// As many columns beside each other as have room, in bands of about equal width.
void set_cells(HeatMapLayout& layout, std::size_t columns, double least, const Canvas& canvas) {
  const double room = std::max(least, canvas.width - layout.left - 1.0);
  const auto fitting = std::max<std::size_t>(1, static_cast<std::size_t>(room / least));
  const std::size_t bands = (columns + fitting - 1) / fitting;
  layout.columns_a_band = (columns + bands - 1) / bands;
  const double widest_cell = canvas.narrow ? kWidestCell * 0.75 : kWidestCell;
  layout.cell_width =
      std::floor(std::clamp(room / static_cast<double>(layout.columns_a_band), least, std::max(least, widest_cell)));
}

/// The columns' names lying over them, or upright; false where they fit in neither way.
bool label_columns(HeatMapLayout& layout, const HeatMap& chart, const Canvas& canvas) {
  const auto label = [&](double length) {
    layout.column_labels.clear();
    std::size_t lines = 1;
    for (std::size_t i = 0; i < columns_of(chart); ++i) {
      layout.column_labels.push_back(wrap(canvas.in(column_name(chart, i)), length, canvas.font));
      lines = std::max(lines, layout.column_labels.back().size());
    }
    return lines;
  };
  double word = 0.0;
  for (std::size_t i = 0; i < columns_of(chart); ++i) {
    word = std::max(word, longest_word(canvas.in(column_name(chart, i)), canvas.font));
  }
  layout.upright = false;
  if (word <= layout.cell_width - 4.0 && label(layout.cell_width - 4.0) <= kLevelLines) return true;
  layout.upright = true;
  for (double length = 60.0; length <= kLongUpright; length += 30.0) {
    if (word <= length && canvas.line_height() * static_cast<double>(label(length)) <= layout.cell_width) return true;
  }
  return false;
}

void label_rows(HeatMapLayout& layout, const HeatMap& chart, const Canvas& canvas) {
  for (std::size_t i = 0; i < chart.names.size(); ++i) {
    layout.row_labels.push_back(
        layout.rows_by_number ? Lines{number_of(i)} : wrap(canvas.in(chart.names[i]), layout.label_width, canvas.font));
  }
}

/// Names beside the rows in at most `share` of the drawing.
HeatMapLayout named_layout(const HeatMap& chart, double share, double least, const Canvas& canvas) {
  HeatMapLayout layout;
  for (const Text& name : chart.names) {
    layout.label_width = std::max(layout.label_width, text_width(canvas.in(name), canvas.font) + 2.0);
  }
  layout.label_width = std::min(layout.label_width, canvas.width * share);
  layout.left = std::ceil(layout.label_width + kHeatMapGap);
  set_cells(layout, columns_of(chart), least, canvas);
  layout.numbered = !label_columns(layout, chart, canvas);
  if (layout.numbered) {
    layout.left += std::ceil(text_width(number_of(chart.names.size()), bold(canvas.font)) + kHeatMapGap);
    set_cells(layout, columns_of(chart), least, canvas);
  }
  return layout;
}

HeatMapLayout numbered_layout(const HeatMap& chart, double least, const Canvas& canvas) {
  HeatMapLayout layout;
  layout.numbered = layout.rows_by_number = true;
  layout.label_width = text_width(number_of(columns_of(chart)), canvas.font) + 2.0;
  layout.left = std::ceil(layout.label_width + kHeatMapGap / 2.0);
  set_cells(layout, columns_of(chart), least, canvas);
  return layout;
}

}  // namespace

std::size_t columns_of(const HeatMap& chart) { return chart.names.size() + chart.more_columns.size(); }

const Text& column_name(const HeatMap& chart, std::size_t column) {
  return column < chart.names.size() ? chart.names[column] : chart.more_columns[column - chart.names.size()];
}

double cell_of(const std::vector<double>& matrix, std::size_t row, std::size_t column, const HeatMap& chart) {
  const std::size_t index = row * columns_of(chart) + column;
  return index < matrix.size() ? matrix[index] : std::nan("");
}

std::string cell_text(const HeatMap& chart, std::size_t row, std::size_t column, const Canvas& canvas) {
  const double value = cell_of(chart.values, row, column, chart);
  return std::isfinite(value) ? format(value, chart.format, canvas.language) : "–";
}

std::string number_of(std::size_t index) { return std::to_string(index + 1); }

HeatMapLayout lay_out(const HeatMap& chart, const Canvas& canvas) {
  const double least = least_cell(chart, canvas);
  HeatMapLayout layout = named_layout(chart, canvas.narrow ? 0.32 : 0.3, least, canvas);
  if (canvas.narrow) {
    const HeatMapLayout numbered = numbered_layout(chart, least, canvas);
    if (layout.numbered || layout.columns_a_band < numbered.columns_a_band) layout = numbered;
  } else {
    for (const double share : {0.24, 0.18}) {
      const HeatMapLayout tighter = named_layout(chart, share, least, canvas);
      if (tighter.columns_a_band > layout.columns_a_band) layout = tighter;
    }
  }
  label_rows(layout, chart, canvas);
  if (layout.numbered) {
    layout.column_labels.clear();
    layout.upright = false;
    for (std::size_t i = 0; i < columns_of(chart); ++i) layout.column_labels.push_back({number_of(i)});
  }
  return layout;
}

}  // namespace p8::report
