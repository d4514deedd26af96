#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/report/charts/chart_parts.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::corners_of;
using p8::test::Element;
using p8::test::starts_of;
using p8::test::texts_of;
using p8::test::with_class;

namespace {

/// Three points on a diagonal; the third column has two categories.
Scatter diagonal() {
  Scatter chart;
  chart.text.title = {"Points", "Points"};
  chart.columns = {{{"Age", "Âge"}, integer(), {0.0, 5.0, 10.0}, {}, 5.0},
                   {{"Income", "Revenu"}, integer(), {0.0, 50.0, 100.0}, {}, 100.0},
                   {{"Own", "Propriété"}, integer(), {0.0, 1.0, 0.0}, {{"no", "non"}, {"yes", "oui"}}, 1.0}};
  chart.point_heading = {"Client", "Client"};
  return chart;
}

std::string narrow(const Scatter& chart) { return draw(chart, narrow_canvas(Language::English)).svg.str(); }

std::vector<Point> points_of(const std::string& svg, const std::string& css_class) {
  return starts_of(with_class(svg, css_class).at(0).attributes.at("d"));
}

}  // namespace

TEST_CASE("points stand where both axes say") {
  const std::string svg = narrow(diagonal());
  const std::vector<Point> points = points_of(svg, "symbol");
  REQUIRE(points.size() == 3);
  CHECK(points[1].x == doctest::Approx((points[0].x + points[2].x) / 2.0).epsilon(0.001));
  CHECK(points[1].y == doctest::Approx((points[0].y + points[2].y) / 2.0).epsilon(0.001));
  CHECK(points[0].x < points[2].x);
  CHECK(points[0].y > points[2].y);                                                         // upwards
  const Point origin = corners_of(with_class(svg, "axis").at(0).attributes.at("d")).at(0);  // both axes begin at 0
  CHECK(points[0].x == doctest::Approx(origin.x).epsilon(0.001));
  CHECK(points[0].y == doctest::Approx(origin.y).epsilon(0.001));
}

TEST_CASE("the groups of the drawing have the names that scripts look for, in both drawings") {
  Scatter chart = diagonal();
  chart.marked_name = {"this client", "ce client"};
  for (const Canvas& canvas : {narrow_canvas(Language::English), wide_canvas(Language::English)}) {
    const std::string svg = draw(chart, canvas).svg.str();
    for (const char* group : {"scatter-axes", "scatter-points", "scatter-client"})
      CHECK(with_class(svg, group).size() == 1);
  }
}

TEST_CASE("categories stand at equal distances, each with its points around it") {
  Scatter chart = diagonal();
  chart.columns[0].categories = {{"a", "a"}, {"b", "b"}, {"c", "c"}};
  chart.columns[0].values = {0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0};
  chart.columns[1].values = std::vector<double>(7, 50.0);
  chart.columns[1].values[6] = 0.0;
  const std::string svg = narrow(chart);
  std::vector<Point> ticks = starts_of(with_class(svg, "axis").at(0).attributes.at("d"));
  ticks.erase(ticks.begin());  // the axis itself
  REQUIRE(ticks.size() == 3);
  const double slot = ticks[1].x - ticks[0].x;
  CHECK(ticks[2].x - ticks[1].x == doctest::Approx(slot).epsilon(0.01));
  const std::vector<Point> points = points_of(svg, "symbol");
  CHECK(points[0].x == doctest::Approx(ticks[0].x).epsilon(0.001));
  for (std::size_t i = 3; i < points.size(); ++i) {
    CHECK(std::abs(points[i].x - ticks[0].x) <= slot / 4.0 + 0.1);
    for (std::size_t k = 3; k < i; ++k) CHECK(std::abs(points[i].x - points[k].x) > 1.0);
  }
  for (const char* name : {"a", "b", "c"}) {
    const std::vector<std::string> texts = texts_of(svg);
    CHECK(std::count(texts.begin(), texts.end(), name) == 1);
  }
}

TEST_CASE("points without x or y lie in strips of their own, labelled") {
  Scatter chart = diagonal();
  chart.columns[0].values[1] = NAN;
  chart.columns[1].values[2] = INFINITY;
  const std::string svg = narrow(chart);
  const std::vector<Element> strips = with_class(svg, "strip");
  REQUIRE(strips.size() == 2);
  const std::vector<Point> points = points_of(svg, "symbol");
  const auto contains = [](const Element& strip, const Point& point) {
    return point.x >= strip.number("x") && point.x <= strip.number("x") + strip.number("width") &&
           point.y >= strip.number("y") && point.y <= strip.number("y") + strip.number("height");
  };
  CHECK(contains(strips[0], points[1]));
  CHECK(contains(strips[1], points[2]));
  CHECK_FALSE(contains(strips[0], points[0]));
  const std::vector<std::string> texts = texts_of(svg);
  CHECK(std::count(texts.begin(), texts.end(), "missing") == 2);
  CHECK(with_class(narrow(diagonal()), "strip").empty());
}

TEST_CASE("the client is a ring at its values with its name, in a strip where it has none") {
  Scatter chart = diagonal();
  CHECK(with_class(narrow(chart), "client-ring").empty());
  chart.marked_name = {"this client", "ce client"};
  const std::string svg = narrow(chart);
  const Element ring = with_class(svg, "client-ring").at(0);
  const std::vector<Point> points = points_of(svg, "symbol");
  CHECK(ring.number("cx") == doctest::Approx(points[1].x).epsilon(0.001));
  CHECK(ring.number("cy") == doctest::Approx(points[2].y).epsilon(0.01));
  CHECK(with_class(svg, "strong").at(0).text == "this client");
  chart.columns[1].marked = NAN;
  const std::string without = narrow(chart);
  const Element strip = with_class(without, "strip").at(0);
  CHECK(with_class(without, "client-ring").at(0).number("cy") ==
        doctest::Approx(strip.number("y") + strip.number("height") / 2.0));
}

TEST_CASE("colours by category: the four most frequent by name, the others together, missing apart") {
  Scatter chart = diagonal();
  ScatterColumn& colour = chart.columns[2];
  colour.categories = {{"a", "a"}, {"b", "b"}, {"c", "c"}, {"d", "d"}, {"e", "e"}, {"f", "f"}, {"empty", "vide"}};
  colour.values = {5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 0, NAN, 7.0, 0.5};
  chart.columns[0].values = chart.columns[1].values = std::vector<double>(14, 1.0);
  chart.colour = 2;
  const std::vector<LegendItem> legend = legend_of(chart);
  REQUIRE(legend.size() == 7);
  CHECK(legend[0].shape == LegendItem::Shape::None);
  CHECK(legend[0].label.fr == "Propriété :");
  const std::vector<std::string> names = {"c", "d", "e", "f", "other", "missing"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(legend[i + 1].label.en == names[i]);
    for (std::size_t k = 0; k < i; ++k) CHECK(legend[i + 1].symbol != legend[k + 1].symbol);
  }
  const std::string svg = narrow(chart);
  CHECK(points_of(svg, "other").size() == 2 * 2);  // two strokes each
  CHECK(starts_of(with_class(svg, "value-missing").at(0).attributes.at("d")).size() == 3 * 2);
}

TEST_CASE("colours by number: thirds named by their ranges, equal values together") {
  Scatter chart = diagonal();
  chart.columns[0].values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  chart.columns[1].values = std::vector<double>(9, 1.0);
  chart.colour = 0;
  std::vector<LegendItem> legend = legend_of(chart);
  REQUIRE(legend.size() == 4);
  CHECK(legend[1].label.en == "1 to 3");
  CHECK(legend[2].label.fr == "de 4 à 6");
  CHECK(legend[3].label.en == "7 to 9");
  CHECK(points_of(narrow(chart), "value-low").size() == 3);
  chart.columns[0].values = {2, 2, 2, 2, 2, 2, 2, 2, 9};
  legend = legend_of(chart);
  REQUIRE(legend.size() == 2);
  CHECK(legend[1].label.en == "2 to 9");
}

TEST_CASE("the table has all columns of all points, the marked client first, missing values undefined") {
  Scatter chart = diagonal();
  chart.marked_name = {"this client", "ce client"};
  chart.columns[0].values = {1.0 / 3.0, NAN, 10.0};
  chart.columns[2].values[1] = 9.0;  // names no category
  const Table table = metrics_of(chart);
  REQUIRE(table.rows.size() == 4);
  REQUIRE(table.columns.size() == 4);
  CHECK(std::get<Text>(table.rows[0][0]).en == "this client");
  CHECK(std::get<Number>(table.rows[0][2]).value == 100.0);
  CHECK(std::get<Text>(table.rows[0][3]).fr == "oui");
  CHECK(std::get<Text>(table.rows[1][0]).en == "1");
  CHECK(std::get<Number>(table.rows[1][1]).value == 1.0 / 3.0);
  CHECK(std::isnan(std::get<Number>(table.rows[2][1]).value));
  CHECK(std::isnan(std::get<Number>(table.rows[2][3]).value));
  chart.point_names = {{"A", "A"}};
  CHECK(std::get<Text>(metrics_of(chart).rows[1][0]).en == "A");
}

TEST_CASE("columns that do not exist, hold nothing or span more than a number can are not drawn") {
  Scatter chart = diagonal();
  chart.y = 7;
  CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  CHECK(draw(Scatter{}, narrow_canvas(Language::English)).height == 0.0);
  chart = diagonal();
  chart.columns[0].values = chart.columns[1].values = {NAN, NAN, NAN};
  CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  chart.columns[0].values = {-1.7e308, 1.7e308, 0.0};
  CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
}
