#include "p8/credit/model/decision.h"

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("a client on the threshold is accepted, one just above it refused") {
  CHECK(!is_refused(0.411, 0.411));
  CHECK(is_refused(std::nextafter(0.411, 1.0), 0.411));
  CHECK(!is_refused(0.0, 0.0));
  CHECK(!is_refused(1.0, 1.0));
}

TEST_CASE("600 points at odds of 50 to 1, 20 more each time the odds double") {
  const ScoreScale scale;
  CHECK(scale.points(1.0 / 51.0) == 600);
  CHECK(scale.points(1.0 / 101.0) == 620);
  CHECK(scale.points(1.0 / 26.0) == 580);
  CHECK(scale.points(0.5) == 487);  // 600 - 20 log2(50)
  CHECK(ScoreScale{1000.0, 1.0, 100.0}.points(0.5) == 1000);
}

TEST_CASE("certainty has a finite score, and a higher risk never more points") {
  const ScoreScale scale;
  CHECK(scale.points(0.0) > 1000);
  CHECK(scale.points(1.0) < 0);
  for (double p = 0.0; p < 1.0; p += 0.01) CHECK(scale.points(p + 0.01) <= scale.points(p));
}
