#include "p8/statistics/statistics.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace p8 {

TEST_CASE("mean and standard deviation of a hand-computed sample") {
  CHECK(mean({2.0, 4.0, 9.0}) == 5.0);
  CHECK(standard_deviation({2.0, 4.0, 9.0}) == doctest::Approx(std::sqrt(13.0)));  // (9 + 1 + 16) / 2
  CHECK(std::isnan(mean({})));
  CHECK(std::isnan(standard_deviation({1.0})));
}

TEST_CASE("a quantile lies between the two values beside its position") {
  const std::vector<double> sorted = {1.0, 2.0, 4.0, 8.0};  // positions 0, 1, 2, 3
  CHECK(quantile_of_sorted(sorted, 0.0) == 1.0);
  CHECK(quantile_of_sorted(sorted, 0.5) == 3.0);
  CHECK(quantile_of_sorted(sorted, 0.75) == 5.0);  // position 2.25
  CHECK(quantile_of_sorted(sorted, 1.0) == 8.0);
  CHECK(quantile_of_sorted({7.0}, 0.3) == 7.0);
  CHECK(std::isnan(quantile_of_sorted({}, 0.5)));
}

TEST_CASE("quantiles sort, leave out NaN and bear infinities") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(quantiles({8.0, kNan, 1.0, 4.0, 2.0}, {0.5, 0.0}) == std::vector<double>{3.0, 1.0});
  CHECK(quantiles({kInfinity, kInfinity, kInfinity}, {0.3}).front() == kInfinity);
  CHECK(std::isnan(quantiles({kNan}, {0.5}).front()));
}

TEST_CASE("Wilson's interval agrees with published values and stays within [0, 1]") {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
  const auto agrees = [](const Interval& interval, double low, double high) {
    CHECK(std::abs(interval.low - low) < 5e-5);
    CHECK(std::abs(interval.high - high) < 5e-5);
  };
  agrees(wilson_interval(81, 263), 0.2553, 0.3662);
  agrees(wilson_interval(15, 148), 0.0624, 0.1605);
  agrees(wilson_interval(0, 20), 0.0, 0.1611);
  agrees(wilson_interval(1, 29), 0.0061, 0.1718);
  CHECK(wilson_interval(0, 20).low == 0.0);
  CHECK(wilson_interval(20, 20).high == 1.0);
  CHECK(wilson_interval(0, 0).low == 0.0);
  CHECK(wilson_interval(0, 0).high == 1.0);
}

}  // namespace p8
