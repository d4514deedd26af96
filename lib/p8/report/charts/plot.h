#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/chart.h"
#include "p8/report/charts/scale.h"
#include "p8/report/charts/symbols.h"
#include "p8/report/markup.h"
#include "p8/report/typography.h"

namespace p8::report {

/// One of the two drawings of a chart. CSS shows the one that fits, so that text is never under 12 px:
/// the narrow one where the figure's content is less than 672 px wide, the wide one elsewhere.
struct Canvas {
  double width = 760.0;  ///< px of the viewBox
  double font = 13.75;   ///< px in the viewBox
  bool narrow = false;
  Language language = Language::English;

  std::string in(const Text& text) const { return typeset(text, language); }

  double line_height() const { return font * 1.35; }
};

inline Canvas wide_canvas(Language language) { return {760.0, 13.75, false, language}; }
inline Canvas narrow_canvas(Language language) { return {288.0, 13.0, true, language}; }

/// What a chart has drawn: SVG elements and how high they are.
struct Drawing {
  Markup svg;
  double height = 0.0;
};

/// One key of the legend.
struct LegendItem {
  enum class Shape { Box, Line, Marker, Rule, Ring, Symbol, Client, None };
  Shape shape = Shape::Box;  ///< None: words alone, which introduce the keys that follow
  std::string css_class;     ///< tone_class() or series_class(), or the class of the symbols
  int series = 0;            ///< dash and marker of the n-th line
  bool show_line = true;     ///< Marker: with a stroke through it
  Text label;
  Symbol symbol = Symbol::Circle;
};

enum class Anchor { Start, Middle, End };

/// Class of a tone's marks: colour and pattern come from the style sheet.
std::string tone_class(Tone tone);
/// Class of the n-th line's marks; colours repeat after four, dashes and shapes tell them apart.
std::string series_class(std::size_t index);
/// stroke-dasharray of the n-th line; empty for the first.
std::string series_dash(std::size_t index);

/// A box in the tone's colour and pattern, unless the name is empty.
void add_key(std::vector<LegendItem>& legend, Tone tone, const Text& name);

/// Lines of text, the first with its baseline at y.
void draw_lines(Markup& svg, const std::vector<std::string>& lines, double x, double y, Anchor anchor,
                const Canvas& canvas, const std::string& css_class = {});

/// The n-th line's marker shape (circle, square, triangle, diamond) around a point.
void draw_marker(Markup& svg, std::size_t series, double x, double y, double radius, const std::string& css_class);

/// A stretch of one direction, in px.
struct Span {
  double start = 0.0, end = 0.0;

  double middle() const { return (start + end) / 2.0; }
};

/// The rectangle of the data with its axes around it.
struct Plot {
  double left = 0.0, right = 0.0, top = 0.0, bottom = 0.0;  ///< px
  Scale x, y;
  std::optional<Span> no_x;  ///< place to the right of the data for what has no x
  std::optional<Span> no_y;  ///< place above the data for what has no y
  double height = 0.0;       ///< of the whole drawing, axis labels included
};

struct PlotOptions {
  double aspect = 0.5;                       ///< height of the data's rectangle over its width
  bool square = false;                       ///< as high as wide
  bool keep_x_range = false;                 ///< the x axis ends where the data end
  bool with_no_x = false;                    ///< a place labelled "missing" to the right of the data
  bool with_no_y = false;                    ///< the same above the data
  std::vector<std::string> under_no_x = {};  ///< lines under the label of the place without x
};

/// Draws, from top to bottom: the y axis' label, room for the markers' labels, grid and ticks, the x axis' label; and
/// returns where the data go. The data's ranges are those of the axes where they set min / max or categories.
Plot draw_axes(Markup& svg, const Canvas& canvas, const Axis& x, const Axis& y, Point low, Point high,
               const std::vector<Marker>& markers, const PlotOptions& options = {});

/// The axis with its ends, where it has any, moved outwards until it covers [low, high].
Axis covering(Axis axis, double low, double high);

/// The x axis alone, for charts that stack rows over it. First its scale: maps [low, high], or the axis' own ends, to
/// what is left between plot.left and plot.right when the tick labels at both ends have room.
void set_x_scale(Plot& plot, const Axis& x, double low, double high, const Canvas& canvas);
/// Then, with top and bottom of the rows in `plot`: the grid behind them, ticks and label under them; sets the height.
void draw_x_axis(Markup& svg, Plot& plot, const Axis& x, const Canvas& canvas);

/// Room that the markers' labels need above the data, px. Needs the x scale, and no_x for a strong marker without x.
double marker_labels_height(const std::vector<Marker>& markers, const Plot& plot, const Canvas& canvas);

/// The vertical lines and their labels; called after the data so that they lie on top.
void draw_markers(Markup& svg, const Plot& plot, const Canvas& canvas, const std::vector<Marker>& markers);

}  // namespace p8::report
