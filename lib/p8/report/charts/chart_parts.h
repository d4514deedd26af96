#pragma once

#include <string>
#include <vector>

#include "p8/report/chart.h"
#include "p8/report/charts/plot.h"
#include "p8/report/comparison_charts.h"
#include "p8/report/explanation_charts.h"
#include "p8/report/heat_map.h"
#include "p8/report/table.h"

/// What a kind of chart has to provide; a new kind is a new file with these three functions.
namespace p8::report {

/// The drawing for one canvas. Nothing to draw: height 0.
Drawing draw(const ColumnChart& chart, const Canvas& canvas);
Drawing draw(const BarChart& chart, const Canvas& canvas);
Drawing draw(const LineChart& chart, const Canvas& canvas);
Drawing draw(const Gauge& chart, const Canvas& canvas);
Drawing draw(const Waterfall& chart, const Canvas& canvas);
Drawing draw(const Beeswarm& chart, const Canvas& canvas);
Drawing draw(const Distribution& chart, const Canvas& canvas);
Drawing draw(const Scatter& chart, const Canvas& canvas);
Drawing draw(const HeatMap& chart, const Canvas& canvas);

/// The keys of its colours, patterns, dashes and shapes.
std::vector<LegendItem> legend_of(const ColumnChart& chart);
std::vector<LegendItem> legend_of(const BarChart& chart);
std::vector<LegendItem> legend_of(const LineChart& chart);
std::vector<LegendItem> legend_of(const Gauge& chart);
std::vector<LegendItem> legend_of(const Waterfall& chart);
std::vector<LegendItem> legend_of(const Beeswarm& chart);
std::vector<LegendItem> legend_of(const Distribution& chart);
std::vector<LegendItem> legend_of(const Scatter& chart);
std::vector<LegendItem> legend_of(const HeatMap& chart);

/// Every number that is drawn, as a table.
Table metrics_of(const ColumnChart& chart);
Table metrics_of(const BarChart& chart);
Table metrics_of(const LineChart& chart);
Table metrics_of(const Gauge& chart);
Table metrics_of(const Waterfall& chart);
Table metrics_of(const Beeswarm& chart);
Table metrics_of(const Distribution& chart);
Table metrics_of(const Scatter& chart);
Table metrics_of(const HeatMap& chart);

}  // namespace p8::report
