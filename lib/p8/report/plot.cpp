#include "p8/report/plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "p8/report/text_layout.h"

namespace p8::report {

namespace {

constexpr double kGap = 8.0;  // px between a label and what it labels

const char* anchor_name(Anchor anchor) {
  return anchor == Anchor::Start ? "start" : anchor == Anchor::Middle ? "middle" : "end";
}

Ticks axis_ticks(const Axis& axis, double low, double high, int max_count, bool keep_range) {
  const bool fixed_ends = axis.min && axis.max;
  return nice_ticks(axis.min.value_or(low), axis.max.value_or(high), max_count, keep_range || fixed_ends);
}

std::string tick_label(double value, const Axis& axis, const Ticks& ticks, Language language) {
  return format(std::abs(value) < 1e-9 * ticks.step ? 0.0 : value, tick_format(axis.format, ticks.step), language);
}

double widest_tick(const Axis& axis, const Ticks& ticks, const Canvas& canvas) {
  double width = 0.0;
  for (const double value : ticks.values) {
    width = std::max(width, text_width(tick_label(value, axis, ticks, canvas.language), canvas.font));
  }
  return width;
}

/// As many x ticks as have room for their labels.
Ticks fitting_ticks(const Axis& axis, double low, double high, double width, bool keep_range, const Canvas& canvas) {
  for (int count = canvas.narrow ? 5 : 10; count > 1; --count) {
    const Ticks ticks = axis_ticks(axis, low, high, count, keep_range);
    const double room = width * ticks.step / (ticks.high - ticks.low);
    if (widest_tick(axis, ticks, canvas) + 2.0 * kGap <= room) return ticks;
  }
  return axis_ticks(axis, low, high, 1, keep_range);
}

/// Where a marker's label stands: to the right of its line, or to its left where there is no room.
struct MarkerLabel {
  std::vector<std::string> lines;
  double x = 0.0;
  Anchor anchor = Anchor::Start;
};

MarkerLabel marker_label(const Marker& marker, double x, const Canvas& canvas) {
  const double right = canvas.width - x;
  MarkerLabel label;
  const bool fits_right = text_width(canvas.in(marker.label), bold(canvas.font)) <= right - 2.0;
  label.anchor = fits_right || right >= x ? Anchor::Start : Anchor::End;
  label.x = x;
  label.lines = wrap(canvas.in(marker.label), (label.anchor == Anchor::Start ? right : x) - 2.0, bold(canvas.font));
  return label;
}

std::vector<Marker> drawn_markers(const std::vector<Marker>& markers, const Scale& x) {
  std::vector<Marker> drawn;
  for (const Marker& marker : markers) {
    if (x.contains(marker.x)) drawn.push_back(marker);
  }
  std::stable_sort(drawn.begin(), drawn.end(), [](const Marker& a, const Marker& b) { return a.x < b.x; });
  return drawn;
}

double label_height(const MarkerLabel& label, const Canvas& canvas) {
  return canvas.line_height() * static_cast<double>(label.lines.size());
}

/// Each label has rows of its own above the data.
double marker_label_height(const std::vector<Marker>& markers, const Scale& x, const Canvas& canvas) {
  double height = 0.0;
  for (const Marker& marker : drawn_markers(markers, x)) {
    height += label_height(marker_label(marker, x(marker.x), canvas), canvas);
  }
  return height;
}

/// The data's left and right ends, with room for the tick labels that stand astride them.
void set_horizontal_range(Plot& plot, const Axis& x, Point low, Point high, const PlotOptions& options,
                          const Canvas& canvas, Ticks& ticks) {
  plot.right = canvas.width - (canvas.narrow ? 8.0 : 16.0);
  for (int pass = 0; pass < 2; ++pass) {
    if (options.square && !canvas.narrow) plot.right = std::min(plot.right, plot.left + 420.0);
    ticks = fitting_ticks(x, low.x, high.x, plot.right - plot.left, options.keep_x_range, canvas);
    const double half = std::min(std::ceil(widest_tick(x, ticks, canvas) / 2.0) + 2.0, canvas.width / 4.0);
    plot.left = std::max(plot.left, half);
    plot.right = std::min(plot.right, canvas.width - half);
  }
  plot.x = {ticks.low, ticks.high, plot.left, plot.right};
}

void draw_rule(Markup& svg, double x1, double y1, double x2, double y2, const char* css_class) {
  svg.shape("line", {{"class", css_class},
                     {"x1", coordinate(x1)},
                     {"y1", coordinate(y1)},
                     {"x2", coordinate(x2)},
                     {"y2", coordinate(y2)}});
}

void draw_grid(Markup& svg, const Plot& plot, const Axis& y, const Ticks& ticks, const Canvas& canvas) {
  for (const double value : ticks.values) {
    const double at = plot.y(value);
    draw_rule(svg, plot.left, at, plot.right, at, "grid");
    draw_lines(svg, {tick_label(value, y, ticks, canvas.language)}, plot.left - kGap, at + canvas.font * 0.35,
               Anchor::End, canvas, "tick");
  }
}

void draw_x_axis(Markup& svg, const Plot& plot, const Axis& x, const Ticks& ticks, const Canvas& canvas) {
  draw_rule(svg, plot.left, plot.bottom, plot.right, plot.bottom, "axis");
  for (const double value : ticks.values) {
    const double at = plot.x(value);
    draw_rule(svg, at, plot.bottom, at, plot.bottom + 5.0, "axis");
    draw_lines(svg, {tick_label(value, x, ticks, canvas.language)}, at, plot.bottom + 6.0 + canvas.font, Anchor::Middle,
               canvas, "tick");
  }
}

}  // namespace

std::string tone_class(Tone tone) {
  switch (tone) {
    case Tone::Accepted:
      return "accepted";
    case Tone::Refused:
      return "refused";
    case Tone::Warning:
      return "warning";
    case Tone::Neutral:
      break;
  }
  return "neutral";
}

std::string series_class(std::size_t index) { return fmt::format("s{}", index % 4 + 1); }

std::string series_dash(std::size_t index) {
  static const std::array<const char*, 5> kDashes = {"", "8 4", "2 3", "10 3 2 3", "14 5"};
  return kDashes[index % kDashes.size()];
}

void draw_lines(Markup& svg, const std::vector<std::string>& lines, double x, double y, Anchor anchor,
                const Canvas& canvas, const std::string& css_class) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Markup::Attributes attributes = {{"x", coordinate(x)},
                                     {"y", coordinate(y + canvas.line_height() * static_cast<double>(i))}};
    if (anchor != Anchor::Start) attributes.emplace_back("text-anchor", anchor_name(anchor));
    if (!css_class.empty()) attributes.emplace_back("class", css_class);
    svg.open("text", attributes).plain(lines[i]).close("text");
  }
}

void draw_marker(Markup& svg, std::size_t series, double x, double y, double radius, const std::string& css_class) {
  const std::string name = "mark dot " + css_class;
  const auto polygon = [&](const std::vector<Point>& corners) {
    std::string points;
    for (const Point& corner : corners) points += coordinate(x + corner.x) + "," + coordinate(y + corner.y) + " ";
    points.pop_back();
    svg.shape("polygon", {{"class", name}, {"points", points}});
  };
  const double r = radius;
  switch (series % 4) {
    case 0:
      svg.shape("circle", {{"class", name}, {"cx", coordinate(x)}, {"cy", coordinate(y)}, {"r", coordinate(r)}});
      break;
    case 1:
      polygon({{-r, -r}, {r, -r}, {r, r}, {-r, r}});
      break;
    case 2:
      polygon({{0, -1.2 * r}, {1.15 * r, r}, {-1.15 * r, r}});
      break;
    default:
      polygon({{0, -1.35 * r}, {1.35 * r, 0}, {0, 1.35 * r}, {-1.35 * r, 0}});
  }
}

Plot draw_axes(Markup& svg, const Canvas& canvas, const Axis& x, const Axis& y, Point low, Point high,
               const std::vector<Marker>& markers, const PlotOptions& options) {
  const Ticks y_ticks = axis_ticks(y, low.y, high.y, options.square ? 5 : 4, false);
  Plot plot;
  plot.left = std::ceil(widest_tick(y, y_ticks, canvas) + kGap);
  Ticks x_ticks;
  set_horizontal_range(plot, x, low, high, options, canvas, x_ticks);

  double cursor = 0.0;
  if (!canvas.in(y.label).empty()) {
    const std::vector<std::string> label = wrap(canvas.in(y.label), canvas.width, canvas.font);
    draw_lines(svg, label, 0.0, cursor + canvas.font, Anchor::Start, canvas, "tick");
    cursor += canvas.line_height() * static_cast<double>(label.size()) + kGap;
  }
  cursor += marker_label_height(markers, plot.x, canvas);

  plot.top = cursor + kGap;
  const double width = plot.right - plot.left;
  plot.bottom = plot.top + width * (options.square  ? 1.0
                                    : canvas.narrow ? std::max(0.8, options.aspect)
                                                    : options.aspect);
  plot.y = {y_ticks.low, y_ticks.high, plot.bottom, plot.top};
  draw_grid(svg, plot, y, y_ticks, canvas);
  draw_x_axis(svg, plot, x, x_ticks, canvas);

  cursor = plot.bottom + 6.0 + canvas.line_height();
  if (!canvas.in(x.label).empty()) {
    const std::vector<std::string> label = wrap(canvas.in(x.label), canvas.width, canvas.font);
    const double middle = std::clamp((plot.left + plot.right) / 2.0, widest(label, canvas.font) / 2.0,
                                     std::max(canvas.width - widest(label, canvas.font) / 2.0, canvas.width / 2.0));
    draw_lines(svg, label, middle, cursor + kGap + canvas.font, Anchor::Middle, canvas, "tick");
    cursor += kGap + canvas.line_height() * static_cast<double>(label.size());
  }
  plot.height = cursor + 4.0;
  return plot;
}

void draw_markers(Markup& svg, const Plot& plot, const Canvas& canvas, const std::vector<Marker>& markers) {
  const std::vector<Marker> drawn = drawn_markers(markers, plot.x);
  double y = plot.top - kGap - marker_label_height(markers, plot.x, canvas);
  for (const Marker& marker : drawn) {
    const double at = plot.x(marker.x);
    const MarkerLabel label = marker_label(marker, at, canvas);
    for (const char* layer : {"marker-ground", "mark marker"}) {
      draw_rule(svg, at, y + label_height(label, canvas) + 3.0, at, plot.bottom, layer);
    }
    draw_lines(svg, label.lines, label.x, y + canvas.font, label.anchor, canvas, "strong halo");
    y += label_height(label, canvas);
  }
}

}  // namespace p8::report
