#include "p8/credit/model/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/base/random.h"
#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

struct Sample {
  std::vector<double> margins;
  std::vector<int> defaulted;
};

/// Margins on a grid of quarters, labels drawn from a logistic of slope 0.5 and intercept -1.
Sample random_sample(Random& random, std::size_t rows) {
  Sample sample;
  for (std::size_t row = 0; row < rows; ++row) {
    sample.margins.push_back(static_cast<double>(random.below(33)) / 4.0 - 4.0);
    sample.defaulted.push_back(random.uniform() < logistic(0.5 * sample.margins.back() - 1.0) ? 1 : 0);
  }
  return sample;
}

/// The isotonic regression by its min-max formula (Robertson, Wright and Dykstra 1988, theorem 1.4.4).
double slow_isotonic(const std::vector<ScoreGroup>& groups, std::size_t i) {
  double highest = 0.0;
  for (std::size_t first = 0; first <= i; ++first) {
    double lowest = 1.0;
    for (std::size_t last = i; last < groups.size(); ++last) {
      double positives = 0.0;
      double rows = 0.0;
      for (std::size_t group = first; group <= last; ++group) {
        positives += static_cast<double>(groups[group].positives);
        rows += static_cast<double>(groups[group].rows());
      }
      lowest = std::min(lowest, positives / rows);
    }
    highest = std::max(highest, lowest);
  }
  return highest;
}

}  // namespace

TEST_CASE("the logistic function keeps its precision at both ends") {
  CHECK(logistic(0.0) == 0.5);
  CHECK(logistic(-50.0) == doctest::Approx(std::exp(-50.0)).epsilon(1e-12));
  CHECK(logistic(-1000.0) == 0.0);
  CHECK(logistic(1000.0) == 1.0);
}

TEST_CASE("without calibration P(default) is the logistic function of the margin") {
  const Calibration none = fit_calibration(CalibrationMethod::None, {1.0, 2.0}, {0, 1});
  CHECK(none.apply(1.25) == logistic(1.25));
  CHECK(none.apply(std::vector<double>{0.0, 1.25}) == std::vector<double>{0.5, logistic(1.25)});
}

TEST_CASE("a sigmoid meets its smoothed targets: two margins fit exactly") {
  // Three rows at -1 with one default, two at +1 with two: targets are (3 + 1) / (3 + 2) and 1 / (2 + 2).
  const Calibration sigmoid =
      fit_calibration(CalibrationMethod::Sigmoid, {-1.0, -1.0, -1.0, 1.0, 1.0}, {0, 0, 1, 1, 1});
  CHECK(std::abs(sigmoid.apply(-1.0) - (0.25 + 0.25 + 0.8) / 3.0) < 1e-5);
  CHECK(std::abs(sigmoid.apply(1.0) - 0.8) < 1e-5);
}

TEST_CASE("a sigmoid finds the slope and intercept that made the labels") {
  Random random(21);
  const Sample sample = random_sample(random, 40000);
  const Calibration sigmoid = fit_calibration(CalibrationMethod::Sigmoid, sample.margins, sample.defaulted);
  CHECK(std::abs(sigmoid.slope - 0.5) < 0.03);
  CHECK(std::abs(sigmoid.intercept + 1.0) < 0.05);
}

TEST_CASE("a sigmoid of separable or reversed classes stays finite and never falls") {
  const Calibration separable = fit_calibration(CalibrationMethod::Sigmoid, {-2.0, -1.0, 1.0, 2.0}, {0, 0, 1, 1});
  CHECK(std::isfinite(separable.slope));
  CHECK(separable.apply(2.0) > 0.6);
  const Calibration reversed = fit_calibration(CalibrationMethod::Sigmoid, {-2.0, -1.0, 1.0, 2.0}, {1, 1, 0, 0});
  CHECK(reversed.slope == 0.0);
  CHECK(reversed.apply(5.0) == 0.5);
  CHECK(reversed.apply(std::numeric_limits<double>::infinity()) == 0.5);
  const Calibration one_class = fit_calibration(CalibrationMethod::Sigmoid, {0.0, 1.0}, {0, 0});
  CHECK(one_class.apply(0.5) == doctest::Approx(0.25));
}

TEST_CASE("isotonic by hand: each knot lies between the fits with one client more, knots are joined by lines") {
  const Calibration isotonic =
      fit_calibration(CalibrationMethod::Isotonic, {0.0, 1.0, 2.0, 3.0, 4.0, 4.0}, {0, 1, 0, 1, 1, 1});
  CHECK(isotonic.margins == std::vector<double>{0.0, 1.0, 2.0, 3.0, 4.0});
  // At 0: p0 = 0, p1 = 1/2. At 1 and 2, one pool: 1/3 and 2/3. At 3: 1/2 and 1. At 4: 3/4 and 1.
  const double expected[] = {1.0 / 3.0, 0.5, 0.5, 2.0 / 3.0, 0.8};
  for (std::size_t i = 0; i < 5; ++i) CHECK(isotonic.probabilities[i] == doctest::Approx(expected[i]).epsilon(1e-12));
  CHECK(isotonic.apply(0.5) == doctest::Approx((1.0 / 3.0 + 0.5) / 2.0));
  CHECK(isotonic.apply(1.7) == doctest::Approx(0.5));
  CHECK(isotonic.apply(-9.0) == isotonic.probabilities.front());
  CHECK(isotonic.apply(9.0) == isotonic.probabilities.back());
}

TEST_CASE("a pool of n clients without a default gives 1 / (n + 2), never 0; one of defaults never 1") {
  for (const std::size_t n : {1, 7, 1000}) {
    std::vector<double> margins;
    std::vector<int> defaulted;
    for (std::size_t i = 0; i < 2 * n; ++i) {
      margins.push_back(static_cast<double>(i));
      defaulted.push_back(i < n ? 0 : 1);
    }
    const Calibration isotonic = fit_calibration(CalibrationMethod::Isotonic, margins, defaulted);
    const double least = 1.0 / static_cast<double>(n + 2);
    CHECK(isotonic.apply(-1.0) == doctest::Approx(least));
    CHECK(isotonic.apply(1e9) == doctest::Approx(1.0 - least));
  }
}

TEST_CASE("isotonic calibration agrees with the min-max formula with one client more, on margins with ties") {
  Random random(22);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Sample sample = random_sample(random, 20 + random.below(100));
    const Calibration isotonic = fit_calibration(CalibrationMethod::Isotonic, sample.margins, sample.defaulted);
    const std::vector<ScoreGroup> groups = group_by_score(sample.margins, sample.defaulted);
    for (std::size_t knot = 0; knot < isotonic.margins.size(); ++knot) {
      std::size_t i = 0;
      while (groups[i].score != isotonic.margins[knot]) ++i;
      std::vector<ScoreGroup> repaid = groups;
      ++repaid[i].negatives;
      std::vector<ScoreGroup> failed = groups;
      ++failed[i].positives;
      const double p0 = slow_isotonic(repaid, i);
      const double p1 = slow_isotonic(failed, i);
      CHECK(isotonic.probabilities[knot] == doctest::Approx(p1 / (1.0 - p0 + p1)).epsilon(1e-12));
    }
  }
}

TEST_CASE("every calibration stays in [0, 1] and never falls as the margin rises") {
  Random random(23);
  const Sample sample = random_sample(random, 300);
  for (const auto method : {CalibrationMethod::None, CalibrationMethod::Sigmoid, CalibrationMethod::Isotonic}) {
    const Calibration calibration = fit_calibration(method, sample.margins, sample.defaulted);
    double previous = 0.0;
    for (int step = -1200; step <= 1200; ++step) {
      const double p = calibration.apply(step / 200.0);
      CHECK(p >= previous);
      CHECK(p < 1.0);
      CHECK(p > 0.0);
      previous = p;
    }
    CHECK(calibration.apply(-std::numeric_limits<double>::infinity()) >= 0.0);
    CHECK(std::isnan(calibration.apply(std::numeric_limits<double>::quiet_NaN())));
  }
}

TEST_CASE("wrong input is refused in words") {
  const auto fit = [](const std::vector<double>& margins, const std::vector<int>& labels) {
    return fit_calibration(CalibrationMethod::Isotonic, margins, labels);
  };
  CHECK_THROWS_WITH_AS(fit({}, {}), "no clients to calibrate on", Error);
  CHECK_THROWS_WITH_AS(fit({0.5}, {0, 1}), "1 scores but 2 labels", Error);
  CHECK_THROWS_WITH_AS(fit({0.5, std::numeric_limits<double>::infinity()}, {0, 1}),
                       "the margin of row 2 is inf, expected a finite number", Error);
}

}  // namespace p8
