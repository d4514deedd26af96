#include "p8/statistics/mcnemar.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace p8 {

double mcnemar_p_value(const DiscordantRows& discordant) {
  const auto n = static_cast<double>(discordant.rows());
  const auto fewer = static_cast<double>(std::min(discordant.only_first, discordant.only_second));
  // From the largest term downwards, in units of it: P(k - 1) = P(k) k / (n - k + 1) for a fair coin.
  double sum = 0.0;
  double term = 1.0;
  for (double k = fewer; k >= 0.0 && term > 0x1.0p-60 * sum; --k) {
    sum += term;
    term *= k / (n - k + 1.0);
  }
  const double log_largest =
      std::lgamma(n + 1.0) - std::lgamma(fewer + 1.0) - std::lgamma(n - fewer + 1.0) - n * std::log(2.0);
  return std::min(1.0, 2.0 * sum * std::exp(log_largest));
}

std::vector<double> holm_adjusted(const std::vector<double>& p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0.0;  // no hypothesis is rejected after one that was kept
  for (std::size_t i = 0; i < order.size(); ++i) {
    assert(p_values[order[i]] >= 0.0 && p_values[order[i]] <= 1.0);
    largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - i) * p_values[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

}  // namespace p8
