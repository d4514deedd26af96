#include "p8/statistics/student.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("Student's quantiles are those of the printed tables") {
  // Fisher and Yates, table III: two-sided 5 % and 1 %.
  CHECK(student_quantile(0.975, 1) == doctest::Approx(12.7062047364).epsilon(1e-9));
  CHECK(student_quantile(0.975, 2) == doctest::Approx(4.30265272991).epsilon(1e-9));
  CHECK(student_quantile(0.975, 3) == doctest::Approx(3.18244630528).epsilon(1e-9));
  CHECK(student_quantile(0.975, 4) == doctest::Approx(2.7764451052).epsilon(1e-9));
  CHECK(student_quantile(0.995, 9) == doctest::Approx(3.24983554402).epsilon(1e-9));
  CHECK(student_quantile(0.975, 30) == doctest::Approx(2.04227245630).epsilon(1e-9));
  CHECK(student_quantile(0.975, 100'000) == doctest::Approx(1.96).epsilon(1e-4));
}

TEST_CASE("the distribution is symmetric, and the inverse of its quantiles") {
  for (const std::size_t degrees : {1U, 2U, 3U, 4U, 5U, 8U, 17U}) {
    CAPTURE(degrees);
    CHECK(student_distribution(0.0, degrees) == 0.5);
    for (const double p : {0.001, 0.1, 0.3, 0.5, 0.8, 0.99}) {
      CHECK(student_distribution(student_quantile(p, degrees), degrees) == doctest::Approx(p).epsilon(1e-9));
      CHECK(student_quantile(p, degrees) == doctest::Approx(-student_quantile(1.0 - p, degrees)));
    }
  }
}

TEST_CASE("the interval of a mean by hand: 1, 2 and 3 have a mean of 2 ± 4.303 / sqrt(3)") {
  const Interval interval = mean_interval({1.0, 2.0, 3.0});
  CHECK(interval.low == doctest::Approx(2.0 - 4.30265272991 / std::sqrt(3.0)));
  CHECK(interval.high == doctest::Approx(2.0 + 4.30265272991 / std::sqrt(3.0)));
  CHECK(std::isnan(mean_interval({0.5}).low));
  CHECK(mean_interval({0.5, 0.5}).high == 0.5);
}
