#include "p8/credit/model/value_range.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <fmt/core.h>

#include "p8/csv/number.h"
#include "p8/statistics/float_noise.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

constexpr double kNearInteger = 1e-6;

bool is_integer(double value) { return std::abs(value - std::round(value)) < kNearInteger; }

std::size_t values_of(const FeatureProfile& profile) {
  const std::size_t rows = std::accumulate(profile.counts.begin(), profile.counts.end(), std::size_t{0});
  return profile.counts.empty() ? 0 : rows - profile.counts.back();
}

// Whether quantile i of n integers can have this value. It stands at i * (n - 1) / steps among the sorted values, so it
// is a value or lies `rest` / steps of the way between two neighbours, which in turn lie between the quantiles beside.
bool is_quantile_of_integers(const std::vector<double>& quantiles, std::size_t i, std::size_t n) {
  if (is_integer(quantiles[i])) return true;
  const std::size_t steps = quantiles.size() - 1;
  if (i == 0 || i == steps || n <= steps) return false;
  const double share = static_cast<double>(i * (n - 1) % steps) / static_cast<double>(steps);
  for (std::size_t gap = 1; gap <= steps; ++gap) {
    const double lower = quantiles[i] - share * static_cast<double>(gap);
    const double upper = lower + static_cast<double>(gap);
    if (!is_integer(lower)) continue;
    return lower >= quantiles[i - 1] - kNearInteger && upper <= quantiles[i + 1] + kNearInteger;
  }
  return false;
}

bool are_of_integers(const FeatureProfile& profile) {
  const std::size_t n = values_of(profile);
  for (std::size_t i = 0; i < profile.quantiles.size(); ++i) {
    if (!is_quantile_of_integers(profile.quantiles, i, n)) return false;
  }
  return true;
}

}  // namespace

ValueRange::ValueRange(const FeatureProfile& profile)
    : quantiles_(profile.quantiles),
      integers_(are_of_integers(profile)),
      median_(quantile_of_sorted(quantiles_, 0.5)),
      rounding_((quantile_of_sorted(quantiles_, 0.95) - quantile_of_sorted(quantiles_, 0.05)) / 1000.0) {
  if (integers_) median_ = std::round(median_);
}

double ValueRange::share_below(double value) const {
  const auto first = first_not_below(quantiles_, value);
  const auto last = first_above(quantiles_, value);
  const auto steps = static_cast<double>(quantiles_.size() - 1);
  const auto before = static_cast<double>(first - quantiles_.begin());
  if (first == quantiles_.end()) return 1.0;
  if (first != last) {
    if (quantiles_.size() == 1) return 0.5;
    return (before + static_cast<double>(last - 1 - quantiles_.begin())) / (2.0 * steps);
  }
  if (first == quantiles_.begin()) return 0.0;
  const double below = *(first - 1);
  return (before - 1.0 + (value - below) / (*first - below)) / steps;
}

double roundest_between(double nearest, double limit) {
  const double low = std::min(nearest, limit);
  const double high = std::max(nearest, limit);
  if (low <= 0.0 && 0.0 <= high) return 0.0;
  const int largest = static_cast<int>(std::floor(std::log10(std::max(-low, high))));
  for (int power = largest; power > largest - 17; --power) {
    const double step = std::pow(10.0, power);
    const double steps = nearest / step;  // may be off in the last bit, so the closest multiple is tried as well
    for (const double multiple : {std::round(steps), nearest <= limit ? std::ceil(steps) : std::floor(steps)}) {
      const double value = parse_number(fmt::format("{:.0f}e{}", multiple, power)).value;
      if (low <= value && value <= high) return value;
    }
  }
  return nearest;
}

}  // namespace p8
