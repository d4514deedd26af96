#include "p8/statistics/binomial.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace p8 {

namespace {

constexpr double kMinTerm = 0x1.0p-60;  // relative to the mode's; Random::uniform() has 53 bits

}  // namespace

// P(k + 1) / P(k) = (trials - k) / (k + 1) * p / (1 - p), so that neither factorials nor logarithms are needed.
Binomial::Binomial(std::size_t trials, double probability) {
  assert(probability >= 0.0 && probability <= 1.0);
  const auto n = static_cast<double>(trials);
  const std::size_t mode = std::min(trials, static_cast<std::size_t>((n + 1.0) * probability));
  const double odds = probability / (1.0 - probability);
  std::vector<double> below;  // terms of mode - 1, mode - 2, …
  double term = 1.0;
  for (std::size_t k = mode; k > 0; --k) {
    term *= static_cast<double>(k) / (static_cast<double>(trials - k + 1) * odds);
    if (!(term > kMinTerm)) break;
    below.push_back(term);
  }
  first_ = mode - below.size();
  cumulative_.assign(below.rbegin(), below.rend());
  cumulative_.push_back(1.0);
  term = 1.0;
  for (std::size_t k = mode; k < trials; ++k) {
    term *= static_cast<double>(trials - k) / static_cast<double>(k + 1) * odds;
    if (!(term > kMinTerm)) break;
    cumulative_.push_back(term);
  }
  std::partial_sum(cumulative_.begin(), cumulative_.end(), cumulative_.begin());
}

std::size_t Binomial::draw(Random& random) const {
  const double level = random.uniform() * cumulative_.back();
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, level);
  return first_ + static_cast<std::size_t>(found - cumulative_.begin());
}

}  // namespace p8
