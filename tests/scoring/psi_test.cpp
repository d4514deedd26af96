#include "p8/scoring/psi.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/core/error.h"
#include "p8/core/random.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

TEST_CASE("two bins by hand: 50/50 becomes 75/25") {
  CHECK(psi({50, 50}, {75, 25}) == doctest::Approx(0.25 * std::log(1.5) - 0.25 * std::log(0.5)));
  CHECK(psi({50, 50}, {5, 5}) == 0.0);
  CHECK(psi({75, 25}, {50, 50}) == doctest::Approx(psi({50, 50}, {75, 25})));  // it is symmetric
}

TEST_CASE("an empty bin counts as a share of 1e-4") {
  CHECK(psi({10, 10}, {20, 0}) == doctest::Approx(0.5 * std::log(2.0) + (1e-4 - 0.5) * std::log(1e-4 / 0.5)));
  CHECK(psi({10, 10, 0}, {10, 10, 0}) == 0.0);
}

TEST_CASE("bins are closed on the right, and missing values have one of their own") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  CHECK(psi_counts({0.0, 1.0, 1.5, 2.0, 3.0, kNan}, {1.0, 2.0}) == std::vector<std::size_t>{2, 2, 1, 1});
  CHECK(psi_counts({4.0, kNan}, {}) == std::vector<std::size_t>{1, 1});
}

TEST_CASE("edges are quantiles, each once") {
  CHECK(psi_edges({0.0, 1.0, 2.0, 3.0, 4.0}, 4) == std::vector<double>{1.0, 2.0, 3.0});
  CHECK(psi_edges({5.0, 5.0, 5.0}) == std::vector<double>{5.0});
  CHECK(psi_edges({std::numeric_limits<double>::quiet_NaN()}).empty());
}

TEST_CASE("the critical value is the chi-square quantile over the sample sizes") {
  const std::vector<std::size_t> ten(10, 100);
  CHECK(psi_critical_value(ten, ten) == doctest::Approx(16.918977604620448 * 2 / 1000).epsilon(1e-12));
  std::vector<std::size_t> with_empty = ten;
  with_empty.push_back(0);  // a bin nobody is in adds no freedom
  CHECK(psi_critical_value(with_empty, with_empty) == psi_critical_value(ten, ten));
  CHECK(psi_critical_value({5}, {7}) == 0.0);
}

TEST_CASE("without a shift about one sample in twenty exceeds the critical value") {
  Random random(11);
  const auto draw = [&](int rows) {
    std::vector<std::size_t> counts(10, 0);
    for (int row = 0; row < rows; ++row) ++counts[random.below(10)];
    return counts;
  };
  int exceeded = 0;
  constexpr int kSamples = 2000;
  for (int i = 0; i < kSamples; ++i) {
    const auto expected = draw(1000);
    const auto actual = draw(500);
    exceeded += psi(expected, actual) > psi_critical_value(expected, actual) ? 1 : 0;
  }
  CHECK(exceeded > 0.035 * kSamples);
  CHECK(exceeded < 0.065 * kSamples);
}

TEST_CASE("wrong input: other bins, no rows") {
  CHECK_THROWS_WITH_AS(psi({1, 2}, {1, 2, 3}), "stability index: 2 bins expected, 3 found", Error);
  CHECK_THROWS_AS(psi_critical_value({1, 2}, {1}), Error);
  CHECK(std::isnan(psi({1, 2}, {0, 0})));
  CHECK(std::isnan(psi_critical_value({0, 0}, {1, 2})));
}

TEST_CASE("the stability index agrees with the reference to 1e-9") {
  const auto path = test::shared_file("golden/vision/metrics/binary.json");
  if (!path) return;
  const auto expected = nlohmann::json::parse(test::read(*path)).at("psi");
  const auto sample = [](const std::string& name) {
    return test::read_npy(*test::shared_file("golden/vision/metrics/psi_" + name + ".npy")).values;
  };
  const std::vector<double> base = sample("base");
  const std::vector<double> edges = psi_edges(base);
  REQUIRE(edges.size() == 9);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    CHECK(std::abs(edges[i] - expected.at("edges").at(i).get<double>()) < 1e-9);
  }
  for (const std::string name : {"shifted", "other"}) {
    CAPTURE(name);
    const double index = psi(psi_counts(base, edges), psi_counts(sample(name), edges));
    CHECK(std::abs(index - expected.at(name).get<double>()) < 1e-9);
  }
}

}  // namespace p8
