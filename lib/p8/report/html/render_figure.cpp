#include <algorithm>

#include "p8/report/charts/chart_parts.h"
#include "p8/report/html/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr std::size_t kRowsPrinted = 30;  // longer tables of figures stay closed on paper: the drawing shows them

bool is_point(const LegendItem& item) {
  return item.shape == LegendItem::Shape::Symbol || item.shape == LegendItem::Shape::Client;
}

/// @param narrow  half as wide: where all keys are points
void render_swatch(Markup& html, const LegendItem& item, bool narrow) {
  html.open("svg", {{"class", narrow ? "swatch point" : "swatch"},
                    {"viewBox", narrow ? "8 0 16 16" : "0 0 32 16"},
                    {"aria-hidden", "true"},
                    {"focusable", "false"}});
  const auto index = static_cast<std::size_t>(item.series);
  if (item.shape == LegendItem::Shape::Symbol) {
    draw_symbols(html, item.symbol, {{16.0, 8.0}}, 8.0, item.css_class);
  } else if (item.shape == LegendItem::Shape::Client) {
    draw_client(html, 16.0, 8.0);
  } else if (item.shape == LegendItem::Shape::Box) {
    html.shape("rect",
               {{"class", "mark " + item.css_class}, {"x", "4"}, {"y", "1"}, {"width", "24"}, {"height", "14"}});
  } else if (item.shape == LegendItem::Shape::Ring) {
    html.shape("circle", {{"class", "mark ring"}, {"cx", "16"}, {"cy", "8"}, {"r", "6.5"}});
  } else if (item.shape == LegendItem::Shape::Rule) {
    html.shape("line", {{"class", "mark " + item.css_class}, {"x1", "1"}, {"y1", "8"}, {"x2", "31"}, {"y2", "8"}});
  } else {
    Markup::Attributes stroke = {{"class", "mark line " + item.css_class}, {"d", "M1 8H31"}};
    if (!series_dash(index).empty()) stroke.emplace_back("stroke-dasharray", series_dash(index));
    if (item.show_line) html.shape("path", stroke);
    if (item.shape == LegendItem::Shape::Marker) draw_marker(html, index, 16.0, 8.0, 4.5, item.css_class);
  }
  html.close("svg");
}

void render_legend(Markup& html, const std::vector<LegendItem>& legend, const PageContext& context) {
  if (legend.empty()) return;
  const bool points = std::all_of(legend.begin(), legend.end(), [](const LegendItem& item) {
    return is_point(item) || item.shape == LegendItem::Shape::None;
  });
  html.open("ul", {{"class", "legend"}});
  for (const LegendItem& item : legend) {
    html.open("li");
    if (item.shape == LegendItem::Shape::None) {
      html.element("strong", {}, context.in(item.label));
    } else {
      render_swatch(html, item, points);
      html.element("span", {}, context.in(item.label));
    }
    html.close("li");
  }
  html.close("ul");
}

void render_drawing(Markup& html, const Drawing& drawing, const Canvas& canvas, const std::string& id,
                    const ChartText& text, const PageContext& context) {
  const std::string& summary = context.in(text.summary);
  const std::string& description = context.in(text.description);
  html.open("svg", {{"class", canvas.narrow ? "chart narrow" : "chart wide"},
                    {"viewBox", "0 0 " + coordinate(canvas.width) + " " + coordinate(drawing.height)},
                    {"role", "img"},
                    {"aria-labelledby", id + "-title"},
                    {"aria-describedby", id + "-desc"}});
  html.open("title", {{"id", id + "-title"}}).plain(context.in(text.title)).close("title");
  html.open("desc", {{"id", id + "-desc"}}).plain(description.empty() ? summary : description).close("desc");
  html.raw(drawing.svg.str()).close("svg");
}

/// Whether every number of the table is written in the drawing, so that paper need not have both.
template <typename Chart>
bool writes_all_figures(const Chart&) {
  return false;
}
bool writes_all_figures(const HeatMap&) { return true; }

void render_details(Markup& html, const Table& figures, bool is_written, PageContext& context) {
  const bool is_long = figures.rows.size() > kRowsPrinted || is_written;
  html.open("details", {{"class", is_long ? "figures long" : "figures"}});
  html.element("summary", {}, context.in(words::kFigures));
  render_table(html, figures, context);
  html.close("details");
}

/// What a reader can choose of a chart; most charts have nothing.
template <typename Chart>
void render_controls(Markup&, const Chart&, PageContext&) {}
void render_controls(Markup& html, const Scatter& chart, PageContext& context) { render_chooser(html, chart, context); }

void render_hatch(Markup& html, const char* id, const char* tone, const char* angle) {
  html.open(
      "pattern",
      {{"id", id}, {"width", "6"}, {"height", "6"}, {"patternUnits", "userSpaceOnUse"}, {"patternTransform", angle}});
  html.shape("rect", {{"class", std::string("ground-") + tone}, {"width", "6"}, {"height", "6"}});
  html.shape("rect", {{"class", std::string("ink-") + tone}, {"width", "3"}, {"height", "6"}}).close("pattern");
}

}  // namespace

template <typename ChartKind>
void render_figure(Markup& html, const ChartKind& chart, PageContext& context, FigureSize size) {
  const std::string id = context.next_id("figure");
  html.open("figure", {{"id", id}, {"class", size == FigureSize::Small ? "small" : "full"}}).open("figcaption");
  html.element("p", {{"class", "figure-title"}}, context.in(chart.text.title));
  html.element("p", {{"class", "figure-summary"}}, context.in(chart.text.summary));
  html.close("figcaption");
  const Canvas wide = wide_canvas(context.language());
  const Canvas narrow = narrow_canvas(context.language());
  const Drawing narrow_drawing = draw(chart, narrow);
  if (narrow_drawing.height > 0.0) {
    render_controls(html, chart, context);
    render_legend(html, legend_of(chart), context);
    if (size == FigureSize::Full) render_drawing(html, draw(chart, wide), wide, id + "-wide", chart.text, context);
    render_drawing(html, narrow_drawing, narrow, id + "-narrow", chart.text, context);
  } else {
    html.element("p", {{"class", "no-data"}}, context.in(words::kNoData));
  }
  Table figures = metrics_of(chart);
  figures.sortable = false;
  if (!figures.rows.empty()) render_details(html, figures, writes_all_figures(chart), context);
  html.close("figure");
}

template void render_figure(Markup&, const ColumnChart&, PageContext&, FigureSize);
template void render_figure(Markup&, const BarChart&, PageContext&, FigureSize);
template void render_figure(Markup&, const LineChart&, PageContext&, FigureSize);
template void render_figure(Markup&, const Gauge&, PageContext&, FigureSize);
template void render_figure(Markup&, const Waterfall&, PageContext&, FigureSize);
template void render_figure(Markup&, const Beeswarm&, PageContext&, FigureSize);
template void render_figure(Markup&, const Distribution&, PageContext&, FigureSize);
template void render_figure(Markup&, const Scatter&, PageContext&, FigureSize);
template void render_figure(Markup&, const HeatMap&, PageContext&, FigureSize);

void render_patterns(Markup& html) {
  html.open("svg",
            {{"class", "patterns"}, {"width", "0"}, {"height", "0"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  html.open("defs");
  render_hatch(html, "hatch-refused", "refused", "rotate(45)");
  render_hatch(html, "hatch-warning", "warning", "rotate(-45)");
  html.close("defs").close("svg");
}

}  // namespace p8::report
