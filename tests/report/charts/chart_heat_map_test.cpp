#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>

#include "gallery/gallery_page.h"
#include "p8/base/random.h"
#include "p8/report/charts/chart_parts.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/escape.h"
#include "report/charts/drawing.h"

using namespace p8;
using namespace p8::report;
using p8::test::corners_of;
using p8::test::Element;
using p8::test::elements_of;
using p8::test::starts_of;
using p8::test::texts_of;
using p8::test::with_class;

namespace {

HeatMap two_classes() {
  HeatMap chart;
  chart.text.title = {"Confusions", "Confusions"};
  chart.rows_are = {"true class", "classe réelle"};
  chart.columns_are = {"predicted class", "classe prédite"};
  chart.names = {same("Watches"), same("Pens")};
  chart.values = {8, 2, 0, 5};
  chart.levels = {0.8, 0.2, 0.0, 1.0};
  chart.level_name = {"Share of the row", "Part de la ligne"};
  chart.diagonal_name = {"right", "juste"};
  return chart;
}

HeatMap classes(std::size_t count, double highest, const std::string& name = "Class ") {
  HeatMap chart = two_classes();
  chart.names.clear();
  chart.levels.clear();
  chart.values.clear();
  for (std::size_t i = 0; i < count; ++i) chart.names.push_back(user_text(name + std::to_string(i)));
  Random random(4);
  for (std::size_t i = 0; i < count * count; ++i) chart.values.push_back(std::floor(highest * random.uniform()));
  return chart;
}

std::string drawn(const HeatMap& chart, bool narrow, Language language = Language::English) {
  return draw(chart, narrow ? narrow_canvas(language) : wide_canvas(language)).svg.str();
}

std::size_t times(const std::vector<std::string>& texts, const std::string& text) {
  return static_cast<std::size_t>(std::count(texts.begin(), texts.end(), text));
}

}  // namespace

TEST_CASE("each cell has its number; its shade says its level, and none where the level is zero") {
  const std::string svg = drawn(two_classes(), false);
  const std::vector<std::string> texts = texts_of(svg);
  for (const char* text : {"8", "2", "0", "5"}) CHECK(times(texts, text) == 1);
  CHECK(times(texts, "Watches") == 2);  // a row and a column
  CHECK(times(texts, "Rows: true class") == 1);
  CHECK(times(texts, "Columns: predicted class") == 1);
  CHECK(with_class(svg, "more-1").size() == 1);  // 0.2 is up to the first limit's end
  CHECK(with_class(svg, "more-4").size() == 1);
  CHECK(with_class(svg, "more-5").size() == 1);
  CHECK(with_class(svg, "shade").size() == 3);
  CHECK(starts_of(with_class(svg, "outlined").at(0).attributes.at("d")).size() == 2);
  CHECK(with_class(svg, "frame").size() == 1);
}

TEST_CASE("numbers on the dark shades are light, numbers without a shade soft") {
  for (const Element& text : elements_of(drawn(two_classes(), true))) {
    if (text.tag != "text") continue;
    if (text.text == "8" || text.text == "5") CHECK(text.has_class("on"));
    if (text.text == "2") CHECK_FALSE(text.has_class("on"));
    if (text.text == "0") CHECK(text.has_class("tick"));
  }
}

TEST_CASE("a number stands in the middle of its shade") {
  const std::string svg = drawn(two_classes(), false);
  const std::vector<Point> corners = corners_of(with_class(svg, "more-4").at(0).attributes.at("d"));
  for (const Element& text : elements_of(svg)) {
    if (text.text != "8") continue;
    CHECK(text.number("x") == doctest::Approx((corners[0].x + corners[1].x) / 2.0));
    CHECK(text.number("y") > corners[0].y);
    CHECK(text.number("y") < corners[2].y);
  }
}

TEST_CASE("levels below zero have shades of their own, and the legend explains all that occur") {
  HeatMap chart = two_classes();
  chart.values = {1.0, -0.5, -0.5, 1.0};
  chart.levels.clear();
  chart.format = fixed(2);
  CHECK(with_class(drawn(chart, false), "less-3").size() == 1);
  const std::vector<LegendItem> legend = legend_of(chart);
  REQUIRE(legend.size() == 1 + 3 + 5 + 1);  // name, below zero, above, the diagonal
  CHECK(legend[0].shape == LegendItem::Shape::None);
  CHECK(legend[1].css_class == "shade less-3");
  CHECK(legend[1].label.en == "−60% to −40%");
  CHECK(legend[4].label.en == "0% to 20%");
  CHECK(legend[8].label.fr == "de 80\u202F% à 100\u202F%");
  CHECK(legend[9].label.en == "right");
  CHECK(legend_of(two_classes()).size() == 1 + 5 + 1);
}

TEST_CASE("numbers and labels have room, whatever the number of classes; columns without room stand in bands") {
  for (const std::size_t count : {1, 2, 7, 20}) {
    for (const double highest : {9.0, 999.0, 99999.0}) {
      for (const bool narrow : {false, true}) {
        const Canvas canvas = narrow ? narrow_canvas(Language::French) : wide_canvas(Language::French);
        const HeatMap chart = classes(count, highest);
        const Drawing drawing = draw(chart, canvas);
        std::size_t columns = 0;
        for (const Element& frame : with_class(drawing.svg.str(), "frame")) {
          const std::vector<Point> corners = corners_of(frame.attributes.at("d"));
          CHECK(corners[1].x <= canvas.width);
          CHECK(corners[2].y <= drawing.height);
          ++columns;
        }
        CHECK(columns >= 1);
        const std::vector<std::string> texts = texts_of(drawing.svg.str());
        for (std::size_t i = 0; i < chart.values.size(); ++i) {
          CHECK(times(texts, format(chart.values[i], integer(), Language::French)) >= 1);
        }
      }
    }
  }
  CHECK(with_class(drawn(classes(20, 999.0), false), "frame").size() == 1);
  CHECK(with_class(drawn(classes(20, 999.0), true), "frame").size() > 1);
  CHECK(with_class(drawn(classes(7, 99.0), true), "frame").size() == 1);
}

TEST_CASE("names too long for a narrow drawing become numbers with a key; no letter of them is lost") {
  const HeatMap chart = classes(7, 99.0, "Health and Beauty Products ");
  std::string joined;
  for (const std::string& text : texts_of(drawn(chart, true))) joined += without_isolates(text) + " ";
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(joined.find(std::to_string(i + 1) + " Health and Beauty Products " + std::to_string(i)) != std::string::npos);
  }
}

TEST_CASE("names too long to stand upright over a column are numbered in a wide drawing") {
  HeatMap chart = classes(3, 99.0, std::string(90, 'x'));
  chart.more_columns = {{"not answered", "sans réponse"}};
  chart.values.assign(12, 3.0);
  const std::vector<std::string> texts = texts_of(drawn(chart, false));
  for (const char* number : {"1", "2"}) CHECK(times(texts, number) == 2);
  CHECK(times(texts, "4") == 2);  // over its column and in the key of what is no row
  CHECK(times(texts, "not answered") == 1);
}

TEST_CASE("undefined cells have a dash, and a matrix too short is filled with them") {
  HeatMap chart = two_classes();
  chart.values = {NAN, 2, 3};
  CHECK(times(texts_of(drawn(chart, false)), "–") == 2);
  CHECK(std::isnan(std::get<Number>(metrics_of(chart).rows[1][2]).value));
}

TEST_CASE("a matrix without a number is said to be empty") {
  HeatMap chart = two_classes();
  chart.values.assign(4, NAN);
  CHECK(draw(chart, wide_canvas(Language::English)).height == 0.0);
  CHECK(draw(HeatMap{}, wide_canvas(Language::English)).height == 0.0);
}

TEST_CASE("the table has every number under the name of its column") {
  HeatMap chart = two_classes();
  chart.more_columns = {{"not answered", "sans réponse"}};
  chart.values = {8, 2, 1, 0, 5, 4};
  const Table table = metrics_of(chart);
  REQUIRE(table.columns.size() == 4);
  CHECK(table.columns[0].label.en == "Rows: true class; columns: predicted class");
  CHECK(table.columns[3].label.fr == "sans réponse");
  REQUIRE(table.rows.size() == 2);
  CHECK(std::get<Number>(table.rows[1][3]).value == 4);
}

TEST_CASE("fewer shades are spread from the lightest to the darkest") {
  HeatMap chart = two_classes();
  chart.limits = {0.0, 0.5, 1.0};
  const std::vector<LegendItem> legend = legend_of(chart);
  CHECK(legend[1].css_class == "shade more-1");
  CHECK(legend[2].css_class == "shade more-5");
  chart.limits = {0.0};
  CHECK(with_class(drawn(chart, false), "shade").empty());
}
