#include "p8/statistics/psi.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/random.h"
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

TEST_CASE("edges are quantiles, each once, and lie between values") {
  CHECK(psi_edges({0.0, 1.0, 2.0, 3.0, 4.0}, 4) == std::vector<double>{1.5, 2.5, 3.5});
  CHECK(psi_edges({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}, 2) == std::vector<double>{3.5});
  CHECK(psi_edges({0.0, 10.0, 20.0, 30.0}, 4) == std::vector<double>{7.5, 15.0, 22.5});
  CHECK(psi_edges({std::numeric_limits<double>::quiet_NaN()}).empty());
  CHECK(psi_edges({}).empty());
}

TEST_CASE("a value that many share at an end has edges on both sides of it") {
  CHECK(psi_edges({0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1}) == std::vector<double>{-0.5, 0.5, 1.5});
  CHECK(psi_edges({0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}) == std::vector<double>{0.5, 1.5});
  for (const double value : {5.0, 0.0, -3e9}) {
    const std::vector<double> constant(100, value);
    const std::vector<double> edges = psi_edges(constant);
    CHECK(psi_counts(constant, edges) == std::vector<std::size_t>{0, 100, 0, 0});
    CHECK(psi_counts({value - 1.0, value + 1.0, static_cast<float>(value)}, edges) ==
          std::vector<std::size_t>{1, 1, 1, 0});
  }
}

TEST_CASE("a flag that nearly all clients carry and then all: the index sees it") {
  std::vector<double> before(100, 1.0);
  std::fill_n(before.begin(), 5, 0.0);
  const std::vector<double> edges = psi_edges(before);
  const double index = psi(psi_counts(before, edges), psi_counts(std::vector<double>(100, 1.0), edges));
  CHECK(index == doctest::Approx(0.05 * std::log(1.0 / 0.95) + (1e-4 - 0.05) * std::log(1e-4 / 0.05)));
}

TEST_CASE("noise in the last bit or a passage through 32 bits moves nobody to another bin") {
  Random random(5);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const int kind = repeat % 5;
    const double step = std::pow(10.0, static_cast<double>(random.below(12)) - 6.0);
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) {
      values.push_back(kind == 0   ? 0.1 * static_cast<double>(random.below(4))
                       : kind == 1 ? step * static_cast<double>(random.below(40)) - 7.0 * step
                       : kind == 2 ? std::floor(1000.0 * random.uniform())
                       : kind == 3 ? (random.below(10) == 0 ? random.uniform() : 0.7)
                                   : step * (random.uniform() - 0.5));
    }
    const std::vector<double> edges = psi_edges(values);
    const std::vector<std::size_t> counts = psi_counts(values, edges);
    for (const double factor : {-1.0, 1.0}) {
      std::vector<double> noisy;
      std::vector<double> narrow;
      for (const double value : values) {
        noisy.push_back(std::nextafter(value, factor * std::numeric_limits<double>::infinity()));
        narrow.push_back(static_cast<float>(value));
      }
      CHECK(psi_counts(noisy, edges) == counts);
      CHECK(psi_counts(narrow, edges) == counts);
      CHECK(psi_counts(values, psi_edges(noisy)) == counts);
    }
  }
}

TEST_CASE("the third of a tenth: 0.1 + 0.1 + 0.1 against 0.3 is no drift") {
  std::vector<double> written;
  std::vector<double> added;
  for (int i = 0; i < 100; ++i) {
    written.push_back(std::vector<double>{0.1, 0.2, 0.3, 0.4}[i % 4]);
    added.push_back(std::vector<double>{0.1, 0.1 + 0.1, 0.1 + 0.1 + 0.1, 0.1 + 0.3}[i % 4]);
  }
  for (const auto& edges : {psi_edges(written), psi_edges(added)}) {
    CHECK(psi(psi_counts(written, edges), psi_counts(added, edges)) == 0.0);
    CHECK(edges.size() >= 3);
  }
}

TEST_CASE("edges of earlier bundles stand on values: they are moved above them, by noise and no more") {
  const std::vector<double> edges = above_noise({-2.5, 0.0, 0.3, 0.30000001, 5.0, 3e9, 3e9 + 1.0});
  CHECK(std::is_sorted(edges.begin(), edges.end()));
  CHECK(edges[2] > 0.3);
  CHECK(edges[2] < 0.30000001);
  CHECK(psi_counts({0.1 + 0.2, static_cast<float>(0.1)}, above_noise({0.1, 0.2, 0.3})) ==
        std::vector<std::size_t>{1, 0, 1, 0, 0});
  CHECK(psi_counts({5e-17, 3e9, 3e9 + 1.0}, edges) == std::vector<std::size_t>{0, 1, 0, 0, 0, 1, 1, 0, 0});
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

TEST_CASE("the stability index agrees with the reference to 1e-9" * test::needs_shared()) {
  const auto path = test::shared_file("golden/vision/metrics/binary.json");
  const auto expected = nlohmann::json::parse(test::read(path)).at("psi");
  const auto sample = [](const std::string& name) {
    return test::read_npy(test::shared_file("golden/vision/metrics/psi_" + name + ".npy")).values;
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
