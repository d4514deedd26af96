#include "p8/credit/portfolio/nearest_clients.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

namespace {

ShapSample sample_of(std::size_t features, std::vector<double> contributions) {
  ShapSample sample;
  sample.features = features;
  sample.contributions = std::move(contributions);
  sample.rows.resize(sample.contributions.size() / features);
  std::iota(sample.rows.begin(), sample.rows.end(), 0);
  sample.mean.assign(features, 0.0);
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    for (std::size_t f = 0; f < features; ++f) {
      sample.mean[f] += sample.at(i, f) / static_cast<double>(sample.rows.size());
    }
  }
  return sample;
}

/// The definition: all distances, sorted.
std::vector<std::size_t> by_full_sort(const ShapSample& sample, const std::vector<double>& client, std::size_t row,
                                      std::size_t most) {
  std::vector<std::pair<double, std::size_t>> distances;
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    double squares = 0.0;
    for (std::size_t f = 0; f < sample.features; ++f) {
      squares += (sample.at(i, f) - client[f]) * (sample.at(i, f) - client[f]);
    }
    if (sample.rows[i] != row) distances.emplace_back(squares, i);
  }
  std::sort(distances.begin(), distances.end());
  distances.resize(std::min(most, distances.size()));
  std::vector<std::size_t> nearest;
  for (const auto& distance : distances) nearest.push_back(distance.second);
  return nearest;
}

}  // namespace

TEST_CASE("the nearest clients come without the client itself, and earlier ones first among equals") {
  const ShapSample sample = sample_of(2, {0, 0, 3, 0, 0, 1, 2, 2, 0, 1});
  // Distances² to (0, 0): 0 left out; 9; 1; 8; 1.
  CHECK(NearestClients(sample).of({0, 0}, 0, 3) == std::vector<std::size_t>{2, 4, 3});
  CHECK(NearestClients(sample).of({0, 0}, 0, 100) == std::vector<std::size_t>{2, 4, 3, 1});
  CHECK(NearestClients(sample).of({0, 0}, 99, 1) == std::vector<std::size_t>{0});
  CHECK(NearestClients(sample).of({0, 0}, 0, 0).empty());
}

TEST_CASE("ruling clients out by the features that vary most finds what a full sort finds, with ties") {
  Random random(5);
  const std::size_t features = 60;  // more than are looked at first
  std::vector<double> contributions;
  for (std::size_t i = 0; i < 700 * features; ++i) {
    const double scale = i % features < 20 ? 2.0 : 0.5;  // small whole multiples: many equal distances
    contributions.push_back(scale * static_cast<double>(random.below(3)));
  }
  const ShapSample sample = sample_of(features, contributions);
  const NearestClients nearest(sample);
  for (const std::size_t row : {std::size_t{0}, std::size_t{17}, std::size_t{699}}) {
    const std::vector<double> client(sample.contributions.begin() + static_cast<std::ptrdiff_t>(row * features),
                                     sample.contributions.begin() + static_cast<std::ptrdiff_t>((row + 1) * features));
    for (const std::size_t most : {std::size_t{1}, std::size_t{50}, std::size_t{1000}}) {
      CHECK(nearest.of(client, row, most) == by_full_sort(sample, client, row, most));
    }
  }
}
