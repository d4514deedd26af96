#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "gallery/charts_page.h"
#include "p8/report/charts/chart_parts.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::Element;
using p8::test::elements_of;

namespace {

/// 1, +2, -0.5, undefined: ends at 2.5.
Waterfall three_steps() {
  Waterfall chart;
  chart.text.title = {"Steps", "Étapes"};
  chart.x.label = {"Score", "Score"};
  chart.x.format = fixed(2);
  chart.label_heading = {"Feature", "Variable"};
  chart.start_label = {"Average", "Moyenne"};
  chart.start = 1.0;
  chart.steps = {
      {{"up", "haut"}, {"12 years", "12 ans"}, 2.0}, {{"down", "bas"}, {}, -0.5}, {{"none", "rien"}, {}, NAN}};
  chart.end_label = {"This client", "Ce client"};
  chart.positive_name = {"raises", "augmente"};
  chart.negative_name = {"lowers", "diminue"};
  return chart;
}

std::vector<Element> bars_of(const Waterfall& chart, const Canvas& canvas) {
  std::vector<Element> bars;
  for (const Element& element : elements_of(draw(chart, canvas).svg.str())) {
    if (element.tag == "rect") bars.push_back(element);
  }
  return bars;
}

double left(const Element& bar) { return bar.number("x"); }
double right(const Element& bar) { return bar.number("x") + bar.number("width"); }

}  // namespace

TEST_CASE("each bar begins where the one before ended, totals begin at zero") {
  for (const Canvas& canvas : {narrow_canvas(Language::English), wide_canvas(Language::French)}) {
    const std::vector<Element> bars = bars_of(three_steps(), canvas);
    REQUIRE(bars.size() == 4);  // start, two steps, end; none for the undefined step
    const double unit = bars[0].number("width");
    const double zero = left(bars[0]);
    CHECK(bars[0].has_class("neutral"));
    CHECK(left(bars[1]) == doctest::Approx(zero + unit).epsilon(0.001));
    CHECK(right(bars[1]) == doctest::Approx(zero + 3.0 * unit).epsilon(0.001));
    CHECK(bars[1].has_class("refused"));
    CHECK(left(bars[2]) == doctest::Approx(zero + 2.5 * unit).epsilon(0.001));
    CHECK(right(bars[2]) == doctest::Approx(zero + 3.0 * unit).epsilon(0.001));
    CHECK(bars[2].has_class("accepted"));
    CHECK(left(bars[3]) == doctest::Approx(zero));
    CHECK(right(bars[3]) == doctest::Approx(zero + 2.5 * unit).epsilon(0.001));
    for (std::size_t i = 1; i < bars.size(); ++i) {
      CHECK(bars[i].number("y") >= bars[i - 1].number("y") + bars[i - 1].number("height"));
    }
  }
}

TEST_CASE("where zero would squeeze the steps, it is off the axis and totals are marks at their levels") {
  Waterfall chart = three_steps();
  chart.start = 100.0;
  const std::vector<Element> bars = bars_of(chart, narrow_canvas(Language::English));
  REQUIRE(bars.size() == 4);
  CHECK(bars[0].number("width") == doctest::Approx(6.0));
  CHECK((left(bars[0]) + right(bars[0])) / 2.0 == doctest::Approx(left(bars[1])));
  CHECK((left(bars[3]) + right(bars[3])) / 2.0 == doctest::Approx(left(bars[2])));
}

TEST_CASE("changes are written with their sign, levels without, labels with their values") {
  const std::vector<std::string> texts =
      test::texts_of(draw(three_steps(), narrow_canvas(Language::English)).svg.str());
  for (const char* text :
       {"1.00", "+2.00", "\u22120.50", "n/a", "2.50", "up: 12 years", "down", "Average", "This client"}) {
    CHECK_MESSAGE(std::count(texts.begin(), texts.end(), text) == 1, text);
  }
  const std::vector<std::string> french =
      test::texts_of(draw(three_steps(), narrow_canvas(Language::French)).svg.str());
  CHECK(std::count(french.begin(), french.end(), "haut\u00A0: 12 ans") == 1);
}

TEST_CASE("the threshold crosses all bars where it is") {
  Waterfall chart = three_steps();
  chart.threshold = Marker{1.0, {"Limit", "Limite"}};
  const std::string svg = draw(chart, narrow_canvas(Language::English)).svg.str();
  const std::vector<Element> lines = test::with_class(svg, "marker");
  REQUIRE(lines.size() == 1);
  const std::vector<Element> bars = bars_of(chart, narrow_canvas(Language::English));
  const std::vector<Point> ends = test::corners_of(lines[0].attributes.at("d"));
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].x == doctest::Approx(right(bars[0])).epsilon(0.001));
  CHECK(ends[0].y < bars.front().number("y"));
  CHECK(ends[1].y > bars.back().number("y") + bars.back().number("height"));
}

TEST_CASE("the waterfall's table has every change and the running total, in full precision") {
  Waterfall chart = three_steps();
  chart.start = 0.1;
  chart.steps[0].change = 1.0 / 3.0;
  chart.threshold = Marker{0.7, {"Limit", "Limite"}};
  const Table table = metrics_of(chart);
  REQUIRE(table.columns.size() == 4);
  REQUIRE(table.rows.size() == 6);
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<Number>(table.rows.at(row).at(column)).value;
  };
  CHECK(number(0, 3) == 0.1);
  CHECK(number(1, 2) == 1.0 / 3.0);
  CHECK(number(1, 3) == 0.1 + 1.0 / 3.0);
  CHECK(std::get<Text>(table.rows[1][1]).en == "12 years");
  CHECK(number(2, 2) == -0.5);
  CHECK(number(2, 3) == 0.1 + 1.0 / 3.0 - 0.5);
  CHECK(std::isnan(number(3, 2)));
  CHECK(number(4, 3) == number(3, 3));
  CHECK(number(5, 3) == 0.7);
  for (WaterfallStep& step : chart.steps) step.detail = {};
  CHECK(metrics_of(chart).columns.size() == 3);
}

TEST_CASE("levels that overflow, and no steps at all, are not drawn") {
  Waterfall chart = three_steps();
  for (const double start : std::vector<double>{NAN, INFINITY, 1.7e308}) {
    chart.start = start;
    chart.steps[0].change = 1.7e308;
    CHECK(draw(chart, narrow_canvas(Language::English)).height == 0.0);
  }
  CHECK(draw(Waterfall{}, narrow_canvas(Language::English)).height == 0.0);
  CHECK(metrics_of(Waterfall{}).rows.empty());
}

TEST_CASE("the keys of a waterfall are those of its signs") {
  const std::vector<LegendItem> legend = legend_of(three_steps());
  REQUIRE(legend.size() == 2);
  CHECK(legend[0].css_class == "refused");
  CHECK(legend[0].label.en == "raises");
  CHECK(legend[1].css_class == "accepted");
}
