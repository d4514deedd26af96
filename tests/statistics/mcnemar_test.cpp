#include "p8/statistics/mcnemar.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

namespace {

/// The definition, coin by coin: the distribution of heads after each throw.
double by_definition(std::size_t only_first, std::size_t only_second) {
  const std::size_t n = only_first + only_second;
  std::vector<double> heads(n + 1, 0.0);
  heads[0] = 1.0;
  for (std::size_t thrown = 1; thrown <= n; ++thrown) {
    for (std::size_t k = thrown; k > 0; --k) heads[k] = (heads[k] + heads[k - 1]) / 2.0;
    heads[0] /= 2.0;
  }
  double tail = 0.0;
  for (std::size_t k = 0; k <= std::min(only_first, only_second); ++k) tail += heads[k];
  return std::min(1.0, 2.0 * tail);
}

/// Each p-value by Holm's definition: the largest of (m - rank) p over those that are not larger.
std::vector<double> holm_by_definition(const std::vector<double>& p) {
  std::vector<double> adjusted;
  for (const double own : p) {
    double largest = 0.0;
    for (const double other : p) {
      if (other > own) continue;
      const auto before = std::count_if(p.begin(), p.end(), [&](double q) { return q < other; });
      largest =
          std::max(largest, std::min(1.0, static_cast<double>(p.size() - static_cast<std::size_t>(before)) * other));
    }
    adjusted.push_back(largest);
  }
  return adjusted;
}

}  // namespace

TEST_CASE("five rows to one side and none to the other have a p-value of one in sixteen") {
  CHECK(mcnemar_p_value({5, 0}) == doctest::Approx(1.0 / 16.0).epsilon(1e-12));
  CHECK(mcnemar_p_value({0, 6}) == doctest::Approx(1.0 / 32.0).epsilon(1e-12));
}

TEST_CASE("the exact test of published tables") {
  // Fagerland et al. 2013, table 1: airway hyper-responsiveness before and after transplantation, 1 and 7 discordant
  // pairs, exact conditional p = 0.0703.
  CHECK(mcnemar_p_value({1, 7}) == doctest::Approx(0.0703125).epsilon(1e-12));
  // 2 (1 + 10 + 45 + 120) / 2^10.
  CHECK(mcnemar_p_value({3, 7}) == doctest::Approx(0.34375).epsilon(1e-12));
}

TEST_CASE("without discordant rows, and with as many to either side, nothing speaks for a difference") {
  CHECK(mcnemar_p_value({0, 0}) == 1.0);
  CHECK(mcnemar_p_value({1, 1}) == 1.0);
  CHECK(mcnemar_p_value({400, 400}) == 1.0);
}

TEST_CASE("the test equals its definition, whichever classifier comes first") {
  for (std::size_t first = 0; first < 40; first += 3) {
    for (std::size_t second = 0; second < 90; second += 7) {
      CAPTURE(first);
      CAPTURE(second);
      CHECK(mcnemar_p_value({first, second}) == doctest::Approx(by_definition(first, second)).epsilon(1e-11));
      CHECK(mcnemar_p_value({first, second}) == mcnemar_p_value({second, first}));
    }
  }
}

TEST_CASE("very many discordant rows neither overflow nor vanish before they must") {
  CHECK(mcnemar_p_value({500'000, 501'000}) == doctest::Approx(0.318).epsilon(0.01));  // z = 999 / sqrt(1001000)
  CHECK(mcnemar_p_value({0, 100'000}) == 0.0);
}

TEST_CASE("Holm: the smallest p-value counts as often as there are tests, and the order is kept") {
  const std::vector<double> adjusted = holm_adjusted({0.01, 0.04, 0.03, 0.005});
  const std::vector<double> expected = {0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(adjusted[i] == doctest::Approx(expected[i]));
  CHECK(holm_adjusted({0.2}) == std::vector<double>{0.2});
  CHECK(holm_adjusted({0.9, 0.8}) == std::vector<double>{1.0, 1.0});
  CHECK(holm_adjusted({}).empty());
}

TEST_CASE("Holm equals its definition on random p-values with ties") {
  Random random(3);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> p(1 + random.below(9));
    for (double& value : p) value = static_cast<double>(random.below(12)) / 100.0;
    const std::vector<double> expected = holm_by_definition(p);
    const std::vector<double> adjusted = holm_adjusted(p);
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(adjusted[i] == doctest::Approx(expected[i]));
  }
}
