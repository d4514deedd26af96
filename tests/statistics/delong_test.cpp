#include "p8/statistics/delong.h"

#include <cmath>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/base/random.h"
#include "p8/statistics/metrics.h"

using namespace p8;

namespace {

// The variance as DeLong et al. define it: each row against each row of the other class.
double slow_variance(const std::vector<double>& p, const std::vector<int>& y) {
  const double auc = roc_auc(p, y).value();
  double variance = 0.0;
  for (const int own : {0, 1}) {
    double rows = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (y[i] != own) continue;
      double wins = 0.0;
      double others = 0.0;
      for (std::size_t j = 0; j < p.size(); ++j) {
        if (y[j] == own) continue;
        others += 1.0;
        const double sign = own == 1 ? p[i] - p[j] : p[j] - p[i];
        wins += sign > 0.0 ? 1.0 : sign == 0.0 ? 0.5 : 0.0;
      }
      rows += 1.0;
      squares += (wins / others - auc) * (wins / others - auc);
    }
    variance += squares / (rows - 1.0) / rows;
  }
  return variance;
}

}  // namespace

TEST_CASE("four clients by hand: an AUC of 3/4 with a variance of 1/8") {
  // Positives 0.8 (wins 2 of 2) and 0.4 (1 of 2); negatives 0.3 (2 of 2) and 0.6 (1 of 2).
  const Estimate estimate = roc_auc_estimate({0.8, 0.4, 0.3, 0.6}, {1, 1, 0, 0});
  CHECK(estimate.value == 0.75);
  CHECK(estimate.interval.low == doctest::Approx(0.75 - 1.959963984540054 * std::sqrt(0.125)));
  CHECK(estimate.interval.high == 1.0);  // kept to what an AUC can be
}

TEST_CASE("value and interval are those of the definition, ties included") {
  Random random(9);
  for (int repeat = 0; repeat < 100; ++repeat) {
    std::vector<double> p;
    std::vector<int> y = {0, 0, 1, 1};
    const std::size_t rows = 4 + random.below(60);
    while (y.size() < rows) y.push_back(random.uniform() < 0.3 ? 1 : 0);
    for (const int label : y) p.push_back(static_cast<double>(random.below(12) + 3U * static_cast<unsigned>(label)));
    const Estimate estimate = roc_auc_estimate(p, y);
    CHECK(estimate.value == doctest::Approx(roc_auc(p, y).value()).epsilon(1e-12));
    const double half = 1.959963984540054 * std::sqrt(slow_variance(p, y));
    if (half == 0.0) continue;
    CHECK(estimate.interval.low == doctest::Approx(std::max(0.0, estimate.value - half)).epsilon(1e-9));
    CHECK(estimate.interval.high == doctest::Approx(std::min(1.0, estimate.value + half)).epsilon(1e-9));
  }
}

TEST_CASE("the interval holds the true AUC in about 95 of 100 samples") {
  Random random(10);
  constexpr int kSamples = 1000;
  int held = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> p;
    std::vector<int> y;
    for (int i = 0; i < 200; ++i) {
      y.push_back(i % 2);
      p.push_back(i % 2 == 1 ? std::sqrt(random.uniform()) : random.uniform());  // P(positive wins) = 2/3
    }
    const Interval interval = roc_auc_estimate(p, y).interval;
    held += interval.low <= 2.0 / 3.0 && 2.0 / 3.0 <= interval.high ? 1 : 0;
  }
  CHECK(held > 0.93 * kSamples);
  CHECK(held < 0.97 * kSamples);
}

TEST_CASE("what cannot be known is NaN") {
  CHECK(std::isnan(roc_auc_estimate({}, {}).value));
  CHECK(std::isnan(roc_auc_estimate({0.1, 0.2}, {0, 0}).value));
  const Estimate single = roc_auc_estimate({0.1, 0.2, 0.3}, {0, 1, 0});
  CHECK(single.value == 0.5);
  CHECK(std::isnan(single.interval.low));
  const Estimate perfect = roc_auc_estimate({0.1, 0.2, 0.3, 0.4}, {0, 0, 1, 1});
  CHECK(perfect.value == 1.0);
  CHECK(std::isnan(perfect.interval.high));
  CHECK_THROWS_AS(roc_auc_estimate({0.1}, {2}), Error);
}
