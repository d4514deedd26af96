#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "gallery/charts_page.h"
#include "p8/base/random.h"
#include "p8/report/charts/chart_parts.h"
#include "p8/report/html/render.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::Element;
using p8::test::starts_of;
using p8::test::with_class;

namespace {

Beeswarm one_row(const std::vector<SwarmDot>& dots) {
  Beeswarm chart;
  chart.text.title = {"Swarm", "Nuage"};
  chart.x.format = fixed(2);
  chart.label_heading = {"Feature", "Variable"};
  chart.rows = {{{"Age", "Âge"}, dots, {}}};
  chart.low_name = {"low", "bas"};
  chart.middle_name = {"middle", "moyen"};
  chart.high_name = {"high", "haut"};
  chart.missing_name = {"missing", "sans valeur"};
  chart.marked_name = {"this client", "ce client"};
  return chart;
}

std::string wide(const Beeswarm& chart) { return draw(chart, wide_canvas(Language::English)).svg.str(); }

/// The circles: dots of low values.
std::vector<Point> low_dots(const Beeswarm& chart) {
  return starts_of(with_class(wide(chart), "value-low").at(0).attributes.at("d"));
}

}  // namespace

TEST_CASE("dots stand at their contributions; those of one contribution are stacked around the middle of the row") {
  const std::vector<Point> dots = low_dots(one_row({{-1.0, 0.0}, {0.0, 0.0}, {0.0, 0.1}, {0.0, 0.2}, {1.0, 0.3}}));
  REQUIRE(dots.size() == 5);
  const double middle = dots[0].y;
  CHECK(dots[4].y == doctest::Approx(middle));
  CHECK((dots[0].x + dots[4].x) / 2.0 == doctest::Approx(dots[1].x).epsilon(0.001));
  std::vector<double> heights;
  for (std::size_t i = 1; i <= 3; ++i) {
    CHECK(dots[i].x == doctest::Approx(dots[1].x));
    heights.push_back(dots[i].y - middle);
  }
  std::sort(heights.begin(), heights.end());
  CHECK(heights[0] == doctest::Approx(-6.0));
  CHECK(heights[1] == doctest::Approx(0.0));
  CHECK(heights[2] == doctest::Approx(6.0));
}

TEST_CASE("dots of a row do not hide each other while they have room, in whatever order they come") {
  Random random(5);
  std::vector<SwarmDot> dots(90);
  for (SwarmDot& dot : dots) dot = {static_cast<double>(random.below(300)) / 100.0, 0.0};
  const std::vector<Point> drawn = low_dots(one_row(dots));
  REQUIRE(drawn.size() == dots.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      CHECK(std::hypot(drawn[i].x - drawn[k].x, drawn[i].y - drawn[k].y) >= 6.0 - 1e-9);
    }
  }
  const std::string before = wide(one_row(dots));
  random.shuffle(dots);
  CHECK(wide(one_row(dots)) == before);
}

TEST_CASE("a crowd is pressed into its row") {
  const std::vector<SwarmDot> crowd(2000, SwarmDot{0.5, 0.0});
  const std::vector<Point> dots = low_dots(one_row(crowd));
  const auto lower = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [top, bottom] = std::minmax_element(dots.begin(), dots.end(), lower);
  CHECK(bottom->y - top->y <= 48.0);
}

TEST_CASE("low, middle, high and missing values differ in class and shape, and only those drawn have a key") {
  Beeswarm chart = one_row({{0.0, 0.1}, {0.1, 0.5}, {0.2, 0.9}, {0.3, NAN}, {0.4, 1.0 / 3.0}, {0.5, 2.0 / 3.0}});
  const std::string svg = wide(chart);
  CHECK(starts_of(with_class(svg, "value-low").at(0).attributes.at("d")).size() == 1);
  CHECK(starts_of(with_class(svg, "value-middle").at(0).attributes.at("d")).size() == 2);
  CHECK(starts_of(with_class(svg, "value-high").at(0).attributes.at("d")).size() == 2);
  CHECK(with_class(svg, "value-missing").size() == 1);
  const std::vector<LegendItem> legend = legend_of(chart);
  REQUIRE(legend.size() == 4);
  for (std::size_t i = 1; i < legend.size(); ++i) CHECK(legend[i].symbol != legend[i - 1].symbol);
  chart.rows[0].dots.resize(1);
  chart.rows[0].marked = 0.5;
  REQUIRE(legend_of(chart).size() == 2);
  CHECK(legend_of(chart)[1].shape == LegendItem::Shape::Client);
  CHECK(with_class(wide(chart), "client").size() == 1);
}

TEST_CASE("the swarm's table has quantiles of each row, and the marked client's contribution") {
  std::vector<SwarmDot> dots = {{NAN, 0.5}};
  for (int i = 11; i >= 1; --i) dots.push_back({static_cast<double>(i), 0.5});
  Beeswarm chart = one_row(dots);
  chart.rows[0].marked = 1.0 / 3.0;
  chart.rows.push_back({{"No dots", "Aucun point"}, {}, {}});
  const Table table = metrics_of(chart);
  REQUIRE(table.rows.size() == 2);
  REQUIRE(table.columns.size() == 7);
  const std::vector<double> expected = {1.0, 2.0, 6.0, 10.0, 11.0, 1.0 / 3.0};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(std::get<Number>(table.rows[0][i + 1]).value == doctest::Approx(expected[i]));
  }
  CHECK(std::isnan(std::get<Number>(table.rows[1][1]).value));
}

TEST_CASE("rows without dots, or with contributions no axis can hold, are said to be empty") {
  for (const Beeswarm& chart :
       {Beeswarm{}, one_row({}), one_row({{NAN, 0.5}}), one_row({{1.7e308, 0.5}, {-1.7e308, 0.5}})}) {
    CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  }
}

TEST_CASE(
    "twelve rows of 120 dots are light: some ten bytes a dot, the figure with both drawings and table under 45 KB") {
  const Beeswarm chart = test::twelve_rows();
  std::size_t bytes = 0;
  for (const Canvas& canvas : {narrow_canvas(Language::French), wide_canvas(Language::French)}) {
    for (const Element& symbols : with_class(draw(chart, canvas).svg.str(), "symbol")) {
      bytes += symbols.attributes.at("d").size();
    }
  }
  const std::size_t dots = std::size_t{2} * 12 * 120;
  CHECK(bytes < 12 * dots);
  Page page;
  const std::size_t empty = render_html(page, Language::French).size();
  page.answer = {chart};
  CHECK(render_html(page, Language::French).size() - empty < 45'000);
}
