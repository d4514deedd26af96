#include <algorithm>
#include <cmath>

#include "p8/report/charts/distribution_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr double kBar = 16.0;           // px: thickness of a category's bar
constexpr double kSpace = 8.0;          // px between rows
constexpr double kGap = 8.0;            // px between label, bar and value
constexpr double kClientColumn = 19.0;  // px of the client's diamond beside its category

/// A category, or the missing values.
struct Row {
  Text label;
  std::vector<double> shares;  // one a group
  bool is_client = false;
};

std::vector<Row> rows_of(const Distribution& chart) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    Row row{chart.categories[i], {}, chart.client_bin == i && !client_is_missing(chart)};
    for (const DistributionGroup& group : chart.groups) row.shares.push_back(share_of(group, i));
    rows.push_back(row);
  }
  if (shows_missing(chart)) {
    Row row{words::kMissing, {}, client_is_missing(chart)};
    for (const DistributionGroup& group : chart.groups) row.shares.push_back(group.missing);
    rows.push_back(row);
  }
  return rows;
}

/// Bar of the first group, marks of the others, one over the other so that equal shares stay apart.
void draw_shares(Markup& svg, const Distribution& chart, const Row& row, const Plot& plot, double top) {
  const double middle = top + kBar / 2.0;
  if (const double share = height_of(row.shares.front()); share > 0.0) {
    svg.shape("rect", {{"class", "mark columns"},
                       {"x", coordinate(plot.x(0.0))},
                       {"y", coordinate(top)},
                       {"width", coordinate(std::max(1.0, plot.x(share) - plot.x(0.0)))},
                       {"height", coordinate(kBar)}});
  }
  const double others = static_cast<double>(row.shares.size()) - 1.0;
  for (std::size_t i = 1; i < row.shares.size(); ++i) {
    if (!std::isfinite(row.shares[i])) continue;
    const double offset = (static_cast<double>(i) - (others + 1.0) / 2.0) * 7.0;
    draw_marker(svg, i - 1, plot.x(height_of(row.shares[i])), middle + offset, 4.0, outline_class(chart, i));
  }
}

/// Highest share of any group, missing values included.
double highest_of(const std::vector<Row>& rows) {
  double highest = 0.0;
  for (const Row& row : rows) {
    for (const double share : row.shares) highest = std::max(highest, height_of(share));
  }
  return highest;
}

/// Where labels, bars and written shares go.
struct RowLayout {
  double label_width = 0.0;
  Plot plot;
};

std::string value_of(const Row& row, const Canvas& canvas) {
  return format(row.shares.front(), percent(1), canvas.language);
}

RowLayout lay_out(const std::vector<Row>& rows, const Canvas& canvas) {
  RowLayout layout;
  double value_width = 0.0;
  for (const Row& row : rows) {
    layout.label_width = std::max(layout.label_width, text_width(canvas.in(row.label), bold(canvas.font)) + 2.0);
    value_width = std::max(value_width, text_width(value_of(row, canvas), bold(canvas.font)));
  }
  layout.label_width =
      canvas.narrow ? canvas.width - value_width - kGap : std::min(layout.label_width, canvas.width * 0.33);
  layout.plot.left = canvas.narrow ? 1.0 : layout.label_width + kClientColumn + kGap;
  layout.plot.right = canvas.narrow ? canvas.width - 8.0 : canvas.width - value_width - 2.0 * kGap;
  const double highest = highest_of(rows);
  set_x_scale(layout.plot, share_axis(), 0.0, highest > 0.0 ? highest : 1.0, canvas);
  return layout;
}

/// Label, written share, bar and marks; the label above the bar on a narrow canvas, else beside it. Returns the height.
double draw_row(Markup& svg, const Distribution& chart, const Row& row, const RowLayout& layout, double y,
                const Canvas& canvas) {
  const double label_width = layout.label_width;
  const double client_indent = canvas.narrow && row.is_client ? kClientColumn : 0.0;
  const double font = row.is_client ? bold(canvas.font) : canvas.font;
  const std::vector<std::string> label = wrap(canvas.in(row.label), label_width - client_indent, font);
  const double label_height = canvas.line_height() * static_cast<double>(label.size());
  const double height = canvas.narrow ? label_height + 2.0 + kBar : std::max(label_height, kBar);
  const double bar_top = canvas.narrow ? y + label_height + 2.0 : y + (height - kBar) / 2.0;
  const double first = canvas.narrow ? y + canvas.font : y + (height - label_height) / 2.0 + canvas.font;
  draw_lines(svg, label, canvas.narrow ? client_indent : label_width, first,
             canvas.narrow ? Anchor::Start : Anchor::End, canvas, row.is_client ? "strong halo" : "halo");
  draw_lines(svg, {value_of(row, canvas)}, canvas.width,
             canvas.narrow ? first : bar_top + kBar / 2.0 + canvas.font * 0.35, Anchor::End, canvas,
             row.is_client ? "value halo" : "halo");
  draw_shares(svg, chart, row, layout.plot, bar_top);
  if (row.is_client) {
    draw_client(svg, canvas.narrow ? 7.0 : label_width + kGap + 4.0,
                canvas.narrow ? y + canvas.font * 0.62 : bar_top + kBar / 2.0);
  }
  return height;
}

}  // namespace

Drawing draw_rows(const Distribution& chart, const Canvas& canvas) {
  const std::vector<Row> rows = rows_of(chart);
  RowLayout layout = lay_out(rows, canvas);
  Markup drawn;
  double y = 2.0;
  for (const Row& row : rows) y += draw_row(drawn, chart, row, layout, y, canvas) + kSpace;
  layout.plot.top = 0.0;
  layout.plot.bottom = y;
  Drawing drawing;
  draw_x_axis(drawing.svg, layout.plot, share_axis(), canvas);
  drawing.svg.raw(drawn.str());
  drawing.height = layout.plot.height;
  return drawing;
}

}  // namespace p8::report
