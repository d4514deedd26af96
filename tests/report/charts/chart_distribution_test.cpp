#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "gallery/charts_page.h"
#include "p8/report/charts/chart_parts.h"
#include "p8/report/html/render.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::corners_of;
using p8::test::Element;
using p8::test::texts_of;
using p8::test::with_class;

namespace {

/// Shares 0.5 and 0.25 of bins from 0 to 10 and from 10 to 20, the rest without a value.
Distribution two_bins() {
  Distribution chart;
  chart.text.title = {"Age", "Âge"};
  chart.x = {{"Years", "Années"}, integer(), {}, {}};
  chart.edges = {0.0, 10.0, 20.0};
  chart.groups = {{{"All", "Tous"}, {0.5, 0.25}, 0.25}, {{"Some", "Certains"}, {0.25, 0.5}, 0.25}};
  chart.client_name = {"This client", "Ce client"};
  return chart;
}

Distribution two_categories() {
  Distribution chart = two_bins();
  chart.edges.clear();
  chart.categories = {{"Rent", "Location"}, {"Own", "Propriété"}};
  chart.bin_heading = {"Housing", "Logement"};
  return chart;
}

std::string narrow(const Distribution& chart, Language language = Language::English) {
  return draw(chart, narrow_canvas(language)).svg.str();
}

std::vector<Point> columns_of(const std::string& svg) {
  return corners_of(with_class(svg, "columns").at(0).attributes.at("d"));
}

/// Where the line of a marker stands; it ends at the axis.
double line_x(const std::string& svg, const std::string& css_class) {
  const std::vector<Point> ends = corners_of(with_class(svg, css_class).at(0).attributes.at("d"));
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].y < ends[1].y);
  CHECK(ends[1].y == doctest::Approx(columns_of(svg)[0].y));
  return ends[1].x;
}

bool is_written(const std::string& svg, const std::string& text) {
  const std::vector<std::string> texts = texts_of(svg);
  return std::count(texts.begin(), texts.end(), text) == 1;
}

}  // namespace

TEST_CASE("columns are as high as their shares and lie side by side between the edges") {
  Distribution chart = two_bins();
  chart.groups[0].missing = chart.groups[1].missing = 0.0;
  const std::vector<Point> first = columns_of(narrow(chart));  // bottom left, top left, top right, bottom right; twice
  REQUIRE(first.size() == 8);
  const double base = first[0].y;
  CHECK(base - first[1].y == doctest::Approx(2.0 * (base - first[5].y)).epsilon(0.002));
  CHECK(first[2].x - first[1].x == doctest::Approx(first[6].x - first[5].x));
  CHECK(first[5].x - first[2].x == doctest::Approx(1.0));  // a gap of one pixel
  CHECK_FALSE(is_written(narrow(chart), "missing"));
}

TEST_CASE("the outline of another group steps to the same heights as columns of the same shares") {
  const std::string svg = narrow(two_bins());
  const std::vector<Point> columns = columns_of(svg);
  const std::vector<Element> lines = with_class(svg, "line");
  REQUIRE(lines.size() == 1);
  const std::vector<Point> steps = corners_of(lines[0].attributes.at("d"));
  CHECK(steps[0].y == doctest::Approx(columns[0].y));
  CHECK(steps[1].y == doctest::Approx(columns[5].y));  // 0.25 in the first bin
  CHECK(steps[3].y == doctest::Approx(columns[1].y));  // 0.5 in the second
}

TEST_CASE("missing values have a column of their own beside the others, as high as the plot for the whole group") {
  const std::string svg = narrow(two_bins());
  const std::vector<Point> columns = columns_of(svg);
  REQUIRE(columns.size() == 12);
  const Element ground = with_class(svg, "strip").at(0);
  CHECK(ground.number("x") > columns[7].x + 8.0);
  CHECK(columns[8].y - columns[9].y == doctest::Approx(0.25 * ground.number("height")).epsilon(0.002));
  CHECK(is_written(svg, "missing"));
  CHECK(is_written(svg, "25.0%"));
  CHECK(is_written(narrow(two_bins(), Language::French), "sans"));  // in two lines on a phone
}

TEST_CASE("the client is a strong line at its value, and at the missing values' place without one") {
  Distribution chart = two_bins();
  chart.markers = {{15.0, {"Mean 15", "Moyenne 15"}}};
  chart.client = Marker{5.0, {"This client: 5", "Ce client : 5"}};
  const std::string svg = narrow(chart);
  const std::vector<Point> columns = columns_of(svg);
  CHECK(line_x(svg, "client-line") == doctest::Approx((columns[0].x + columns[3].x) / 2.0).epsilon(0.001));
  CHECK(line_x(svg, "marker") == doctest::Approx((columns[4].x + columns[7].x) / 2.0).epsilon(0.001));
  CHECK(is_written(svg, "This client: 5"));
  CHECK(is_written(svg, "Mean 15"));

  chart.client_is_missing = true;
  for (const bool has_label : {true, false}) {
    if (!has_label) chart.client.reset();
    const std::string without = narrow(chart);
    const Element ground = with_class(without, "strip").at(0);
    CHECK(line_x(without, "client-line") ==
          doctest::Approx(ground.number("x") + ground.number("width") / 2.0).epsilon(0.001));
    CHECK(is_written(without, has_label ? "This client: 5" : "This client"));
  }
  chart.client_is_missing = false;
  chart.client = Marker{99.0, {"far", "loin"}};
  CHECK(line_x(narrow(chart), "client-line") == doctest::Approx(columns[7].x + 0.5));
}

TEST_CASE("categories are bars as long as their shares, marks of the others on the same scale") {
  const std::string svg = narrow(two_categories());
  const std::vector<Element> bars = with_class(svg, "columns");
  REQUIRE(bars.size() == 3);  // and those without a value
  CHECK(bars[0].number("width") == doctest::Approx(2.0 * bars[1].number("width")).epsilon(0.001));
  CHECK(bars[2].number("width") == doctest::Approx(bars[1].number("width")));
  const std::vector<Element> dots = with_class(svg, "dot");
  REQUIRE(dots.size() == 3);
  CHECK(dots[0].number("cx") == doctest::Approx(bars[1].number("x") + bars[1].number("width")));
  CHECK(dots[1].number("cx") == doctest::Approx(bars[0].number("x") + bars[0].number("width")));
  for (const char* text : {"Rent", "Own", "missing", "50.0%"}) CHECK_MESSAGE(is_written(svg, text), text);
}

TEST_CASE("the client's category is set in bold with a mark, missing values are a row only where there are any") {
  Distribution chart = two_categories();
  chart.client_bin = 1;
  chart.groups[0].missing = chart.groups[1].missing = 0.0;
  const std::string svg = narrow(chart);
  CHECK(with_class(svg, "client").size() == 1);
  CHECK(with_class(svg, "strong").at(0).text == "Own");
  CHECK_FALSE(is_written(svg, "missing"));
  chart.client_bin = 2;
  CHECK(with_class(narrow(chart), "strong").at(0).text == "missing");
  CHECK(legend_of(chart).back().shape == LegendItem::Shape::Client);
  CHECK(legend_of(chart).back().label.en == "This client");
}

TEST_CASE("outlines have the colour of their tone, or one without meaning, and different dashes") {
  Distribution chart = two_bins();
  chart.groups.push_back(chart.groups[1]);
  chart.groups[1].tone = Tone::Refused;
  const std::vector<LegendItem> legend = legend_of(chart);
  REQUIRE(legend.size() == 3);
  CHECK(legend[0].css_class == "columns");
  CHECK(legend[1].css_class == "s2");
  CHECK(legend[2].css_class == "s3");
  const std::vector<Element> lines = with_class(narrow(chart), "line");
  CHECK(lines.at(0).attributes.count("stroke-dasharray") + lines.at(1).attributes.count("stroke-dasharray") == 1);
}

TEST_CASE("the table of a distribution has bins, missing values, markers and client in full precision") {
  Distribution chart = two_bins();
  chart.groups[0].shares[0] = 1.0 / 3.0;
  chart.markers = {{12.345678901234, {"Mean", "Moyenne"}}};
  chart.client = Marker{0.1, {"This client", "Ce client"}};
  const Table table = metrics_of(chart);
  REQUIRE(table.rows.size() == 5);
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<Number>(table.rows.at(row).at(column)).value;
  };
  CHECK(number(0, 0) == 0.0);
  CHECK(number(0, 1) == 10.0);
  CHECK(number(0, 2) == 1.0 / 3.0);
  CHECK(number(1, 3) == 0.5);
  CHECK(number(2, 2) == 0.25);
  CHECK(number(3, 1) == 12.345678901234);
  CHECK(number(4, 1) == 0.1);
  const Table rows = metrics_of(two_categories());
  REQUIRE(rows.rows.size() == 3);
  CHECK(std::get<Text>(rows.rows[1][0]).fr == "Propriété");
  CHECK(std::get<Number>(rows.rows[1][2]).value == 0.5);
}

TEST_CASE("a bin of categories says nothing of a client among numbers") {
  Distribution chart = two_bins();
  for (DistributionGroup& group : chart.groups) group.missing = 0.0;
  chart.client = Marker{5.0, {"This client 5", "Ce client 5"}};
  const std::string without_bin = narrow(chart);
  chart.client_bin = 1;
  CHECK(narrow(chart) == without_bin);
  CHECK(without_bin.find("missing") == std::string::npos);
}

TEST_CASE("groups of nothing and edges without end are not drawn") {
  Distribution chart = two_bins();
  chart.groups[1].shares = {NAN, NAN};
  CHECK(with_class(narrow(chart), "line").empty());
  chart.groups.clear();
  CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  for (const std::vector<double>& edges :
       std::vector<std::vector<double>>{{}, {1.0}, {0.0, NAN, 1.0}, {-1.7e308, 1.7e308}}) {
    chart = two_bins();
    chart.edges = edges;
    CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  }
}

TEST_CASE("one small figure of twenty bins and three groups is lighter than 9 KB, table and all") {
  Choice choice;
  choice.small = true;
  choice.options = {{{"Score", "Score"}, {test::twenty_bins()}}};
  Page page;
  page.sections = {{{"All", "Tous"}, {choice}, ""}};
  const std::string html = render_html(page, Language::French);
  const auto size_of = [&](const char* open, const char* close) {
    const std::size_t start = html.find(open);
    REQUIRE(start != std::string::npos);
    return html.find(close, start) - start;
  };
  const std::size_t drawing = size_of("<svg class=\"chart narrow", "</svg>");
  const std::size_t table = size_of("<details class=\"figures", "</details>");
  CHECK(html.find("<svg class=\"chart wide") == std::string::npos);
  CHECK_MESSAGE(drawing + table < 9'000, drawing, " + ", table);
}
