#include <nlohmann/json.hpp>

#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

using nlohmann::json;

/// What the script needs to draw as draw(const Scatter&) does; the values are in the figure's table.
json description(const Scatter& chart, const PageContext& context) {
  const auto in = [&](const Text& text) { return clean(context.in(text)); };
  json columns = json::array();
  for (const ScatterColumn& column : chart.columns) {
    json names = json::array();
    for (const Text& category : column.categories) names.push_back(in(category));
    columns.push_back({{"name", in(column.name)},
                       {"percent", column.format.style == Format::Style::Percent},
                       {"integer", column.format.style == Format::Style::Integer},
                       {"names", names}});
  }
  const auto sentences = [&](const Text& title, const Text& summary) {
    const Text marked = text(words::kScatterMarked, chart.marked_name);
    return json{in(title), in(summary) + (chart.marked_name.en.empty() ? "" : " " + in(marked))};
  };
  return {{"columns", columns},
          {"marked", in(chart.marked_name)},
          {"missing", in(words::kMissing)},
          {"other", in(words::kOther)},
          {"range", in(words::kRange)},
          {"legend", in(words::kLegendTitle)},
          {"plain", sentences(words::kScatterTitle, words::kScatterSummary)},
          {"coloured", sentences(words::kScatterColouredTitle, words::kScatterColouredSummary)}};
}

void render_columns(Markup& html, const Text& label, const Scatter& chart, std::optional<std::size_t> chosen,
                    bool optional, PageContext& context) {
  std::vector<SelectOption> options;
  if (optional) options.push_back({"", words::kNone, !chosen});
  for (std::size_t i = 0; i < chart.columns.size(); ++i) {
    options.push_back({std::to_string(i), chart.columns[i].name, chosen == i});
  }
  render_select(html, label, options, context);
}

}  // namespace

void render_chooser(Markup& html, const Scatter& chart, PageContext& context) {
  if (!chart.choosable || chart.columns.size() < 3) return;
  html.open("div",
            {{"class", "controls chooser"}, {"data-scatter", description(chart, context).dump()}, {"hidden", ""}});
  render_columns(html, words::kHorizontalAxis, chart, chart.x, false, context);
  render_columns(html, words::kVerticalAxis, chart, chart.y, false, context);
  render_columns(html, words::kColour, chart, chart.colour, true, context);
  html.close("div");
}

}  // namespace p8::report
