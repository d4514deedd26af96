#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/table.h"

namespace p8::report {

/// What every chart says in words.
struct ChartText {
  Text title;        ///< heading of the figure and accessible name of the image
  Text summary;      ///< the visible sentence that says what is to be seen
  Text description;  ///< long description for screen readers; empty: the summary
};

/// A quantitative axis. Without min / max the axis covers the data, rounded outwards to ticks.
struct Axis {
  Text label;  ///< what is measured, with its unit
  Format format = significant(3);
  std::optional<double> min;
  std::optional<double> max;
  std::vector<Text> categories = {};  ///< not empty: values are indices of these, which stand at equal distances
};

/// A labelled vertical line across the plot, such as the threshold.
struct Marker {
  double x = 0.0;  ///< in the units of the x axis; outside the axis or not finite: not drawn, but kept in the table
  Text label;      ///< "Threshold 0.42"
  bool strong =
      false;  ///< the one that matters most: a thick line with a diamond. Beyond the axis it stands at its end
};

/// Stacked columns of one pattern and colour.
struct ColumnSeries {
  Text name;
  Tone tone = Tone::Neutral;
  std::vector<double> values;  ///< one per column, ≥ 0; NaN counts as 0 in the drawing
};

/// A histogram: columns between edges, the series stacked in the order given.
struct ColumnChart {
  ChartText text;
  Axis x;
  Axis y = {{}, integer(), 0.0, {}};
  std::vector<double> edges;         ///< ascending, one more than there are columns
  std::vector<ColumnSeries> series;  ///< one or two or a few
  std::vector<Marker> markers;
};

/// One horizontal bar.
struct Bar {
  Text label;
  double value = 0.0;               ///< NaN: "n/a", no bar
  std::optional<Tone> tone;         ///< empty: by the sign (see BarChart)
  std::optional<double> low, high;  ///< an interval around the value, drawn as a whisker
};

/// Horizontal bars, from top to bottom as given; signed values diverge from a zero line.
struct BarChart {
  ChartText text;
  Axis x;              ///< label, unit and the format in which values are written beside the bars
  Text label_heading;  ///< what the bars are: heading of the table's first column ("Feature")
  std::vector<Bar> bars;
  Tone positive = Tone::Neutral;  ///< tone of bars ≥ 0; for contributions to P(default): Refused
  Tone negative = Tone::Neutral;  ///< tone of bars < 0; for contributions: Accepted
  Text positive_name;             ///< legend: "raises the risk"; both names empty: no legend
  Text negative_name;             ///< legend: "lowers the risk"
};

struct Point {
  double x = 0.0;
  double y = 0.0;
};

/// One line of a chart; the n-th line has the n-th colour, dash and marker shape.
struct Line {
  Text name;
  std::vector<Point> points;  ///< in drawing order; a point that is not finite breaks the line
  bool show_points = false;   ///< a marker at each point, as for calibration
  bool show_line = true;
};

/// A point worth pointing at, such as the operating point on a ROC curve.
struct MarkedPoint {
  Point at;
  Text label;
};

struct LineChart {
  ChartText text;
  Axis x;
  Axis y;
  std::vector<Line> lines;
  Text diagonal;        ///< legend of a reference line y = x ("chance", "perfect calibration"); empty: none
  bool square = false;  ///< the plot is as high as wide: ROC, calibration
  std::vector<Marker> markers;
  std::vector<MarkedPoint> marked_points;
};

}  // namespace p8::report
