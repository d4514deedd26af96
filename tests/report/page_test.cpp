#include <cmath>
#include <cstdlib>
#include <regex>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "gallery/charts_page.h"
#include "gallery/dashboard_page.h"
#include "gallery/gallery_page.h"
#include "p8/base/hash.h"
#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

std::multiset<double> numbers_in(const std::string& html) {
  std::multiset<double> numbers;
  for (const std::string& value : between(html, "<data value=\"", "\""))
    numbers.insert(std::strtod(value.c_str(), nullptr));
  return numbers;
}

/// Well-formed, and no number that is none.
void check_finite(const std::string& html) {
  check_nesting(html);
  for (const char* bad : {"\"nan", "\"-nan", "\"inf", "\"-inf", " nan", " inf", ",nan", ",inf", "nan ", "-inf"}) {
    CHECK_MESSAGE(count(html, bad) == 0, bad);
  }
}

/// The charts of one client with the value in every place that holds a number.
std::vector<Block> charts_of(double value) {
  const Text name = {"a", "a"};
  Gauge gauge;
  gauge.value = gauge.threshold = gauge.band = value;
  Gauge dial;
  dial.high = value;
  dial.threshold_label = name;
  Waterfall waterfall;
  waterfall.start = value;
  waterfall.steps = {{name, name, value}, {name, {}, 1.0}};
  waterfall.threshold = Marker{value, name};
  Beeswarm swarm;
  swarm.rows = {{name, {{value, 0.1}, {1.0, value}, {-value, 0.5}}, value}, {name, {}, {}}};
  Distribution numbers;
  numbers.edges = {0.0, value, 2.0};
  numbers.groups = {{name, {value, 0.5}, value}, {name, {0.1}, 0.2}};
  numbers.markers = {{value, name}};
  numbers.client = Marker{value, name};
  Distribution names = numbers;
  names.edges.clear();
  names.categories = {name, name};
  Scatter scatter;
  scatter.columns = {{name, {}, {value, 1.0, -value}, {}, value}, {name, {}, {value, 0.0}, {name, name}, value}};
  scatter.colour = 0;
  scatter.marked_name = name;
  HeatMap matrix;
  matrix.names = {name, name};
  matrix.values = {value, 1.0, -value, 0.0};
  matrix.levels = {0.5, value, -value, value};
  matrix.limits = {0.0, 0.5, 1.0};
  return {gauge, dial, waterfall, swarm, numbers, names, scatter, matrix};
}

std::string gallery(Language language) { return render_html(gallery_page(), language); }
std::string dashboard(Language language) { return render_html(dashboard_page(".html"), language); }

}  // namespace

TEST_CASE("a page is well-formed, in its language, with one h1, landmarks and a skip link first") {
  for (const Language language : {Language::English, Language::French}) {
    for (const std::string& html : {gallery(language), dashboard(language)}) {
      check_nesting(html);
      CHECK(html.find(language == Language::French ? "<html lang=\"fr\">" : "<html lang=\"en\">") != std::string::npos);
      CHECK(count(html, "<h1>") == 1);
      for (const char* tag : {"<header", "<nav", "<main", "<footer>"}) CHECK(count(html, tag) == 1);
      CHECK(html.find("<body><a class=\"skip\" href=\"#content\">") != std::string::npos);
      std::set<std::string> ids;
      for (const std::string& id : between(html, " id=\"", "\"")) CHECK(ids.insert(id).second);
      for (const std::string& target : between(html, "href=\"#", "\"")) CHECK(ids.count(target) == 1);
      for (const char* reference : {" for=\"", " aria-labelledby=\""}) {
        for (const std::string& id : between(html, reference, "\"")) CHECK(ids.count(id) == 1);
      }
    }
  }
}

TEST_CASE("nothing hostile is markup, whatever block it stands in") {
  for (const std::string& html : {gallery(Language::English), dashboard(Language::English)}) {
    CHECK(count(html, "<script") == 1);
    CHECK(count(html, "<style") == 1);
    CHECK(count(html, "<img") == count(html, " src=\"data:image/"));
    CHECK(html.find("onerror=alert(1)&gt;") != std::string::npos);
    CHECK(html.find(" onmouseover='") == std::string::npos);
    CHECK(html.find(" style=\"") == std::string::npos);
    CHECK(html.find("\"javascript:") == std::string::npos);
    CHECK(clean(html) == html);
    CHECK(html.find("\u202E") == std::string::npos);
  }
}

TEST_CASE("the pages of a client's charts are well-formed, and each figure has its table") {
  for (const Language language : {Language::English, Language::French}) {
    for (const Page& page : {test::charts_page(), test::charts_stress_page()}) {
      const std::string html = render_html(page, language);
      check_nesting(html);
      CHECK(clean(html) == html);
      CHECK(count(html, "<figure ") == count(html, "<details class=\"figures"));
    }
  }
}

TEST_CASE("hostile text in every field stays text") {
  const std::string evil = "\"'><script>alert(1)</script>\xFF\u202E";
  const Text bad = same(evil);
  Page page;
  page.kicker = page.title = page.lead = page.footer = bad;
  page.verdict = Badge{Tone::Refused, bad};
  ColumnChart columns{{bad, bad, bad},
                      {bad, fixed(), {}, {}},
                      {bad, integer(), {}, {}},
                      {0, 1, 2},
                      {{bad, Tone::Refused, {1, 2}}, {bad, Tone::Accepted, {3, 4}}},
                      {{1.0, bad}}};
  BarChart bars{{bad, bad, bad}, {bad, fixed(), {}, {}}, bad, {{bad, 1.0, {}, {}, {}}},
                Tone::Refused,   Tone::Accepted,         bad, bad};
  LineChart lines{{bad, bad, bad}, {bad, fixed(), {}, {}}, {bad, fixed(), {}, {}}, {{bad, {{0, 0}, {1, 1}}}}, bad, true,
                  {{0.5, bad}},    {{{0.2, 0.3}, bad}}};
  const ChartText words = {bad, bad, bad};
  const Gauge gauge{words, bad, 0.4, 0.5, 0.1, 0.0, 1.0, percent(1), bad, bad, bad, bad};
  const Waterfall waterfall{words,
                            {bad, fixed(), {}, {}},
                            {bad, fixed(), {}, {}},
                            bad,
                            bad,
                            1.0,
                            0.5,
                            {{bad, bad, 0.5, 0.1}},
                            bad,
                            Marker{1.2, bad},
                            Tone::Refused,
                            Tone::Accepted,
                            bad,
                            bad};
  const Beeswarm swarm{words, {bad, fixed(), {}, {}}, bad, {{bad, {{0.1, 0.2}, {0.3, NAN}}, 0.2}}, bad, bad, bad, bad,
                       bad};
  Distribution numbers{words,        {bad, fixed(), {}, {}}, {0, 1, 2}, {},    {{bad, {0.5, 0.4}, 0.1}},
                       {{0.5, bad}}, Marker{1.5, bad},       {},        false, bad,
                       bad};
  Distribution names = numbers;
  names.edges.clear();
  names.categories = {bad, bad};
  names.client_bin = 1;
  Scatter scatter{
      words, {{bad, fixed(), {1, 2}, {}, 1.0}, {bad, fixed(), {0, NAN}, {bad}, 0.0}}, 0, 1, 1, bad, {bad}, bad, true};
  const HeatMap matrix{words, bad,       bad, {bad, bad}, {bad},  {1, 2, 3, 4, 5, 6},
                       {},    integer(), bad, fixed(),    {0, 9}, bad};
  const Picture picture{evil, 0, 0, bad, bad, Badge{Tone::Refused, bad}, bad};
  const std::vector<Block> blocks = {
      Paragraph{bad},
      Subheading{bad},
      KeyFigures{{{bad, bad, bad, bad}}},
      Notice{Tone::Warning, bad, bad},
      Definitions{{{bad, bad}}},
      List{{bad}},
      Code{bad, evil},
      Table{bad, {{bad}, {bad}}, {{bad, bad}}},
      Table{bad,
            {{bad}, {bad}},
            {{Link{bad, evil}, Measure{1.0, bad}}, {Link{bad, "a.html"}, Measure{NAN, bad}}},
            true,
            false,
            true,
            0},
      Letter{bad, bad},
      Choice{bad, {{bad, {bars, lines}}, {bad, {columns}}}, 1, {}, false},
      Choice{bad, {{bad, {bars}}, {bad, {names}}}, 0, bad, true},
      columns,
      bars,
      lines,
      gauge,
      waterfall,
      swarm,
      numbers,
      names,
      scatter,
      matrix,
      Gallery{bad, {picture, {"\xFF\xD8\xFF" + evil, 1, 1, bad, bad, {}, bad}}}};
  page.answer = blocks;
  page.sections = {{bad, blocks, evil, evil}};
  page.back = Link{bad, evil};
  page.picker = Picker{bad, {{evil, bad}, {"other", bad}}};
  const std::string html = render_html(page, Language::English);
  check_nesting(html);
  CHECK(count(html, "<script") == 1);
  CHECK(clean(html) == html);
}

TEST_CASE("the policy allows just the style and the script of the page, and no address leads outside") {
  const std::string html = gallery(Language::French);
  const std::string policy = between(html, "Content-Security-Policy\" content=\"", "\"").at(0);
  CHECK(policy.find("default-src &#39;none&#39;") == 0);
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(count(policy, "sha256-") == 2);
  CHECK(policy.find("img-src data:;") != std::string::npos);
  CHECK(digest_of("abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (const std::string& address : between(html, "href=\"", "\"")) CHECK((address[0] == '#' || address == "data:,"));
  CHECK(count(html, " src=\"") == 4);
  for (const std::string& address : between(html, " src=\"", "\"")) {
    CHECK((address.find("data:image/jpeg;base64,") == 0 || address.find("data:image/png;base64,") == 0));
  }
  CHECK(between(html, "<style>", "</style>").at(0).find("//") == std::string::npos);
}

TEST_CASE("every figure has an image with a name, a description and a table") {
  const std::string html = gallery(Language::English);
  std::size_t drawn = 0;
  for (const std::string& figure : between(html, "<figure ", "</figure>")) {
    if (figure.find("class=\"picture\"") == 0) continue;
    CHECK(figure.find("figure-summary") != std::string::npos);
    if (figure.find("no-data") != std::string::npos) continue;
    ++drawn;
    CHECK(count(figure, "role=\"img\"") == 2);
    CHECK(count(figure, "<title id=") == 2);
    CHECK(count(figure, "<desc id=") == 2);
    CHECK(count(figure, "<details") == 1);
    CHECK(count(figure, "<caption>") == 1);
    CHECK(count(figure, "scope=\"row\"") > 0);
  }
  CHECK(drawn == 7);
}

TEST_CASE("the numbers of a chart can be read back from its table with full precision") {
  BarChart bars;
  bars.text.title = {"Bars", "Barres"};
  bars.bars = {
      {{"a", "a"}, 0.1, {}, 1.0 / 3.0, 2.0 / 3.0}, {{"b", "b"}, -1e-17, {}, {}, {}}, {{"c", "c"}, NAN, {}, {}, {}}};
  ColumnChart columns;
  columns.text.title = {"Columns", "Colonnes"};
  columns.edges = {0.0, 0.1, 0.7};
  columns.series = {{{"n", "n"}, Tone::Neutral, {3.5, 12345678.25}}};
  columns.markers = {{0.123456789012345, {"Threshold", "Seuil"}}};
  LineChart lines;
  lines.text.title = {"Lines", "Courbes"};
  lines.lines = {{{"p", "p"}, {{0.25, 1e300}, {0.5, NAN}}}};
  Page page;
  page.title = {"Numbers", "Nombres"};
  page.sections = {{{"All", "Tous"}, {bars, columns, lines}, ""}};
  const std::string html = render_html(page, Language::French);
  const std::multiset<double> expected = {
      0.1,  1.0 / 3.0, 2.0 / 3.0, -1e-17,                                       // bars
      0.0,  0.1,       3.5,       0.1,    0.7, 12345678.25, 0.123456789012345,  // columns
      0.25, 1e300,     0.5};                                                    // lines
  CHECK(numbers_in(html) == expected);
  CHECK(count(html, "class=\"undefined\"") == 2);
}

TEST_CASE("charts of undefined, empty or extreme data are drawn or said to be empty, never broken") {
  Page page;
  page.title = {"Extremes", "Extrêmes"};
  std::vector<Block> blocks;
  for (const double value : std::vector<double>{0.0, -1.0, NAN, INFINITY, 1e308, -1e308, 1e-310}) {
    BarChart bars;
    bars.bars = {{{"a", "a"}, value, {}, {}, {}}, {{"b", "b"}, -value, {}, value, NAN}};
    LineChart lines;
    lines.lines = {{{"p", "p"}, {{value, value}, {1.0, value}}, true, true}};
    lines.diagonal = {"d", "d"};
    lines.markers = {{value, {"m", "m"}}};
    lines.marked_points = {{{value, 1.0}, {"here", "ici"}}};
    ColumnChart columns;
    columns.edges = {0.0, value, 2.0};
    columns.series = {{{"s", "s"}, Tone::Neutral, {value, 1.0}}};
    columns.markers = lines.markers;
    blocks.insert(blocks.end(), {bars, lines, columns});
  }
  blocks.insert(blocks.end(), {BarChart{}, LineChart{}, ColumnChart{}, Table{}, KeyFigures{}, Definitions{}, List{}});
  page.sections = {{{"All", "Tous"}, blocks, ""}};
  const std::string html = render_html(page, Language::English);
  check_finite(html);
  CHECK(html.size() < 250'000);
}

TEST_CASE("charts of one client with undefined, empty or extreme data are drawn or said to be empty, never broken") {
  Page page;
  page.title = {"Extremes", "Extrêmes"};
  std::vector<Block> blocks = {Gauge{},   Waterfall{}, Beeswarm{}, Distribution{},
                               Scatter{}, HeatMap{},   Gallery{},  Choice{}};
  for (const double value : std::vector<double>{0.0, -1.0, NAN, INFINITY, -INFINITY, 1e308, -1e308, 1e-310}) {
    const std::vector<Block> charts = charts_of(value);
    blocks.insert(blocks.end(), charts.begin(), charts.end());
  }
  page.sections = {{{"All", "Tous"}, blocks, ""}};
  check_finite(render_html(page, Language::English));
}

TEST_CASE("a row that is too short is filled, regions of the same name are told apart") {
  Page page;
  page.title = {"Tables", "Tableaux"};
  const Table table = {{"Clients", "Clients"},
                       {{{"Id", "Id"}}, {{"P", "P"}}, {{"Amount", "Montant"}}},
                       {{user_text("A")}, {user_text("B"), Number{0.5, {}}}}};
  page.sections = {{{"All", "Tous"}, {table, table}, ""}};
  const std::string html = render_html(page, Language::English);
  CHECK(count(html, "<td") == 4 * 2);
  CHECK(html.find("aria-label=\"Clients (2)\"") != std::string::npos);
  CHECK(count(html, "<th scope=\"row\"><bdi>A</bdi></th>") == 2);
}

TEST_CASE("French pages have no-break spaces before : ; ? ! % and decimal commas") {
  std::string html = gallery(Language::French) + dashboard(Language::French);
  const std::vector<std::pair<std::string, std::string>> outside = {{"<style>", "</style>"},
                                                                    {"<script>", "</script>"},
                                                                    {"<code>", "</code>"},
                                                                    {"<bdi>", "</bdi>"},
                                                                    {"\u2068", "\u2069"},
                                                                    {"<", ">"},
                                                                    {"&", ";"}};
  for (const auto& [open, close] : outside) html = without(html, open, close);
  static const std::regex kBad("[A-Za-z0-9)] ?[;?!%]| :|[A-Za-z)]:( |$)|[^0-9.][0-9]+\\.[0-9]+($|[^0-9.])");
  std::istringstream texts(html);
  for (std::string text; std::getline(texts, text, '|');) CHECK_MESSAGE(!std::regex_search(text, kBad), text);
}

TEST_CASE("the same page gives the same bytes, and pages are light") {
  CHECK(gallery(Language::English) == gallery(Language::English));
  CHECK(gallery(Language::English).size() < 250'000);
  CHECK(dashboard(Language::English) == dashboard(Language::English));
  CHECK(dashboard(Language::English).size() < 250'000);
}
