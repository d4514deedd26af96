#include "p8/statistics/bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "p8/statistics/binomial.h"

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

std::vector<double> resampled_differences(const DiscordantRows& discordant, std::size_t rows, std::size_t replicates,
                                          Random& random) {
  assert(discordant.rows() <= rows);
  if (rows == 0) return std::vector<double>(replicates, kUndefined);
  const auto n = static_cast<double>(rows);
  auto first = static_cast<double>(discordant.only_first) / n;
  auto second = static_cast<double>(discordant.only_second) / n;
  if (discordant.rows() == 0 || std::max(discordant.only_first, discordant.only_second) == rows) {
    first = (static_cast<double>(discordant.only_first) + 0.5) / (n + 1.5);
    second = (static_cast<double>(discordant.only_second) + 0.5) / (n + 1.5);
  }
  const Binomial discordants(rows, std::min(1.0, first + second));
  std::map<std::size_t, Binomial> to_the_first;  // by the number of discordant rows, of which few different ones occur
  std::vector<double> differences;
  differences.reserve(replicates);
  for (std::size_t i = 0; i < replicates; ++i) {
    const std::size_t drawn = discordants.draw(random);
    const auto side = to_the_first.try_emplace(drawn, drawn, first / (first + second)).first;
    const auto only_first = static_cast<double>(side->second.draw(random));
    differences.push_back((2.0 * only_first - static_cast<double>(drawn)) / n);
  }
  return differences;
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
