#include "p8/core/bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "p8/core/binomial.h"

namespace p8 {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::vector<double> resampled_shares(std::size_t successes, std::size_t trials, std::size_t replicates,
                                     Random& random) {
  assert(successes <= trials);
  if (trials == 0) return std::vector<double>(replicates, kUndefined);
  const auto n = static_cast<double>(trials);
  const auto found = static_cast<double>(successes);
  const bool can_vary = successes > 0 && successes < trials;
  const Binomial binomial(trials, can_vary ? found / n : (found + 0.5) / (n + 1.0));
  std::vector<double> shares;
  shares.reserve(replicates);
  for (std::size_t i = 0; i < replicates; ++i) shares.push_back(static_cast<double>(binomial.draw(random)) / n);
  return shares;
}

Interval percentile_interval(std::vector<double> replicates, double confidence) {
  assert(confidence > 0.0 && confidence < 1.0);
  replicates.erase(std::remove_if(replicates.begin(), replicates.end(), [](double value) { return std::isnan(value); }),
                   replicates.end());
  if (replicates.empty()) return {kUndefined, kUndefined};
  std::sort(replicates.begin(), replicates.end());
  constexpr double kRounding = 1e-9;  // 1 - 0.95 is a little more or less than 0.05
  const double tail = static_cast<double>(replicates.size() + 1) * (1.0 - confidence) / 2.0;
  const std::size_t k = std::max<std::size_t>(1, static_cast<std::size_t>(tail + kRounding));
  return {replicates[k - 1], replicates[replicates.size() - k]};
}

}  // namespace p8
