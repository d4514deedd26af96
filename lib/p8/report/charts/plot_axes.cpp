#include <algorithm>
#include <cmath>

#include "p8/report/charts/plot.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kGap = 8.0;        // px between a label and what it labels
constexpr double kStrip = 26.0;     // px of the place for what has no value
constexpr std::size_t kLines = 4;   // of a category under the x axis; longer ones stand upright
constexpr double kUpright = 210.0;  // px at most of an upright label

using Lines = std::vector<std::string>;

/// Ticks and what is written at each.
struct LabelledTicks {
  Ticks ticks;
  std::vector<Lines> labels;
  bool upright = false;  // turned by a quarter, to be read from the right

  double widest_label(const Canvas& canvas) const {
    double width = 0.0;
    for (const Lines& lines : labels) width = std::max(width, widest(lines, canvas.font));
    return width;
  }
  double tallest_label(const Canvas& canvas) const {
    std::size_t lines = 1;
    for (const Lines& label : labels) lines = std::max(lines, label.size());
    return canvas.line_height() * static_cast<double>(lines);
  }
};

LabelledTicks number_ticks(const Axis& axis, double low, double high, int max_count, bool keep_range,
                           const Canvas& canvas) {
  LabelledTicks result;
  const bool fixed_ends = axis.min && axis.max;
  result.ticks = nice_ticks(axis.min.value_or(low), axis.max.value_or(high), max_count, keep_range || fixed_ends);
  const Format written = tick_format(axis.format, result.ticks.step);
  for (const double value : result.ticks.values) {
    const double rounded = std::abs(value) < 1e-9 * result.ticks.step ? 0.0 : value;
    result.labels.push_back({format(rounded, written, canvas.language)});
  }
  return result;
}

/// Room for categories beside the y axis: whole words if they are not too long.
double beside_width(const Axis& axis, const Canvas& canvas) {
  double word = 0.0;
  for (const Text& category : axis.categories) {
    word = std::max(word, longest_word(canvas.in(category), canvas.font) + 1.0);
  }
  return std::clamp(word, canvas.width * (canvas.narrow ? 0.36 : 0.25), canvas.width * 0.4);
}

LabelledTicks category_ticks(const Axis& axis, double max_width, const Canvas& canvas) {
  LabelledTicks result;
  const auto count = static_cast<double>(axis.categories.size());
  result.ticks = {-0.5, count - 0.5, {}, 1.0};
  for (std::size_t i = 0; i < axis.categories.size(); ++i) {
    result.ticks.values.push_back(static_cast<double>(i));
    result.labels.push_back(wrap(canvas.in(axis.categories[i]), max_width, canvas.font));
  }
  return result;
}

/// As many ticks as have room for their labels.
LabelledTicks fitting_numbers(const Axis& axis, double low, double high, double width, bool keep_range,
                              const Canvas& canvas) {
  for (int count = canvas.narrow ? 5 : 10; count > 1; --count) {
    LabelledTicks result = number_ticks(axis, low, high, count, keep_range, canvas);
    const double room = width * result.ticks.step / (result.ticks.high - result.ticks.low);
    if (result.widest_label(canvas) + 2.0 * kGap <= room) return result;
  }
  return number_ticks(axis, low, high, 1, keep_range, canvas);
}

/// Beside each other where whole words fit; else upright, as short as their place allows.
LabelledTicks fitting_categories(const Axis& axis, double width, const Canvas& canvas) {
  const double slot = width / static_cast<double>(axis.categories.size());
  bool words_fit = true;
  for (const Text& category : axis.categories) {
    words_fit = words_fit && longest_word(canvas.in(category), canvas.font) <= slot - kGap;
  }
  if (words_fit) {
    LabelledTicks result = category_ticks(axis, slot - kGap, canvas);
    if (result.tallest_label(canvas) <= canvas.line_height() * static_cast<double>(kLines)) return result;
  }
  LabelledTicks result;
  for (const double length : {90.0, 120.0, 150.0, 180.0, kUpright}) {
    result = category_ticks(axis, length, canvas);
    if (result.tallest_label(canvas) <= slot) break;
  }
  result.upright = true;
  return result;
}

LabelledTicks fitting_ticks(const Axis& axis, double low, double high, double width, bool keep_range,
                            const Canvas& canvas) {
  return axis.categories.empty() ? fitting_numbers(axis, low, high, width, keep_range, canvas)
                                 : fitting_categories(axis, width, canvas);
}

/// "missing", in as many lines as keep it narrow.
Lines missing_label(const Canvas& canvas) {
  const std::string word = canvas.in(words::kMissing);
  return wrap(word, canvas.narrow ? longest_word(word, canvas.font) : canvas.width, canvas.font);
}

/// Leaves out labels that would lie over the one before or over the place of missing values.
void thin_out(LabelledTicks& ticks, const Plot& plot, const Canvas& canvas) {
  const double end = plot.no_x ? plot.no_x->start : canvas.width;
  double taken = 0.0;
  for (std::size_t i = 0; i < ticks.labels.size(); ++i) {
    const double width = ticks.upright ? canvas.line_height() * static_cast<double>(ticks.labels[i].size())
                                       : widest(ticks.labels[i], canvas.font);
    const double middle = plot.x(ticks.ticks.values[i]);
    if (middle - width / 2.0 < taken || middle + width / 2.0 > end) {
      ticks.labels[i].clear();
    } else {
      taken = middle + width / 2.0 + (ticks.upright ? 0.0 : 2.0);
    }
  }
}

/// Maps [low, high] between plot.left and plot.right, after room for the tick labels that stand astride both ends.
LabelledTicks fit_x_scale(Plot& plot, const Axis& x, double low, double high, bool keep_range, const Canvas& canvas) {
  const double end = plot.no_x ? plot.no_x->start - kGap : canvas.width;
  LabelledTicks ticks;
  for (int pass = 0; pass < 2; ++pass) {
    ticks = fitting_ticks(x, low, high, plot.right - plot.left, keep_range, canvas);
    if (!x.categories.empty()) break;
    const double half = std::min(std::ceil(ticks.widest_label(canvas) / 2.0) + 2.0, canvas.width / 4.0);
    plot.left = std::max(plot.left, half);
    plot.right = std::min(plot.right, end - half);
  }
  plot.x = {ticks.ticks.low, ticks.ticks.high, plot.left, plot.right};
  thin_out(ticks, plot, canvas);
  return ticks;
}

/// The right end of the data, unless its tick labels need more room there.
void set_right_end(Plot& plot, const PlotOptions& options, const Canvas& canvas) {
  plot.right = canvas.width - (canvas.narrow ? 8.0 : 16.0);
  if (options.with_no_x) {
    const double width = std::max(kStrip, std::ceil(widest(missing_label(canvas), canvas.font)));
    plot.no_x = Span{canvas.width - width, canvas.width};
    plot.right = plot.no_x->start - kGap;
  }
  if (options.square && !canvas.narrow) plot.right = std::min(plot.right, plot.left + 420.0);
}

std::string level_line(double left, double right, double y) {
  return "M" + tenth(left) + " " + tenth(y) + "H" + tenth(right);
}

std::string upright_line(double x, double top, double bottom) {
  return "M" + tenth(x) + " " + tenth(top) + "V" + tenth(bottom);
}

void draw_path(Markup& svg, const char* css_class, const std::string& path) {
  if (!path.empty()) svg.shape("path", {{"class", css_class}, {"d", path}});
}

/// Lines beside the y axis, centred on y.
void draw_beside(Markup& svg, const Lines& lines, double x, double y, const Canvas& canvas) {
  const double above = canvas.line_height() * static_cast<double>(lines.size() - 1) / 2.0;
  draw_lines(svg, lines, x, y - above + canvas.font * 0.35, Anchor::Start, canvas);
}

/// Label beside the y axis: the group gives class and anchor to all of them.
void draw_grid(Markup& svg, const Plot& plot, const LabelledTicks& y, const Canvas& canvas) {
  std::string grid;
  svg.open("g", {{"class", "tick"}, {"text-anchor", "end"}});
  for (std::size_t i = 0; i < y.ticks.values.size(); ++i) {
    const double at = plot.y(y.ticks.values[i]);
    grid += level_line(plot.left, plot.right, at);
    draw_beside(svg, y.labels[i], plot.left - kGap, at, canvas);
  }
  if (plot.no_y) draw_beside(svg, missing_label(canvas), plot.left - kGap, plot.no_y->middle(), canvas);
  svg.close("g");
  draw_path(svg, "grid", grid);
}

void draw_upright(Markup& svg, const Lines& lines, double x, double y, const Canvas& canvas) {
  const double left = canvas.line_height() * static_cast<double>(lines.size() - 1) / 2.0;
  svg.open("g", {{"text-anchor", "end"},
                 {"transform", "translate(" + tenth(x - left + canvas.font * 0.35) + " " + tenth(y) + ")rotate(-90)"}});
  draw_lines(svg, lines, 0.0, 0.0, Anchor::Start, canvas);
  svg.close("g");
}

/// The axis with its ticks and their labels; returns the height under it.
double draw_ticks(Markup& svg, const Plot& plot, const LabelledTicks& x, const Lines& under_no_x,
                  const Canvas& canvas) {
  std::string axis = level_line(plot.left, plot.right, plot.bottom);
  const double baseline = plot.bottom + 6.0 + canvas.font;
  svg.open("g", {{"class", "tick"}, {"text-anchor", "middle"}});
  for (std::size_t i = 0; i < x.ticks.values.size(); ++i) {
    const double at = plot.x(x.ticks.values[i]);
    axis += upright_line(at, plot.bottom, plot.bottom + 5.0);
    if (x.upright && !x.labels[i].empty()) {
      draw_upright(svg, x.labels[i], at, plot.bottom + kGap, canvas);
    } else {
      draw_lines(svg, x.labels[i], at, baseline, Anchor::Start, canvas);
    }
  }
  double height = x.upright ? x.widest_label(canvas) + kGap : x.tallest_label(canvas);
  if (plot.no_x) {
    Lines label = missing_label(canvas);
    label.insert(label.end(), under_no_x.begin(), under_no_x.end());
    axis += level_line(plot.no_x->start, plot.no_x->end, plot.bottom);
    draw_lines(svg, label, plot.no_x->middle(), baseline, Anchor::Start, canvas);
    height = std::max(height, canvas.line_height() * static_cast<double>(label.size()));
  }
  svg.close("g");
  draw_path(svg, "axis", axis);
  return 6.0 + height;
}

/// What the x axis is, centred under the data, in a drawing that so far ends at `y`. Returns the new end.
double draw_x_label(Markup& svg, const Plot& plot, const Axis& x, double y, const Canvas& canvas) {
  if (canvas.in(x.label).empty()) return y + 4.0;
  const Lines label = wrap(canvas.in(x.label), canvas.width, canvas.font);
  const double half = widest(label, canvas.font) / 2.0;
  const double middle =
      std::clamp((plot.left + plot.right) / 2.0, half, std::max(canvas.width - half, canvas.width / 2.0));
  draw_lines(svg, label, middle, y + kGap + canvas.font, Anchor::Middle, canvas, "tick");
  return y + kGap + canvas.line_height() * static_cast<double>(label.size()) + 4.0;
}

/// The data's height; categories have room for their labels.
double data_height(const Plot& plot, const LabelledTicks& y_ticks, const Axis& y, const PlotOptions& options,
                   const Canvas& canvas) {
  const double width = plot.right - plot.left;
  const double height = width * (options.square ? 1.0 : canvas.narrow ? std::max(0.8, options.aspect) : options.aspect);
  // Three lines on a phone, whether needed or not: the script measures words by another rule, and draws as high.
  const double label = std::max(y_ticks.tallest_label(canvas), canvas.narrow ? 3.0 * canvas.line_height() : 0.0);
  const double labels = (label + kGap) * static_cast<double>(y.categories.size());
  return std::max(height, labels);
}

}  // namespace

Plot draw_axes(Markup& svg, const Canvas& canvas, const Axis& x, const Axis& y, Point low, Point high,
               const std::vector<Marker>& markers, const PlotOptions& options) {
  const LabelledTicks y_ticks = y.categories.empty()
                                    ? number_ticks(y, low.y, high.y, options.square ? 5 : 4, false, canvas)
                                    : category_ticks(y, beside_width(y, canvas), canvas);
  Plot plot;
  plot.left = y_ticks.widest_label(canvas);
  if (options.with_no_y) plot.left = std::max(plot.left, widest(missing_label(canvas), canvas.font));
  plot.left = std::ceil(plot.left + kGap);
  set_right_end(plot, options, canvas);
  const LabelledTicks x_ticks = fit_x_scale(plot, x, low.x, high.x, options.keep_x_range, canvas);

  double cursor = 0.0;
  if (!canvas.in(y.label).empty()) {
    const Lines label = wrap(canvas.in(y.label), canvas.width, canvas.font);
    draw_lines(svg, label, 0.0, cursor + canvas.font, Anchor::Start, canvas, "tick");
    cursor += canvas.line_height() * static_cast<double>(label.size()) + kGap;
  }
  cursor += marker_labels_height(markers, plot, canvas);
  if (options.with_no_y) {
    const double lines = canvas.line_height() * static_cast<double>(missing_label(canvas).size());
    plot.no_y = Span{cursor, cursor + std::max(kStrip, lines)};
    cursor = plot.no_y->end + kGap;
  }
  plot.top = std::round(cursor + kGap);
  plot.bottom = std::round(plot.top + data_height(plot, y_ticks, y, options, canvas));
  plot.y = {y_ticks.ticks.low, y_ticks.ticks.high, plot.bottom, plot.top};
  draw_grid(svg, plot, y_ticks, canvas);
  plot.height =
      draw_x_label(svg, plot, x, plot.bottom + draw_ticks(svg, plot, x_ticks, options.under_no_x, canvas), canvas);
  return plot;
}

Axis covering(Axis axis, double low, double high) {
  if (axis.min) axis.min = std::min(*axis.min, low);
  if (axis.max) axis.max = std::max(*axis.max, high);
  return axis;
}

void set_x_scale(Plot& plot, const Axis& x, double low, double high, const Canvas& canvas) {
  fit_x_scale(plot, x, low, high, true, canvas);
}

void draw_x_axis(Markup& svg, Plot& plot, const Axis& x, const Canvas& canvas) {
  const LabelledTicks ticks = fit_x_scale(plot, x, plot.x.low, plot.x.high, true, canvas);
  std::string grid;
  for (const double value : ticks.ticks.values) grid += upright_line(plot.x(value), plot.top, plot.bottom);
  draw_path(svg, "grid", grid);
  plot.height = draw_x_label(svg, plot, x, plot.bottom + draw_ticks(svg, plot, ticks, {}, canvas), canvas);
}

}  // namespace p8::report
