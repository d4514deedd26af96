#include <doctest/doctest.h>

#include "gallery/gallery_page.h"
#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

Chart bars() {
  BarChart chart;
  chart.text.title = {"Bars", "Barres"};
  chart.bars = {{{"a", "a"}, 1.0, {}, {}, {}}, {{"b", "b"}, 2.0, {}, {}, {}}};
  return chart;
}

Choice three_options() {
  Choice choice;
  choice.label = {"Characteristics shown", "Caractéristiques affichées"};
  for (const int count : {5, 10, 20}) choice.options.push_back({same(std::to_string(count)), {bars(), bars()}});
  choice.chosen = 1;
  return choice;
}

std::string rendered(const Choice& choice, Language language = Language::English) {
  Markup html;
  PageContext context(language);
  render_choice(html, choice, context);
  check_nesting(html.str());
  return html.str();
}

/// "hidden" or "shown" of each panel.
std::vector<std::string> states(const std::string& html) {
  std::vector<std::string> found;
  for (const std::string& tag : between(html, "<div class=\"panel\"", ">")) {
    found.emplace_back(tag.find(" hidden") == std::string::npos ? "shown" : "hidden");
  }
  return found;
}

}  // namespace

TEST_CASE("a choice shows the chosen option alone, and the select waits for the script") {
  const std::string html = rendered(three_options());
  CHECK(states(html) == std::vector<std::string>{"hidden", "shown", "hidden"});
  CHECK(html.find(
            "<div class=\"controls\" hidden><div class=\"control select\"><label for=\"select-1\">Characteristics "
            "shown</label><select id=\"select-1\" autocomplete=\"off\"><option value=\"0\">5</option>"
            "<option value=\"1\" selected>10</option><option value=\"2\">20</option></select>") != std::string::npos);
  CHECK(count(html, "<figure ") == 6);
  CHECK(count(html, "class=\"full\"") == 6);
}

TEST_CASE("a choice with a name for all of them shows them all, and that entry is chosen") {
  Choice choice = three_options();
  choice.all_name = {"All", "Toutes"};
  choice.small = true;
  const std::string html = rendered(choice);
  CHECK(states(html) == std::vector<std::string>(3, "shown"));
  CHECK(html.find("<option value selected>All</option><option value=\"0\">5</option>") != std::string::npos);
  CHECK(count(html, " selected") == 1);
  CHECK(html.find("<div class=\"choice small all\">") == 0);
  CHECK(count(html, "class=\"small\"") == 6);
  CHECK(count(html, "chart wide") == 0);
}

TEST_CASE("each panel is a group that is named by the label and the option") {
  const std::string html = rendered(three_options(), Language::French);
  CHECK(html.find("role=\"group\" aria-labelledby=\"panel-2\" hidden><p class=\"panel-name\" id=\"panel-2\">"
                  "Caractéristiques affichées\u00A0: 5</p>") != std::string::npos);
}

TEST_CASE("a choice out of range falls back to the first option; one option needs no select; none is nothing") {
  Choice choice = three_options();
  choice.chosen = 7;
  CHECK(states(rendered(choice)) == std::vector<std::string>{"shown", "hidden", "hidden"});
  choice.options.resize(1);
  CHECK(states(rendered(choice)) == std::vector<std::string>{"shown"});
  CHECK(count(rendered(choice), "<select") == 0);
  choice.options.clear();
  CHECK(rendered(choice).empty());
}

TEST_CASE("hostile names of options stay text") {
  Choice choice = three_options();
  choice.options.clear();
  for (const std::string& hostile : hostile_strings()) choice.options.push_back({user_text(hostile), {bars()}});
  const std::string html = rendered(choice);
  CHECK(count(html, "<option") == hostile_strings().size());
  CHECK(html.find(">\u2068&lt;script&gt;alert(&#39;p8&#39;)&lt;/script&gt;\u2069</option>") != std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
}
