#include "p8/vision/attribution/class_maps.h"

#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

namespace {

/// N maps of noise around 0; in the first `strong` cells 1 is added.
std::vector<std::vector<double>> maps(std::size_t count, std::size_t strong, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<double>> result(count, std::vector<double>(kMapGrid * kMapGrid));
  for (auto& map : result) {
    for (std::size_t cell = 0; cell < map.size(); ++cell) {
      map[cell] = random.uniform() - 0.5 + (cell < strong ? 1.0 : 0.0);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("The first medoid is the middle of the class, the next ones stand for what it does not cover") {
  // Directions in the plane: three close ones, two others close to each other.
  UnitVectors vectors{2, {}};
  for (const double degrees : {0.0, 10.0, 20.0, 90.0, 92.0}) {
    vectors.values.push_back(static_cast<float>(std::cos(degrees * 0.017453292519943295)));
    vectors.values.push_back(static_cast<float>(std::sin(degrees * 0.017453292519943295)));
  }
  CHECK(medoids(vectors, {0, 1, 2}, 1, 42) == std::vector<std::size_t>{1});
  const std::vector<std::size_t> two = medoids(vectors, {0, 1, 2, 3, 4}, 2, 42);
  REQUIRE(two.size() == 2);
  CHECK((two[0] < 3) != (two[1] < 3));
  CHECK(medoids(vectors, {4, 3}, 10, 42).size() == 2);
  CHECK(medoids(vectors, {}, 3, 42).empty());
}

TEST_CASE("A map on the grid adds up to the share of what speaks for the class, whatever the square's size") {
  for (const std::size_t side : {224U, 64U, 14U, 5U, 1U}) {
    const Segments segments = grid_segments(side, side, 4);
    std::vector<double> weights(segments.count, 0.5);
    weights[0] = segments.count > 1 ? -0.5 : 0.5;
    const std::vector<double> cells = map_on_grid(segments, weights);
    const double expected =
        std::accumulate(weights.begin(), weights.end(), 0.0) / (0.5 * static_cast<double>(weights.size()));
    CHECK(std::accumulate(cells.begin(), cells.end(), 0.0) == doctest::Approx(expected));
  }
  const Segments segments = grid_segments(8, 8, 4);
  for (const double cell : map_on_grid(segments, {0.0, 0.0, 0.0, 0.0})) CHECK(cell == 0.0);
}

TEST_CASE("Cells that all photos share are more than noise, and noise is not; seeds decide only beyond 12 photos") {
  for (const std::size_t photos : {10U, 12U, 30U}) {
    CAPTURE(photos);
    const ClassMap map = class_map(maps(photos, 20, 7), 42);
    CHECK(std::accumulate(map.significant.begin(), map.significant.begin() + 20, 0) == 20);
    CHECK(map.significant_cells() <= 23);
    CHECK(class_map(maps(photos, 0, 7), 42).significant_cells() <= 1);
    CHECK((class_map(maps(photos, 20, 7), 43).p == map.p) == (photos <= 12));
  }
}

TEST_CASE("The p-value of a cell is the share of all changes of sign that are at least as far from zero") {
  const std::vector<double> values = {1.0, 2.0, 3.0};
  std::vector<std::vector<double>> photos;
  for (const double value : values) photos.push_back({value});
  CHECK(class_map(photos, 1).p == std::vector<double>{0.25});  // ±(1 + 2 + 3) of 8
  photos[0][0] = -1.0;
  CHECK(class_map(photos, 1).p == std::vector<double>{0.5});  // |sum| of 4 or more: 4 of 8
  CHECK(class_map({{0.3}}, 1).p == std::vector<double>{1.0});
}

TEST_CASE("Discoveries are those of Benjamini and Hochberg's procedure") {
  // Their step-up rule: 0.03 counts because 0.04 <= 4/5 · 0.05 does.
  CHECK(discoveries({0.04, 0.001, 0.03, 0.2, 0.02}, 0.05) == std::vector<int>{1, 1, 1, 0, 1});
  CHECK(discoveries({0.06, 0.2}, 0.05) == std::vector<int>{0, 0});
}
