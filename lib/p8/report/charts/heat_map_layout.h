#pragma once

#include <string>
#include <vector>

#include "p8/report/charts/chart_parts.h"

/// Where the parts of a HeatMap go; chart_heat_map.cpp draws them.
namespace p8::report {

constexpr double kHeatMapGap = 8.0;  ///< px between labels and cells, and between bands

/// C + X.
std::size_t columns_of(const HeatMap& chart);
const Text& column_name(const HeatMap& chart, std::size_t column);

/// The cell of a (C, C + X) matrix; NaN where the matrix is too short.
double cell_of(const std::vector<double>& matrix, std::size_t row, std::size_t column, const HeatMap& chart);
/// What is written in the cell.
std::string cell_text(const HeatMap& chart, std::size_t row, std::size_t column, const Canvas& canvas);

/// "1" of the first row or column.
std::string number_of(std::size_t index);

/// Sizes in px.
struct HeatMapLayout {
  bool numbered = false;        ///< columns are headed by their numbers, which rows have too
  bool rows_by_number = false;  ///< rows by their numbers alone; a key above the cells names them
  bool upright = false;         ///< the columns' labels stand upright
  double label_width = 0.0;     ///< of the rows' labels
  double left = 0.0;            ///< of the cells
  double cell_width = 0.0;
  std::size_t columns_a_band = 1;                                   ///< how many columns stand beside each other
  std::vector<std::vector<std::string>> row_labels, column_labels;  ///< lines of each
};

/// Names where they cost no further band; else, on a narrow canvas, numbers, and on a wide one names in more lines.
HeatMapLayout lay_out(const HeatMap& chart, const Canvas& canvas);

}  // namespace p8::report
