#include <algorithm>
#include <cmath>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kBandGap = 3.0, kBandThickness = 7.0;  // px of the ring around the dial
constexpr double kTick = 5.0, kTickGap = 4.0;           // px: length of a tick, and room before and after it
constexpr double kLabelGap = kTick + 2.0 * kTickGap;    // px between the dial and a tick's label
constexpr double kAbove = 0.3, kUnder = 0.99;  // |cos| up to which labels stand centred over the dial, from which under

/// A half circle over its centre: `low` at the left end, `high` at the right.
struct Dial {
  double centre_x = 0.0, centre_y = 0.0;
  double outer = 0.0, inner = 0.0;  // radii, px
  double low = 0.0, high = 1.0;
  double rim = 0.0;  // radius of the dial with the band around it, px
  Ticks ticks;

  double angle(double value) const { return kPi * (1.0 - (std::clamp(value, low, high) - low) / (high - low)); }
  Point at(double value, double radius) const {
    return {centre_x + radius * std::cos(angle(value)), centre_y - radius * std::sin(angle(value))};
  }
};

std::string written(const Point& point) { return coordinate(point.x) + " " + coordinate(point.y); }

/// The part of a ring between two values, closed.
std::string ring_path(const Dial& dial, double from, double to, double inner, double outer) {
  const auto arc = [](double radius, const char* sweep) {
    return "A" + coordinate(radius) + " " + coordinate(radius) + " 0 0 " + sweep + " ";
  };
  return "M" + written(dial.at(from, outer)) + arc(outer, "1") + written(dial.at(to, outer)) + "L" +
         written(dial.at(to, inner)) + arc(inner, "0") + written(dial.at(from, inner)) + "Z";
}

std::string tick_label(double value, const Gauge& chart, const Dial& dial, Language language) {
  return format(std::abs(value) < 1e-9 * dial.ticks.step ? 0.0 : value, tick_format(chart.format, dial.ticks.step),
                language);
}

/// As large as the canvas allows with the tick labels to its left and right.
Dial lay_out(const Gauge& chart, const Canvas& canvas) {
  Dial dial;
  dial.low = chart.low;
  dial.high = chart.high;
  dial.ticks = nice_ticks(chart.low, chart.high, canvas.narrow ? 5 : 10, true);
  dial.centre_x = canvas.width / 2.0;
  dial.rim = canvas.narrow ? 118.0 : 200.0;
  for (const double value : dial.ticks.values) {
    const double sideways = std::abs(std::cos(dial.angle(value)));
    const double room = dial.centre_x - text_width(tick_label(value, chart, dial, canvas.language), canvas.font);
    if (sideways > kAbove && sideways < kUnder) dial.rim = std::min(dial.rim, room / sideways - kLabelGap);
  }
  dial.rim = std::max(dial.rim, 80.0);
  dial.outer = dial.rim - (chart.band > 0.0 ? kBandGap + kBandThickness : 0.0);
  dial.inner = dial.outer * 0.78;
  return dial;
}

bool has_dial(const Gauge& chart) {
  return std::isfinite(chart.low) && std::isfinite(chart.high) && chart.low < chart.high &&
         std::isfinite(chart.high - chart.low);
}

void draw_zones(Markup& svg, const Gauge& chart, const Dial& dial) {
  const auto zone = [&](double from, double to, const char* tone) {
    if (!(from < to)) return;
    svg.shape("path",
              {{"class", std::string("mark ") + tone}, {"d", ring_path(dial, from, to, dial.inner, dial.outer)}});
  };
  if (std::isnan(chart.threshold)) return zone(chart.low, chart.high, "neutral");
  const double threshold = std::clamp(chart.threshold, chart.low, chart.high);
  zone(chart.low, threshold, "accepted");
  zone(threshold, chart.high, "refused");
}

void draw_band(Markup& svg, const Gauge& chart, const Dial& dial) {
  const double from = std::max(chart.low, chart.threshold - chart.band);
  const double to = std::min(chart.high, chart.threshold + chart.band);
  if (!(chart.band > 0.0) || !(from < to)) return;
  const double inner = dial.outer + kBandGap;
  svg.shape("path", {{"class", "mark warning"}, {"d", ring_path(dial, from, to, inner, inner + kBandThickness)}});
}

void draw_radius(Markup& svg, const Dial& dial, double value, double from, double to, const char* css_class) {
  svg.shape("path",
            {{"class", css_class}, {"d", "M" + written(dial.at(value, from)) + "L" + written(dial.at(value, to))}});
}

/// Labels of ticks around the dial, those at its ends under it; none where the threshold's line passes.
void draw_ticks(Markup& svg, const Gauge& chart, const Dial& dial, std::optional<double> line_x, const Canvas& canvas) {
  for (const double value : dial.ticks.values) {
    const std::string label = tick_label(value, chart, dial, canvas.language);
    const double width = text_width(label, canvas.font);
    const double cosine = std::cos(dial.angle(value));
    if (std::abs(cosine) >= kUnder) {
      const Point end = dial.at(value, (dial.inner + dial.outer) / 2.0);
      const double middle = std::clamp(end.x, width / 2.0, canvas.width - width / 2.0);
      draw_lines(svg, {label}, middle, dial.centre_y + 5.0 + canvas.font, Anchor::Middle, canvas, "tick");
      continue;
    }
    draw_radius(svg, dial, value, dial.rim + kTickGap, dial.rim + kTickGap + kTick, "axis");
    const Point at = dial.at(value, dial.rim + kLabelGap);
    const double left = std::abs(cosine) <= kAbove ? at.x - width / 2.0 : cosine < 0.0 ? at.x - width : at.x;
    if (line_x && *line_x > left - 5.0 && *line_x < left + width + 5.0) continue;
    const double lift = canvas.font * 0.35 * (1.0 - std::sin(dial.angle(value)));
    const Anchor anchor = std::abs(cosine) <= kAbove ? Anchor::Middle : cosine < 0.0 ? Anchor::End : Anchor::Start;
    draw_lines(svg, {label}, at.x, at.y + lift, anchor, canvas, "tick");
  }
}

/// A line across the ring, and from there straight up to the label over the dial.
void draw_threshold(Markup& svg, const Gauge& chart, const Dial& dial, const std::vector<std::string>& label,
                    const Canvas& canvas) {
  const Point end = dial.at(chart.threshold, dial.rim + 2.0);
  const double label_height = canvas.line_height() * static_cast<double>(label.size());
  const std::string path = "M" + written(dial.at(chart.threshold, dial.inner - 4.0)) + "L" + written(end) + "V" +
                           coordinate(label_height + 4.0);
  svg.shape("path", {{"class", "marker-ground"}, {"d", path}});
  svg.shape("path", {{"class", "mark marker"}, {"d", path}});
  const double half = widest(label, bold(canvas.font)) / 2.0;
  const double middle = std::clamp(end.x, half, std::max(half, canvas.width - half));
  draw_lines(svg, label, middle, canvas.font, Anchor::Middle, canvas, "strong halo");
}

/// A line across the ring where the value stands, and a pointer to it from inside the dial.
void draw_needle(Markup& svg, const Gauge& chart, const Dial& dial) {
  if (!std::isfinite(chart.value)) return;
  const double size = dial.outer * 0.1;  // of the pointer
  const double angle = dial.angle(chart.value);
  const Point foot = dial.at(chart.value, dial.inner - 3.0 - size);
  const Point aside = {size * 0.62 * std::sin(angle), size * 0.62 * std::cos(angle)};
  draw_radius(svg, dial, chart.value, dial.inner, dial.outer, "needle-ground");
  draw_radius(svg, dial, chart.value, dial.inner - 3.0, dial.outer, "mark needle");
  svg.shape("path", {{"class", "mark client"},
                     {"d", "M" + written({foot.x + aside.x, foot.y + aside.y}) + "L" +
                               written(dial.at(chart.value, dial.inner - 2.0)) + "L" +
                               written({foot.x - aside.x, foot.y - aside.y}) + "Z"}});
}

/// The value large over the centre, and what it is: inside the dial where it fits, else under it.
/// Returns where the drawing ends.
double draw_value(Markup& svg, const Gauge& chart, const Dial& dial, const Canvas& canvas) {
  const std::string value = format(chart.value, chart.format, canvas.language);
  const double large = canvas.narrow ? 32.0 : 52.0;  // as .dial-value of the style
  const bool is_large = text_width(value, bold(large)) <= dial.inner * 1.8;
  const double ends = dial.centre_y + 5.0 + canvas.line_height();  // of the labels at the ends
  std::vector<std::string> label = wrap(canvas.in(chart.label), dial.inner * 1.3, canvas.font);
  const bool inside = label.size() == 1;
  if (!inside) label = wrap(canvas.in(chart.label), canvas.width, canvas.font);
  const double label_top = inside ? dial.centre_y - canvas.line_height() + 2.0 : ends + 4.0;
  draw_lines(svg, {value}, dial.centre_x, inside ? label_top - large * 0.2 : dial.centre_y - 3.0, Anchor::Middle,
             canvas, is_large ? "dial-value" : "strong");
  draw_lines(svg, label, dial.centre_x, label_top + canvas.font, Anchor::Middle, canvas);
  return inside ? ends : label_top + canvas.line_height() * static_cast<double>(label.size());
}

}  // namespace

Drawing draw(const Gauge& chart, const Canvas& canvas) {
  if (!has_dial(chart)) return {};
  Drawing drawing;
  Dial dial = lay_out(chart, canvas);
  std::vector<std::string> threshold_label;
  std::optional<double> line_x;
  if (chart.threshold >= chart.low && chart.threshold <= chart.high && !canvas.in(chart.threshold_label).empty()) {
    threshold_label = wrap(canvas.in(chart.threshold_label), canvas.width, bold(canvas.font));
    line_x = dial.at(chart.threshold, dial.rim + 2.0).x;
  }
  const double label_lines = static_cast<double>(threshold_label.size());
  dial.centre_y = canvas.line_height() * (label_lines + 1.0) + 8.0 + dial.rim + kLabelGap;
  draw_zones(drawing.svg, chart, dial);
  draw_band(drawing.svg, chart, dial);
  draw_ticks(drawing.svg, chart, dial, line_x, canvas);
  if (line_x) draw_threshold(drawing.svg, chart, dial, threshold_label, canvas);
  draw_needle(drawing.svg, chart, dial);
  drawing.height = draw_value(drawing.svg, chart, dial, canvas) + 4.0;
  return drawing;
}

std::vector<LegendItem> legend_of(const Gauge& chart) {
  std::vector<LegendItem> legend;
  add_key(legend, Tone::Accepted, chart.below_name);
  if (chart.band > 0.0) add_key(legend, Tone::Warning, chart.band_name);
  add_key(legend, Tone::Refused, chart.above_name);
  return legend;
}

Table metrics_of(const Gauge& chart) {
  const auto number = [&](double value) { return Number{value, chart.format}; };
  Table table;
  table.caption = chart.text.title;
  table.columns = {{words::kPart}, {words::kFrom}, {words::kTo}};
  table.rows = {{chart.below_name, number(chart.low), number(chart.threshold)},
                {chart.above_name, number(chart.threshold), number(chart.high)}};
  if (chart.band > 0.0) {
    table.rows.push_back({chart.band_name, number(chart.threshold - chart.band), number(chart.threshold + chart.band)});
  }
  table.rows.push_back({chart.threshold_label, number(chart.threshold)});
  table.rows.push_back({chart.label, number(chart.value)});
  return table;
}

}  // namespace p8::report
