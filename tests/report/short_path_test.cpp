#include "p8/report/short_path.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "report/charts/drawing.h"

using namespace p8::report;

TEST_CASE("numbers are relative to the pen, to a tenth, without what can be left out") {
  ShortPath path;
  path.move_to({12.34, 5.0}).line_to({14.3, 4.5}).across_to(10.3).up_to(0.0).close().move_to({12.3, 15.0});
  CHECK(path.str() == "m12.3 5 2-.5h-4v-4.5zm0 10");
}

TEST_CASE("a path read back is the one that was drawn, however long it is") {
  p8::Random random(1);
  const auto any = [&] { return random.uniform() * 1000.0 - 300.0; };
  ShortPath path;
  std::vector<Point> expected;
  Point pen;
  for (int i = 0; i < 3000; ++i) {
    switch (i == 0 ? 0 : random.below(4)) {
      case 0:
        pen = {any(), any()};
        path.move_to(pen);
        break;
      case 1:
        pen = {any(), any()};
        path.line_to(pen);
        break;
      case 2:
        path.across_to(pen.x = any());
        break;
      default:
        path.up_to(pen.y = any());
    }
    expected.push_back(pen);
  }
  const std::vector<Point> drawn = p8::test::corners_of(path.str());
  REQUIRE(drawn.size() == expected.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    CHECK(std::abs(drawn[i].x - expected[i].x) <= 0.05 + 1e-6);
    CHECK(std::abs(drawn[i].y - expected[i].y) <= 0.05 + 1e-6);
  }
}

TEST_CASE("what is not finite is drawn at zero") {
  ShortPath path;
  const double infinite = std::numeric_limits<double>::infinity();
  path.move_to({NAN, infinite}).across_to(-infinite);
  CHECK(path.str() == "m0 0h0");
}
