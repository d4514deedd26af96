#include "p8/report/chart_parts.h"

namespace p8::report {

Drawing draw(const Gauge&, const Canvas&) { return {}; }
std::vector<LegendItem> legend_of(const Gauge&) { return {}; }
Table figures_of(const Gauge&) { return {}; }
Drawing draw(const Waterfall&, const Canvas&) { return {}; }
std::vector<LegendItem> legend_of(const Waterfall&) { return {}; }
Table figures_of(const Waterfall&) { return {}; }
Drawing draw(const Beeswarm&, const Canvas&) { return {}; }
std::vector<LegendItem> legend_of(const Beeswarm&) { return {}; }
Table figures_of(const Beeswarm&) { return {}; }
Drawing draw(const Distribution&, const Canvas&) { return {}; }
std::vector<LegendItem> legend_of(const Distribution&) { return {}; }
Table figures_of(const Distribution&) { return {}; }
Drawing draw(const Scatter&, const Canvas&) { return {}; }
std::vector<LegendItem> legend_of(const Scatter&) { return {}; }
Table figures_of(const Scatter&) { return {}; }

}  // namespace p8::report
