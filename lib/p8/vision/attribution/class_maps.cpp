#include "p8/vision/attribution/class_maps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/base/random.h"
#include "p8/vision/attribution/faithfulness.h"

namespace p8 {

namespace {

/// The sum of all values after changes of sign; bit i of a change says whether value i changes. A change and its
/// opposite tell the same, so that the last value keeps its sign where all are tried.
class SignFlips {
 public:
  SignFlips(std::size_t values, std::uint64_t seed) : values_(values) {
    if (values <= kExactFlips) return;
    Random random(seed);
    for (std::size_t i = 0; i < kRandomFlips * values; ++i) drawn_.push_back(static_cast<char>(random.below(2)));
  }

  std::size_t count() const {
    return values_ <= kExactFlips ? (std::size_t{1} << (values_ - 1)) : kRandomFlips + 1;  // the first changes nothing
  }
  double sum(const std::vector<double>& values, std::size_t flip) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < values_; ++i) sum += changes(flip, i) ? -values[i] : values[i];
    return sum;
  }

 private:
  bool changes(std::size_t flip, std::size_t value) const {
    if (flip == 0) return false;
    if (values_ <= kExactFlips) return (flip >> value & 1U) != 0;
    return drawn_[(flip - 1) * values_ + value] != 0;
  }

  std::size_t values_;
  std::vector<char> drawn_;
};

double p_of(const std::vector<double>& values, const SignFlips& flips) {
  const double found = std::abs(flips.sum(values, 0));
  const double tolerance = 1e-12 * std::max(1.0, found);  // sums in another order differ by rounding
  std::size_t as_far = 0;
  for (std::size_t flip = 0; flip < flips.count(); ++flip) {
    if (std::abs(flips.sum(values, flip)) >= found - tolerance) ++as_far;
  }
  return static_cast<double>(as_far) / static_cast<double>(flips.count());
}

}  // namespace

std::vector<std::size_t> medoids(const UnitVectors& vectors, const std::vector<std::size_t>& rows, std::size_t count,
                                 std::uint64_t seed) {
  std::vector<std::size_t> candidates = rows;
  if (candidates.size() > kMaxMedoidRows) {
    Random random(seed);
    random.shuffle(candidates);
    candidates.resize(kMaxMedoidRows);
    std::sort(candidates.begin(), candidates.end());
  }
  const std::size_t n = candidates.size();
  std::vector<float> distance(n * n, 0.0F);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double cos = cosine(vectors.row(candidates[i]), vectors.row(candidates[j]), vectors.width);
      distance[i * n + j] = distance[j * n + i] = static_cast<float>(1.0 - cos);
    }
  }
  std::vector<float> nearest(n, 2.0F);  // no distance is larger
  std::vector<char> is_chosen(n, 0);
  std::vector<std::size_t> chosen;
  while (chosen.size() < std::min(count, n)) {
    std::size_t best = n;
    double least = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      if (is_chosen[i] != 0) continue;
      double sum = 0.0;
      for (std::size_t j = 0; j < n; ++j) sum += static_cast<double>(std::min(nearest[j], distance[i * n + j]));
      if (best < n && sum >= least) continue;
      least = sum;
      best = i;
    }
    is_chosen[best] = 1;
    chosen.push_back(candidates[best]);
    for (std::size_t j = 0; j < n; ++j) nearest[j] = std::min(nearest[j], distance[best * n + j]);
  }
  return chosen;
}

std::vector<double> map_on_grid(const Segments& segments, const std::vector<double>& weights) {
  std::vector<double> cells(kMapGrid * kMapGrid, 0.0);
  double all = 0.0;
  for (const double weight : weights) all += std::abs(weight);
  if (!(all > 0.0)) return cells;
  const std::vector<std::size_t> sizes = segment_sizes(segments);
  // A square of fewer pixels than the grid has cells is read as if each pixel were several.
  const std::size_t finer =
      (kMapGrid + std::min(segments.width, segments.height) - 1) / std::min(segments.width, segments.height);
  const std::size_t height = segments.height * finer, width = segments.width * finer;
  const double share = 1.0 / (all * static_cast<double>(finer * finer));
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint32_t segment = segments.at(y / finer, x / finer);
      cells[y * kMapGrid / height * kMapGrid + x * kMapGrid / width] +=
          share * weights[segment] / static_cast<double>(sizes[segment]);
    }
  }
  return cells;
}

std::size_t ClassMap::significant_cells() const {
  return static_cast<std::size_t>(std::count(significant.begin(), significant.end(), 1));
}

std::vector<int> discoveries(const std::vector<double>& p, double rate) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::size_t last = 0;  // how many of the lowest count
  for (std::size_t k = 1; k <= order.size(); ++k) {
    if (p[order[k - 1]] <= rate * static_cast<double>(k) / static_cast<double>(order.size())) last = k;
  }
  std::vector<int> counts(p.size(), 0);
  for (std::size_t k = 0; k < last; ++k) counts[order[k]] = 1;
  return counts;
}

ClassMap class_map(const std::vector<std::vector<double>>& maps, std::uint64_t seed) {
  ClassMap result;
  const SignFlips flips(maps.size(), seed);
  for (std::size_t cell = 0; cell < maps.front().size(); ++cell) {
    std::vector<double> values;
    double sum = 0.0;
    for (const std::vector<double>& map : maps) {
      values.push_back(map[cell]);
      sum += map[cell];
    }
    result.mean.push_back(sum / static_cast<double>(maps.size()));
    result.p.push_back(p_of(values, flips));
  }
  result.significant = discoveries(result.p, kFalseDiscoveries);
  return result;
}

}  // namespace p8
