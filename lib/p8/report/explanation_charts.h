#pragma once

#include <optional>
#include <vector>

#include "p8/report/chart.h"

/// Charts that explain one decision, or how a model decides.
namespace p8::report {

/// One value on a dial from `low` to `high`: plain up to the threshold, hatched beyond it.
struct Gauge {
  ChartText text;
  Text label;              ///< what the value is: "Probability of default"
  double value = 0.0;      ///< outside the dial: drawn at its end; NaN: no needle, "n/a"
  double threshold = 0.5;  ///< refused beyond it
  double band = 0.0;       ///< half the width of the band around the threshold that a person should look at; 0: none
  double low = 0.0, high = 1.0;
  Format format = percent(1);
  Text threshold_label;  ///< "Threshold 41.1%"
  Text below_name;       ///< legend of the plain part: "accepted"
  Text above_name;       ///< legend of the hatched part: "refused"
  Text band_name;        ///< legend of the band: "for a person to look at"
};

/// One step of a waterfall.
struct WaterfallStep {
  Text label;           ///< the feature
  Text detail;          ///< its value, shown with the label; may be empty
  double change = 0.0;  ///< in the units of the axis
  double second = 0.0;  ///< the same step on the second scale, where the chart has one
};

/// From a starting level, step by step, to the final one: bars that begin where the one before ended.
struct Waterfall {
  ChartText text;
  Axis x;              ///< label with its unit; format of levels. Changes are written in the same format with a sign
  Axis second;         ///< a second scale, written in brackets behind each level and change; without label: none
  Text label_heading;  ///< heading of the table's first column ("Characteristic")
  Text start_label;    ///< "Average client"
  double start = 0.0;
  double second_start = 0.0;
  std::vector<WaterfallStep> steps;  ///< from top to bottom
  Text end_label;                    ///< "This client"; its level is start plus all changes
  std::optional<Marker> threshold;   ///< a vertical line across all bars
  Tone positive = Tone::Refused;
  Tone negative = Tone::Accepted;
  Text positive_name;  ///< legend: "raises the risk"
  Text negative_name;  ///< legend: "lowers the risk"
};

/// One client's contribution of one feature, as a dot.
struct SwarmDot {
  double x = 0.0;
  double level = 0.0;  ///< the feature's value as its rank among all clients, in [0, 1]; NaN: missing
};

/// The contributions of one feature.
struct SwarmRow {
  Text label;
  std::vector<SwarmDot> dots;
  std::optional<double> marked;  ///< the contribution of the client the page is about
};

/// One row of dots a feature, spread where they lie close: how strongly and in which direction values weigh.
/// Dots of low, middle and high values differ in colour and in shape. The table has quantiles of each row.
struct Beeswarm {
  ChartText text;
  Axis x;
  Text label_heading;  ///< heading of the table's first column ("Characteristic")
  std::vector<SwarmRow> rows;
  Text low_name, middle_name, high_name, missing_name;  ///< legend of the dots: "low value", …
  Text marked_name;                                     ///< legend of the marked dot: "this client"
};

}  // namespace p8::report
