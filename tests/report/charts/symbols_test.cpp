#include "p8/report/charts/symbols.h"

#include <doctest/doctest.h>

#include "report/charts/drawing.h"

using namespace p8::report;
using p8::test::corners_of;
using p8::test::starts_of;

namespace {

std::string path_of(Symbol symbol, const std::vector<Point>& at, double size) {
  Markup svg;
  draw_symbols(svg, symbol, at, size, "s1");
  return p8::test::with_class(svg.str(), "symbol").at(0).attributes.at("d");
}

}  // namespace

TEST_CASE("circles and squares are strokes of length zero at their points, to a tenth of a pixel") {
  const std::vector<Point> at = {{12.34, 5.0}, {10.0, 5.0}, {0.0, -3.26}};
  for (const Symbol symbol : {Symbol::Circle, Symbol::Square}) {
    const std::vector<Point> starts = starts_of(path_of(symbol, at, 6.0));
    REQUIRE(starts.size() == 3);
    CHECK(starts[0].x == doctest::Approx(12.3));
    CHECK(starts[0].y == doctest::Approx(5.0));
    CHECK(starts[1].x == doctest::Approx(10.0));
    CHECK(starts[2].x == doctest::Approx(0.0));
    CHECK(starts[2].y == doctest::Approx(-3.3));
  }
  CHECK(path_of(Symbol::Circle, {{12.34, 5.0}, {10.0, 5.0}}, 6.0) == "m12.3 5h0m-2.3 0h0");
}

TEST_CASE("the other symbols are drawn around each of their points, however many came before") {
  const std::vector<Point> at = {{20.0, 20.0}, {100.0, 50.0}, {60.0, 20.0}};
  for (const Symbol symbol : {Symbol::Triangle, Symbol::Diamond, Symbol::Plus, Symbol::Cross}) {
    const std::vector<Point> corners = corners_of(path_of(symbol, at, 6.0));
    REQUIRE(corners.size() % 3 == 0);
    const std::size_t each = corners.size() / 3;
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const Point& point = at[i / each];
      CHECK(std::abs(corners[i].x - point.x) <= 3.0);
      CHECK(std::abs(corners[i].y - point.y) <= 3.0);
      CHECK(corners[i].x - point.x == doctest::Approx(corners[i % each].x - at[0].x));
    }
  }
}

TEST_CASE("no points draw nothing, and the classes are those that the style and scripts look for") {
  Markup svg;
  draw_symbols(svg, Symbol::Circle, {}, 6.0, "s1");
  CHECK(svg.str().empty());
  draw_symbols(svg, Symbol::Triangle, {{1.0, 2.0}}, 6.0, "value-high");
  const std::vector<p8::test::Element> drawn = p8::test::elements_of(svg.str());
  REQUIRE(drawn.size() == 1);
  for (const char* word : {"mark", "symbol", "value-high"}) CHECK(drawn[0].has_class(word));
  CHECK(drawn[0].number("stroke-width") == doctest::Approx(3.0));
}
