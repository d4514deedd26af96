#pragma once

#include <cstddef>
#include <vector>

#include "p8/report/chart.h"

namespace p8::report {

/// A number for each pair of C names as a matrix of shaded cells with the numbers in them: a confusion matrix, or how
/// alike things are. Where they have no room beside each other, the columns are in bands below each other, and are
/// numbered where their names have none.
struct HeatMap {
  ChartText text;
  Text rows_are;                   ///< what a row is, in the middle of a sentence: "true class"
  Text columns_are;                ///< "predicted class"
  std::vector<Text> names;         ///< C, of rows and columns alike
  std::vector<Text> more_columns;  ///< X columns after those, which are not rows: "not answered"
  std::vector<double> values;      ///< (C, C + X), row-major, as written in the cells; NaN: a dash
  std::vector<double> levels;      ///< (C, C + X) what the shades show; empty: the values; NaN: no shade
  Format format = integer();       ///< of values
  Text level_name;                 ///< legend: "Share of the row"
  Format level_format = percent(0);
  /// Ascending, from 0 on, one more than there are shades, of which there are at most five. A level above limits[k] and
  /// up to limits[k + 1] gets shade k + 1; one up to limits[0] none, one beyond the last the darkest. Levels below zero
  /// get shades of another colour, by their magnitude.
  std::vector<double> limits = {0.0, 0.2, 0.4, 0.6, 0.8, 1.0};
  Text diagonal_name;  ///< legend of the outlined diagonal: "right"; empty: not outlined
};

}  // namespace p8::report
