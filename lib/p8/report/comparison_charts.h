#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/report/chart.h"

/// Charts that place one client among others.
namespace p8::report {

/// How one group of clients is spread over the bins.
struct DistributionGroup {
  Text name;                      ///< "All clients"
  std::vector<double> shares;     ///< share of the group in each bin, in [0, 1]; empty groups: all NaN
  double missing = 0.0;           ///< share without a value
  std::optional<Tone> tone = {};  ///< Accepted, Refused: an outline in the tone's colour; else a colour without meaning
};

/// The distribution of one column in up to three groups. The first group is drawn as filled columns (or bars), the
/// others as outlines (or marks), so that they can be told apart without colour. Missing values stand beside the rest,
/// in a column with its share written under it whose full height is the whole group: on the axis of the bins the many
/// missing values that credit data have would flatten everything else.
struct Distribution {
  ChartText text;
  Axis x;                                 ///< label, unit and format of the column's values
  std::vector<double> edges;              ///< numbers: ascending, one more than there are bins
  std::vector<Text> categories;           ///< else: one name per bin, drawn as horizontal bars; `edges` is then empty
  std::vector<DistributionGroup> groups;  ///< one to three
  std::vector<Marker> markers;            ///< numbers: mean, median, …
  std::optional<Marker> client;           ///< numbers: the client's value, drawn apart from the markers; NaN: missing
  std::optional<std::size_t> client_bin;  ///< categories: the client's; categories.size(): missing
  bool client_is_missing = false;         ///< the client has no value: marked beside the others without one
  Text client_name;                       ///< "this client"
  Text bin_heading;                       ///< heading of the table's first column of categories
};

/// One column of a scatter plot.
struct ScatterColumn {
  Text name;
  Format format = significant(3);
  std::vector<double> values;    ///< one a point; NaN: missing
  std::vector<Text> categories;  ///< not empty: values are indices of these, drawn at equal distances
  double marked = 0.0;           ///< the value of the marked client; NaN: missing
};

/// Points of two columns against each other, coloured by a third, with one client marked. Points that lack a value lie
/// in a strip of their own beside the axis. Points of one category are spread around it, so as not to hide each other.
/// With more than two columns and `choosable`, scripts let the reader choose which columns are x, y and colour; the
/// table holds all columns of all points, after the marked client's.
struct Scatter {
  ChartText text;
  std::vector<ScatterColumn> columns;
  std::size_t x = 0, y = 1;
  std::optional<std::size_t> colour;  ///< numbers: three groups of about equal counts; categories: four, and "other"
  Text point_heading;                 ///< heading of the table's first column: "Client"
  std::vector<Text> point_names;      ///< one a point; empty: numbered from 1
  Text marked_name;                   ///< "this client"; empty: no client is marked
  bool choosable = false;
};

}  // namespace p8::report
