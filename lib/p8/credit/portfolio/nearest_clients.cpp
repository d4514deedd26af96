#include "p8/credit/portfolio/nearest_clients.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace p8 {

namespace {

constexpr std::size_t kLeading = 32;
constexpr double kRounding = 1e-9;  // bound and distance add the same squares in different orders

using Distance = std::pair<double, std::size_t>;  // squared; index into the sample

std::vector<std::size_t> features_by_variance(const ShapSample& sample) {
  std::vector<double> variances(sample.features, 0.0);
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    for (std::size_t f = 0; f < sample.features; ++f) {
      const double difference = sample.at(i, f) - sample.mean[f];
      variances[f] += difference * difference;
    }
  }
  std::vector<std::size_t> features(sample.features);
  std::iota(features.begin(), features.end(), 0);
  std::stable_sort(features.begin(), features.end(),
                   [&](std::size_t a, std::size_t b) { return variances[a] > variances[b]; });
  return features;
}

}  // namespace

NearestClients::NearestClients(const ShapSample& sample) : sample_(sample), leading_(features_by_variance(sample)) {
  leading_.resize(std::min(leading_.size(), kLeading));
  leading_by_client_.reserve(leading_.size() * sample.rows.size());
  for (const std::size_t f : leading_) {
    for (std::size_t i = 0; i < sample.rows.size(); ++i) leading_by_client_.push_back(sample.at(i, f));
  }
}

std::vector<double> NearestClients::lower_bounds(const std::vector<double>& contributions) const {
  const std::size_t clients = sample_.rows.size();
  std::vector<double> bounds(clients, 0.0);
  for (std::size_t k = 0; k < leading_.size(); ++k) {
    const double* const column = leading_by_client_.data() + k * clients;
    const double own = contributions[leading_[k]];
    for (std::size_t i = 0; i < clients; ++i) bounds[i] += (column[i] - own) * (column[i] - own);
  }
  return bounds;
}

double NearestClients::squared_distance(const std::vector<double>& contributions, std::size_t i) const {
  double squares = 0.0;
  for (std::size_t f = 0; f < sample_.features; ++f) {
    const double difference = sample_.at(i, f) - contributions[f];
    squares += difference * difference;
  }
  return squares;
}

std::vector<std::size_t> NearestClients::of(const std::vector<double>& contributions, std::size_t row,
                                            std::size_t most) const {
  if (most == 0) return {};
  const std::vector<double> bounds = lower_bounds(contributions);
  std::vector<Distance> candidates;  // a heap, the least bound on top
  candidates.reserve(bounds.size());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (sample_.rows[i] != row) candidates.emplace_back(bounds[i] * (1.0 - kRounding), i);
  }
  std::make_heap(candidates.begin(), candidates.end(), std::greater<>());
  std::vector<Distance> nearest;  // a heap, the farthest on top
  while (!candidates.empty() && (nearest.size() < most || candidates.front().first <= nearest.front().first)) {
    const std::size_t i = candidates.front().second;
    std::pop_heap(candidates.begin(), candidates.end(), std::greater<>());
    candidates.pop_back();
    nearest.emplace_back(squared_distance(contributions, i), i);
    std::push_heap(nearest.begin(), nearest.end());
    if (nearest.size() <= most) continue;
    std::pop_heap(nearest.begin(), nearest.end());
    nearest.pop_back();
  }
  std::sort_heap(nearest.begin(), nearest.end());
  std::vector<std::size_t> indices;
  for (const Distance& distance : nearest) indices.push_back(distance.second);
  return indices;
}

}  // namespace p8
