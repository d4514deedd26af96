#include "p8/credit/model/value_range.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

namespace {

ValueRange range_of(std::vector<double> quantiles) { return ValueRange({std::move(quantiles), {}, {}}); }

FeatureProfile profile_of(const std::vector<double>& values) {
  FeatureBlock block(1, values.size());
  std::copy(values.begin(), values.end(), block.column(0));
  return profile_features(Schema({{"x", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal), block).front();
}

}  // namespace

TEST_CASE("the share of clients below a value is linear between quantiles, and equal values count half") {
  const ValueRange range = range_of({0.0, 0.0, 1.0, 2.0, 4.0});
  CHECK(range.share_below(-1.0) == 0.0);
  CHECK(range.share_below(0.0) == 0.125);
  CHECK(range.share_below(0.5) == 0.375);
  CHECK(range.share_below(1.0) == 0.5);
  CHECK(range.share_below(3.0) == 0.875);
  CHECK(range.share_below(4.0) == 1.0);
  CHECK(range.share_below(9.0) == 1.0);
  CHECK(range_of({7.0, 7.0, 7.0}).share_below(7.0) == 0.5);
  CHECK(range_of({7.0}).share_below(7.0) == 0.5);
  CHECK(range_of({7.0}).share_below(6.0) == 0.0);
  CHECK(range_of({7.0}).share_below(8.0) == 1.0);
}

TEST_CASE("the share of clients below never falls, and tells the true share to a twentieth where few are equal") {
  Random rng(5);
  std::vector<double> values;
  for (int i = 0; i < 500; ++i) values.push_back(std::pow(rng.uniform(), 3.0));
  const ValueRange range(profile_of(values));
  double last = 0.0;
  double worst = 0.0;
  for (double x = -0.1; x < 1.1; x += 0.001) {
    const double share = range.share_below(x);
    CHECK(share >= last);
    last = share;
    const auto below = std::count_if(values.begin(), values.end(), [&](double value) { return value < x; });
    worst = std::max(worst, std::abs(share - static_cast<double>(below) / 500.0));
  }
  CHECK(worst < 0.05);
}

TEST_CASE("a range knows its ends, its median and what may be added to make a value round") {
  std::vector<double> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(0.5 * i);
  const ValueRange range(profile_of(values));
  CHECK(range.low() == 0.0);
  CHECK(range.high() == 500.0);
  CHECK(range.median() == 250.0);
  CHECK(range.rounding() == doctest::Approx(0.45));
}

TEST_CASE("integers are recognised by their quantiles, even by those that fall between two of them") {
  Random rng(6);
  for (const std::size_t rows : {21, 100, 101, 1001, 4999, 5000}) {
    CAPTURE(rows);
    std::vector<double> counts;
    std::vector<double> days;
    std::vector<double> halves;
    std::vector<double> fractions;
    for (std::size_t i = 0; i < rows; ++i) {
      counts.push_back(static_cast<double>(rng.below(4)));
      days.push_back(-static_cast<double>(rng.below(20000)));
      halves.push_back(0.5 * static_cast<double>(rng.below(12)));
      fractions.push_back(rng.uniform());
    }
    days.front() = 365243.0;
    halves.front() = 5.5;  // at the upper end, where no quantile lies between
    CHECK(ValueRange(profile_of(counts)).holds_integers());
    CHECK(ValueRange(profile_of(days)).holds_integers());
    CHECK_FALSE(ValueRange(profile_of(halves)).holds_integers());
    CHECK_FALSE(ValueRange(profile_of(fractions)).holds_integers());
  }
  CHECK(range_of({1.0, 2.0, 2.0, 9.0}).holds_integers());
  CHECK_FALSE(range_of({1.0, 2.0, 2.5, 9.0}).holds_integers());
}

TEST_CASE("the median of integers is one") {
  CHECK(ValueRange(profile_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})).median() ==
        doctest::Approx(1.0));
}

TEST_CASE("the roundest number between two is the multiple of the largest power of ten that is nearest to the first") {
  CHECK(roundest_between(123456.5, 135000.0) == 130000.0);
  CHECK(roundest_between(123456.5, 125000.0) == 124000.0);
  CHECK(roundest_between(97.0, 250.0) == 100.0);
  CHECK(roundest_between(250.0, 97.0) == 200.0);
  CHECK(roundest_between(0.3001, 0.35) == 0.31);
  CHECK(roundest_between(0.07, 0.071) == 0.07);
  CHECK(roundest_between(-1246.2, -1400.0) == -1300.0);
  CHECK(roundest_between(-1400.0, -1246.2) == -1400.0);
  CHECK(roundest_between(-3.0, 2.0) == 0.0);
  CHECK(roundest_between(2025.0, 2025.07) == 2025.0);
  CHECK(roundest_between(1e-35, 0.001) == 0.001);
  CHECK(roundest_between(3.3e120, 4.5e120) == 4e120);
  CHECK(roundest_between(1.0 / 3.0, 1.0 / 3.0) == 1.0 / 3.0);
}

TEST_CASE("the roundest number lies between its ends and is an integer from an integer") {
  Random rng(7);
  for (int round = 0; round < 3000; ++round) {
    const double scale = std::pow(10.0, 8.0 * rng.uniform() - 4.0);
    const double nearest = scale * (2.0 * rng.uniform() - 1.0);
    const double limit = nearest + 0.1 * scale * (2.0 * rng.uniform() - 1.0);
    const double value = roundest_between(nearest, limit);
    CAPTURE(nearest);
    CAPTURE(limit);
    CHECK(value >= std::min(nearest, limit));
    CHECK(value <= std::max(nearest, limit));
    const double whole = std::round(1000.0 * nearest);
    const double rounded = roundest_between(whole, whole + 900.0 * (rng.uniform() - 0.5));
    CHECK(rounded == std::round(rounded));
  }
}
