#pragma once

#include <string>
#include <vector>

#include "p8/report/chart.h"
#include "p8/report/markup.h"

namespace p8::report {

/// Shapes for groups of many points. All are drawn by their stroke alone, so that a group is one `<path>` of a few
/// bytes a point: a circle is a stroke of length zero with round ends, a square one with square ends.
enum class Symbol { Circle, Square, Triangle, Diamond, Plus, Cross };

/// One `<path class="mark symbol CSS_CLASS">` with a symbol about `size` px wide at each point, to a tenth of a px.
/// The style sheet gives the class its stroke. Draws nothing for no points.
void draw_symbols(Markup& svg, Symbol symbol, const std::vector<Point>& at, double size, const std::string& css_class);

/// The one client that a page is about: a filled diamond with a rim in the colour of the ground.
void draw_client(Markup& svg, double x, double y);

}  // namespace p8::report
