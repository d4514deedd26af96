#pragma once

#include <string>
#include <vector>

#include "p8/report/chart.h"
#include "p8/report/plot.h"
#include "p8/report/table.h"

/// What a kind of chart has to provide; a new kind is a new file with these three functions.
namespace p8::report {

/// The drawing for one canvas. Nothing to draw: height 0.
Drawing draw(const ColumnChart& chart, const Canvas& canvas);
Drawing draw(const BarChart& chart, const Canvas& canvas);
Drawing draw(const LineChart& chart, const Canvas& canvas);

/// The keys of its colours, patterns, dashes and shapes.
std::vector<LegendItem> legend_of(const ColumnChart& chart);
std::vector<LegendItem> legend_of(const BarChart& chart);
std::vector<LegendItem> legend_of(const LineChart& chart);

/// Every number that is drawn, as a table.
Table figures_of(const ColumnChart& chart);
Table figures_of(const BarChart& chart);
Table figures_of(const LineChart& chart);

}  // namespace p8::report
