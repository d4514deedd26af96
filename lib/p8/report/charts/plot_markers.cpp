#include <algorithm>
#include <cmath>

#include "p8/report/charts/plot.h"
#include "p8/report/charts/text_layout.h"

namespace p8::report {

namespace {

constexpr double kGap = 8.0;  // px between the labels and the data

/// A marker's line, and its label to the right of it, or to its left where there is no room.
struct PlacedMarker {
  double x = 0.0;
  bool strong = false;
  std::vector<std::string> lines;
  Anchor anchor = Anchor::Start;
  bool any_strong = false;  // of all: they are drawn over pale columns, on which lines need no ground of their own

  double height(const Canvas& canvas) const { return canvas.line_height() * static_cast<double>(lines.size()); }
};

/// Where the line stands, px; nothing for a marker that is not drawn.
std::optional<double> position_of(const Marker& marker, const Plot& plot) {
  if (plot.x.contains(marker.x)) return plot.x(marker.x);
  if (!marker.strong) return {};
  if (!std::isnan(marker.x)) return marker.x < plot.x.low ? plot.left : plot.right;
  return plot.no_x ? std::optional<double>(plot.no_x->middle()) : std::nullopt;
}

void place_label(PlacedMarker& placed, const std::string& label, const Canvas& canvas) {
  const double right = canvas.width - placed.x;
  const bool fits_right = text_width(label, bold(canvas.font)) <= right - 2.0;
  placed.anchor = fits_right || right >= placed.x ? Anchor::Start : Anchor::End;
  placed.lines = wrap(label, (placed.anchor == Anchor::Start ? right : placed.x) - 2.0, bold(canvas.font));
}

/// From left to right; each has rows of its own. Beside a strong one the labels of the others are plain.
std::vector<PlacedMarker> placed_markers(const std::vector<Marker>& markers, const Plot& plot, const Canvas& canvas) {
  const bool any_strong = std::any_of(markers.begin(), markers.end(), [](const Marker& m) { return m.strong; });
  std::vector<PlacedMarker> all;
  for (const Marker& marker : markers) {
    const std::optional<double> x = position_of(marker, plot);
    if (!x) continue;
    PlacedMarker placed;
    placed.x = *x;
    placed.strong = marker.strong;
    placed.any_strong = any_strong;
    place_label(placed, canvas.in(marker.label), canvas);
    all.push_back(placed);
  }
  std::stable_sort(all.begin(), all.end(), [](const PlacedMarker& a, const PlacedMarker& b) { return a.x < b.x; });
  return all;
}

void draw_line(Markup& svg, const PlacedMarker& placed, double top, double bottom) {
  const char* line = placed.strong ? "mark client-line" : "mark marker";
  for (const char* layer : {"marker-ground", line}) {
    if (placed.any_strong && layer != line) continue;
    svg.shape("path", {{"class", layer}, {"d", "M" + tenth(placed.x) + " " + tenth(top) + "V" + tenth(bottom)}});
  }
}

}  // namespace

double marker_labels_height(const std::vector<Marker>& markers, const Plot& plot, const Canvas& canvas) {
  double height = 0.0;
  for (const PlacedMarker& placed : placed_markers(markers, plot, canvas)) height += placed.height(canvas);
  return height;
}

void draw_markers(Markup& svg, const Plot& plot, const Canvas& canvas, const std::vector<Marker>& markers) {
  double y = plot.top - kGap - marker_labels_height(markers, plot, canvas);
  for (const PlacedMarker& placed : placed_markers(markers, plot, canvas)) {
    const double below = y + placed.height(canvas);
    draw_line(svg, placed, below + 3.0, plot.bottom);
    draw_lines(svg, placed.lines, placed.x, y + canvas.font, placed.anchor, canvas,
               placed.any_strong && !placed.strong ? "halo" : "strong halo");
    y = below;
  }
  for (const PlacedMarker& placed : placed_markers(markers, plot, canvas)) {
    if (placed.strong) draw_client(svg, placed.x, plot.bottom);
  }
}

}  // namespace p8::report
