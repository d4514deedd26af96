#include "p8/vision/classifier/temperature.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/embedding/similarity.h"

namespace p8 {

namespace {

/// Rows whose labels were drawn from the softmax of the scores at that temperature.
ScoredRows drawn(double temperature, std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  ScoredRows scored;
  scored.classes = 4;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < scored.classes; ++c) scored.scores.push_back(random.uniform());
    const std::vector<double> p = softmax(scored.scores.data() + row * 4, 4, temperature);
    double left = random.uniform();
    std::size_t label = 0;
    while (label < 3 && left >= p[label]) left -= p[label++];
    scored.labels.push_back(label);
  }
  return scored;
}

double loss(const ScoredRows& scored, const std::vector<double>& temperatures) {
  double sum = 0.0;
  for (std::size_t row = 0; row < scored.labels.size(); ++row) {
    sum -= std::log(softmax(scored.scores.data() + row * 4, 4, temperatures[row])[*scored.labels[row]]);
  }
  return sum;
}

std::vector<std::size_t> all_rows(const ScoredRows& scored) {
  std::vector<std::size_t> rows(scored.labels.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  return rows;
}

}  // namespace

TEST_CASE("the temperature that labels were drawn with is found again") {
  for (const double temperature : {0.02, 0.2, 2.0}) {
    const ScoredRows scored = drawn(temperature, 20000, 5);
    CHECK(*fit_temperature(scored, all_rows(scored)) == doctest::Approx(temperature).epsilon(0.12));
  }
}

TEST_CASE("no other temperature has less loss: a scan as an oracle") {
  const ScoredRows scored = drawn(0.3, 60, 8);
  const double best = *fit_temperature(scored, all_rows(scored));
  const double least = loss(scored, std::vector<double>(60, best));
  for (double other = 1e-3; other < 10.0; other *= 1.03) {
    CHECK(loss(scored, std::vector<double>(60, other)) >= least - 1e-6);
  }
}

TEST_CASE("a row's temperature does not know its label") {
  ScoredRows scored = drawn(0.3, 50, 9);
  const CrossFittedTemperature before = *cross_fit_temperature(scored, 42);
  scored.labels[7] = (*scored.labels[7] + 1) % 4;
  const CrossFittedTemperature after = *cross_fit_temperature(scored, 42);
  CHECK(after.of_row[7] == before.of_row[7]);
  CHECK(after.of_all != before.of_all);
}

TEST_CASE("a temperature beyond the first bounds is found, and where none is best that is said") {
  for (const double temperature : {1e-6, 300.0}) {
    CAPTURE(temperature);
    ScoredRows scored = drawn(0.3, 4000, 6);  // the same rows, their scores shrunk or stretched
    for (double& score : scored.scores) score *= temperature / 0.3;
    const double found = *fit_temperature(scored, all_rows(scored));
    CHECK(found == doctest::Approx(temperature).epsilon(0.2));
    CHECK_FALSE(cross_fit_temperature(scored, 42)->at_limit);
  }
  ScoredRows right = drawn(0.3, 40, 7);
  for (std::size_t row = 0; row < 40; ++row) {
    const auto scores = right.scores.begin() + static_cast<std::ptrdiff_t>(4 * row);
    right.labels[row] = static_cast<std::size_t>(std::max_element(scores, scores + 4) - scores);
  }
  CHECK(cross_fit_temperature(right, 42)->at_limit);
}

TEST_CASE("rows without a label get the temperature of all, and too few labels give none") {
  ScoredRows scored = drawn(0.3, 30, 10);
  scored.labels[4].reset();
  const CrossFittedTemperature fitted = *cross_fit_temperature(scored, 42);
  CHECK(fitted.of_row[4] == fitted.of_all);
  std::fill(scored.labels.begin() + 9, scored.labels.end(), std::nullopt);
  CHECK_FALSE(cross_fit_temperature(scored, 42));
  CHECK_FALSE(fit_temperature(scored, {}));
}

}  // namespace p8
