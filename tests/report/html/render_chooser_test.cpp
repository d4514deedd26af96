#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "gallery/gallery_page.h"
#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

Scatter three_columns() {
  Scatter chart;
  chart.text.title = {"Clients", "Clients"};
  chart.columns = {{{"Age", "Âge"}, integer(), {30, 40}, {}, 35},
                   {{"Risk", "Risque"}, percent(1), {0.1, NAN}, {}, 0.2},
                   {{"Work", "Emploi"}, fixed(2), {0, 1}, {{"Paid", "En emploi"}, {"None", "Sans"}}, 0}};
  chart.colour = 2;
  chart.marked_name = {"this client", "ce client"};
  chart.choosable = true;
  return chart;
}

std::string rendered(const Scatter& chart, Language language = Language::French) {
  Markup html;
  PageContext context(language);
  render_chooser(html, chart, context);
  check_nesting(html.str());
  return html.str();
}

/// What the script reads from the attribute.
nlohmann::json description(const std::string& html) {
  std::string text = between(html, "data-scatter=\"", "\"").at(0);
  for (const auto& [entity, character] :
       {std::pair{"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t i = text.find(entity); i != std::string::npos; i = text.find(entity, i + 1)) {
      text.replace(i, std::string(entity).size(), character);
    }
  }
  return nlohmann::json::parse(text);
}

}  // namespace

TEST_CASE("the columns of a scatter plot are chosen by three selects, hidden until the script runs") {
  const std::string html = rendered(three_columns(), Language::English);
  CHECK(count(html, "<select") == 3);
  CHECK(count(html, "<label") == 3);
  CHECK(html.find("\" hidden><div class=\"control select\"><label for=\"select-1\">Horizontal axis</label>") !=
        std::string::npos);
  CHECK(count(html, "<option value=\"0\" selected>Age</option>") == 1);
  CHECK(count(html, "<option value=\"1\" selected>Risk</option>") == 1);
  CHECK(count(html, "<option value>None</option>") == 1);
  CHECK(count(html, "<option value=\"2\" selected>Work</option>") == 1);
}

TEST_CASE("without a colour its select says so") {
  Scatter chart = three_columns();
  chart.colour = {};
  CHECK(count(rendered(chart), "<option value selected>Aucune</option>") == 1);
}

TEST_CASE("the script gets names, formats and categories of the columns, and sentences in the page's language") {
  const nlohmann::json words = description(rendered(three_columns()));
  CHECK(words["columns"].size() == 3);
  CHECK(words["columns"][0] ==
        nlohmann::json({{"name", "Âge"}, {"percent", false}, {"integer", true}, {"names", nlohmann::json::array()}}));
  CHECK(words["columns"][1]["percent"] == true);
  CHECK(words["columns"][2]["names"] == nlohmann::json({"En emploi", "Sans"}));
  CHECK(words["marked"] == "ce client");
  CHECK(words["plain"] == nlohmann::json({"{y} selon {x}",
                                          "De gauche à droite\u00A0: {x}. De bas en haut\u00A0: {y}. "
                                          "Anneau\u00A0: ce client."}));
  CHECK(words["coloured"][1].get<std::string>().find("Couleur et forme\u00A0: {colour}.") != std::string::npos);
}

TEST_CASE("a plot without a marked client does not speak of one") {
  Scatter chart = three_columns();
  chart.marked_name = {};
  const nlohmann::json words = description(rendered(chart, Language::English));
  CHECK(words["marked"] == "");
  CHECK(words["plain"][1] == "From left to right: {x}. From bottom to top: {y}.");
}

TEST_CASE("there is nothing to choose unless it is wanted and there are more than two columns") {
  Scatter chart = three_columns();
  chart.choosable = false;
  CHECK(rendered(chart).empty());
  chart.choosable = true;
  chart.columns.pop_back();
  CHECK(rendered(chart).empty());
}

TEST_CASE("hostile names of columns and categories stay text, and reach the script as they are shown") {
  Scatter chart = three_columns();
  chart.columns[2].categories.clear();
  for (const std::string& hostile : hostile_strings()) {
    chart.columns[2].categories.push_back(user_text(hostile));
    chart.columns.push_back({user_text(hostile), fixed(2), {1, 2}, {}, NAN});
  }
  const std::string html = rendered(chart);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(clean(html) == html);
  const nlohmann::json words = description(html);
  for (std::size_t i = 0; i < hostile_strings().size(); ++i) {
    CHECK(words["columns"][2]["names"][i] == clean(isolated(hostile_strings()[i])));
    CHECK(words["columns"][3 + i]["name"] == words["columns"][2]["names"][i]);
  }
}
