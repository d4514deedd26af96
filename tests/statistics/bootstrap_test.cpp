#include "p8/statistics/bootstrap.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "p8/statistics/binomial.h"

using namespace p8;

namespace {

// P(exactly k of n) by logarithms of factorials.
double binomial_probability(std::size_t k, std::size_t n, double p) {
  const auto x = static_cast<double>(k);
  const auto trials = static_cast<double>(n);
  return std::exp(std::lgamma(trials + 1.0) - std::lgamma(x + 1.0) - std::lgamma(trials - x + 1.0) + x * std::log(p) +
                  (trials - x) * std::log1p(-p));
}

// The smallest k with P(at most k) >= level.
std::size_t binomial_quantile(double level, std::size_t n, double p) {
  double sum = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    sum += binomial_probability(k, n, p);
    if (sum >= level) return k;
  }
  return n;
}

}  // namespace

TEST_CASE("binomial draws come as often as the formula says") {
  Random random(5);
  constexpr int kDraws = 200'000;
  for (const double p : {0.5, 0.08, 0.93}) {
    CAPTURE(p);
    constexpr std::size_t kTrials = 12;
    const Binomial binomial(kTrials, p);
    std::vector<int> counts(kTrials + 1, 0);
    for (int i = 0; i < kDraws; ++i) ++counts.at(binomial.draw(random));
    double chi_square = 0.0;
    for (std::size_t k = 0; k <= kTrials; ++k) {
      const double expected = kDraws * binomial_probability(k, kTrials, p);
      if (expected < 1.0) continue;
      chi_square += (counts[k] - expected) * (counts[k] - expected) / expected;
    }
    CHECK(chi_square < 32.9);  // 99.9 % quantile at 12 degrees of freedom
  }
}

TEST_CASE("binomial draws of many trials have the mean and the spread of the formula") {
  Random random(6);
  for (const double p : {1e-6, 0.2, 0.999}) {
    CAPTURE(p);
    constexpr double kTrials = 307'511.0;
    const Binomial binomial(static_cast<std::size_t>(kTrials), p);
    std::vector<double> draws;
    for (int i = 0; i < 100'000; ++i) draws.push_back(static_cast<double>(binomial.draw(random)));
    const double spread = std::sqrt(kTrials * p * (1.0 - p));
    CHECK(std::abs(mean(draws) - kTrials * p) < 4.0 * spread / std::sqrt(1e5));
    CHECK(standard_deviation(draws) == doctest::Approx(spread).epsilon(0.02));
  }
}

TEST_CASE("impossible and certain successes are drawn as such") {
  Random random(7);
  CHECK(Binomial(1000, 0.0).draw(random) == 0);
  CHECK(Binomial(1000, 1.0).draw(random) == 1000);
  CHECK(Binomial(0, 0.5).draw(random) == 0);
}

TEST_CASE("the interval of a share is that of the binomial distribution, and alike for the same seed") {
  for (const auto& shares : {std::pair<std::size_t, std::size_t>{30, 100}, {7, 31}, {1990, 2000}}) {
    const auto& successes = shares.first;
    const auto& trials = shares.second;
    CAPTURE(trials);
    Random random(42);
    const Interval interval = percentile_interval(resampled_shares(successes, trials, 20'000, random));
    const double p = static_cast<double>(successes) / static_cast<double>(trials);
    const auto count = [&, n = trials](double end) { return std::lround(end * static_cast<double>(n)); };
    CHECK(std::abs(count(interval.low) - static_cast<long>(binomial_quantile(0.025, trials, p))) <= 1);
    CHECK(std::abs(count(interval.high) - static_cast<long>(binomial_quantile(0.975, trials, p))) <= 1);
    Random again(42);
    CHECK(percentile_interval(resampled_shares(successes, trials, 20'000, again)).low == interval.low);
  }
}

TEST_CASE("a share of none or of all still has an interval, a share of nobody has none") {
  Random random(8);
  const Interval none = percentile_interval(resampled_shares(0, 30, 1000, random));
  CHECK(none.low == 0.0);
  CHECK(none.high > 0.0);
  CHECK(none.high < 0.15);
  const Interval all = percentile_interval(resampled_shares(30, 30, 1000, random));
  CHECK(all.low < 1.0);
  CHECK(all.high == 1.0);
  const Interval one = percentile_interval(resampled_shares(1, 1, 1000, random));
  CHECK(one.low == 0.0);
  CHECK(one.high == 1.0);
  CHECK(std::isnan(percentile_interval(resampled_shares(0, 0, 1000, random)).low));
}

TEST_CASE("a percentile interval leaves out one in forty at each end, and what is undefined") {
  std::vector<double> replicates;
  for (int i = 1; i <= 1000; ++i) replicates.push_back(i);
  CHECK(percentile_interval(replicates).low == 25.0);
  CHECK(percentile_interval(replicates).high == 976.0);
  replicates.push_back(std::numeric_limits<double>::quiet_NaN());
  CHECK(percentile_interval(replicates).high == 976.0);
  replicates.assign(100, std::numeric_limits<double>::infinity());
  replicates.push_back(2.0);
  CHECK(percentile_interval(replicates).low == std::numeric_limits<double>::infinity());
  CHECK(percentile_interval({3.0, 1.0, 2.0}).low == 1.0);  // too few to leave any out
  CHECK(std::isnan(percentile_interval({}).high));
}

TEST_CASE("the difference of two accuracies varies as it does when rows are drawn one by one") {
  constexpr std::size_t kRows = 40;
  const DiscordantRows discordant{9, 3};
  Random random(21);
  const std::vector<double> drawn = resampled_differences(discordant, kRows, 40'000, random);
  std::vector<double> by_rows;
  for (int replicate = 0; replicate < 40'000; ++replicate) {
    int difference = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      const std::uint64_t row = random.below(kRows);
      difference += row < discordant.only_first ? 1 : row < discordant.rows() ? -1 : 0;
    }
    by_rows.push_back(static_cast<double>(difference) / static_cast<double>(kRows));
  }
  CHECK(mean(drawn) == doctest::Approx(6.0 / 40.0).epsilon(0.02));
  CHECK(standard_deviation(drawn) == doctest::Approx(standard_deviation(by_rows)).epsilon(0.02));
  CHECK(percentile_interval(drawn).low == doctest::Approx(percentile_interval(by_rows).low).epsilon(1e-9));
  CHECK(percentile_interval(drawn).high == doctest::Approx(percentile_interval(by_rows).high).epsilon(1e-9));
}

TEST_CASE("where two classifiers never differ, their difference still has an interval around zero") {
  Random random(22);
  const Interval interval = percentile_interval(resampled_differences({0, 0}, 50, 10'000, random));
  CHECK(interval.low < 0.0);
  CHECK(interval.high > 0.0);
  CHECK(interval.high < 0.1);
  CHECK(std::isnan(resampled_differences({0, 0}, 0, 3, random).at(2)));
  const Interval all = percentile_interval(resampled_differences({50, 0}, 50, 10'000, random));
  CHECK(all.low < 1.0);
}
