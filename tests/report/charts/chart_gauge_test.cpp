#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/report/charts/chart_parts.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::corners_of;
using p8::test::with_class;

namespace {

Gauge dial(double value) {
  Gauge chart;
  chart.text.title = {"Risk", "Risque"};
  chart.label = {"P(default)", "P(défaut)"};
  chart.value = value;
  chart.threshold = 0.5;
  chart.format = fixed(2);
  chart.threshold_label = {"Threshold 0.50", "Seuil 0,50"};
  chart.below_name = {"accepted", "accepté"};
  chart.above_name = {"refused", "refusé"};
  chart.band_name = {"to look at", "à examiner"};
  return chart;
}

std::string narrow(const Gauge& chart) { return draw(chart, narrow_canvas(Language::English)).svg.str(); }

std::vector<Point> path_of(const std::string& svg, const std::string& css_class) {
  return corners_of(with_class(svg, css_class).at(0).attributes.at("d"));
}

}  // namespace

TEST_CASE("a dial is half a circle, plain from its left end to the threshold and hatched from there to its right end") {
  const std::string svg = narrow(dial(0.25));
  const std::vector<Point> plain = path_of(svg, "accepted"), hatched = path_of(svg, "refused");
  const Point left = plain.at(0), top = plain.at(1), right = hatched.at(1);
  const double radius = top.x - left.x;
  CHECK(top.x == doctest::Approx(144.0));  // a threshold of one half is at the top, over the middle of 288 px
  CHECK(left.y - top.y == doctest::Approx(radius));
  CHECK(right.x == doctest::Approx(144.0 + radius));
  CHECK(right.y == doctest::Approx(left.y));
  CHECK(hatched.at(0).x == doctest::Approx(top.x));
  CHECK(hatched.at(0).y == doctest::Approx(top.y));
}

TEST_CASE("the needle stands at the value, at an end for values off the dial, and nowhere for NaN") {
  const std::string svg = narrow(dial(0.25));
  const double radius = 144.0 - path_of(svg, "accepted").at(0).x;
  const double base = path_of(svg, "accepted").at(0).y;
  const Point tip = path_of(svg, "needle").at(1);  // 45 degrees
  CHECK(tip.x == doctest::Approx(144.0 - radius * std::sqrt(0.5)).epsilon(0.001));
  CHECK(tip.y == doctest::Approx(base - radius * std::sqrt(0.5)).epsilon(0.001));
  CHECK(path_of(narrow(dial(7.0)), "needle").at(1).x == doctest::Approx(144.0 + radius));
  CHECK(path_of(narrow(dial(-7.0)), "needle").at(1).x == doctest::Approx(144.0 - radius));
  for (const double undefined : std::vector<double>{NAN, INFINITY}) {
    const std::string without = narrow(dial(undefined));
    CHECK(with_class(without, "needle").empty());
    CHECK(without.find(">n/a<") != std::string::npos);
  }
}

TEST_CASE("value, threshold and ticks are written, the value large") {
  const std::string svg = narrow(dial(0.25));
  CHECK(with_class(svg, "dial-value").at(0).text == "0.25");
  const std::vector<std::string> texts = test::texts_of(svg);
  for (const char* text : {"Threshold 0.50", "P(default)", "0.0", "1.0", "0.2"}) {
    CHECK_MESSAGE(std::count(texts.begin(), texts.end(), text) == 1, text);
  }
}

TEST_CASE("the band lies around the threshold, outside the dial and within its ends") {
  Gauge chart = dial(0.25);
  CHECK(with_class(narrow(chart), "warning").empty());
  CHECK(legend_of(chart).size() == 2);
  chart.band = 0.1;
  const std::vector<Point> band = path_of(narrow(chart), "warning");
  CHECK(band.at(0).x + band.at(1).x == doctest::Approx(288.0));  // symmetrical to the top
  CHECK(band.at(0).x < 144.0);
  CHECK(legend_of(chart).size() == 3);
  chart.band = 3.0;
  const std::vector<Point> all = path_of(narrow(chart), "warning");
  CHECK(all.at(0).y == doctest::Approx(all.at(1).y));
}

TEST_CASE("a dial whose ends are not in order or not finite is not drawn") {
  Gauge chart = dial(0.25);
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {1.0, 1.0}, {1.0, 0.0}, {NAN, 1.0}, {0.0, INFINITY}, {-1.7e308, 1.7e308}}) {
    chart.low = low;
    chart.high = high;
    CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  }
}

TEST_CASE("a threshold beyond the dial leaves one zone, an undefined one a zone without meaning") {
  Gauge chart = dial(0.25);
  chart.threshold = 2.0;
  CHECK(with_class(narrow(chart), "refused").empty());
  chart.threshold = -2.0;
  CHECK(with_class(narrow(chart), "accepted").empty());
  chart.threshold = NAN;
  CHECK(with_class(narrow(chart), "neutral").size() == 1);
  CHECK(with_class(narrow(chart), "accepted").empty());
}

TEST_CASE("the dial's table has value, threshold and the ends of zones and band") {
  Gauge chart = dial(1.0 / 3.0);
  chart.band = 0.05;
  const Table table = metrics_of(chart);
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<Number>(table.rows.at(row).at(column)).value;
  };
  REQUIRE(table.rows.size() == 5);
  CHECK(number(0, 1) == 0.0);
  CHECK(number(0, 2) == 0.5);
  CHECK(number(1, 1) == 0.5);
  CHECK(number(1, 2) == 1.0);
  CHECK(number(2, 1) == 0.5 - 0.05);
  CHECK(number(2, 2) == 0.5 + 0.05);
  CHECK(number(3, 1) == 0.5);
  CHECK(number(4, 1) == 1.0 / 3.0);
}
