#include "p8/statistics/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace p8 {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// numpy's _lerp: from the nearer end, so that both ends are met exactly. Equal ends first: they may be infinite.
double interpolate(double from, double to, double share) {
  if (from == to) return from;
  return share < 0.5 ? from + (to - from) * share : to - (to - from) * (1.0 - share);
}

/// Ranks from 1, ties sharing their mean rank.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = static_cast<double>(first + last + 1) / 2.0;
  }
  return ranks;
}

}  // namespace

double mean(const std::vector<double>& values) {
  if (values.empty()) return kUndefined;
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double standard_deviation(const std::vector<double>& values) {
  if (values.size() < 2) return kUndefined;
  const double centre = mean(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantile_of_sorted(const std::vector<double>& sorted, double fraction) {
  assert(fraction >= 0.0 && fraction <= 1.0);
  if (sorted.empty()) return kUndefined;
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return interpolate(sorted[below], sorted[above], position - static_cast<double>(below));
}

std::vector<double> quantiles(std::vector<double> values, const std::vector<double>& fractions) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double value) { return std::isnan(value); }),
               values.end());
  std::sort(values.begin(), values.end());
  std::vector<double> result;
  result.reserve(fractions.size());
  for (const double fraction : fractions) result.push_back(quantile_of_sorted(values, fraction));
  return result;
}

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  assert(a.size() == b.size());
  if (a.size() < 2) return kUndefined;
  const std::vector<double> ranks_a = ranks_of(a);
  const std::vector<double> ranks_b = ranks_of(b);
  const double centre = static_cast<double>(a.size() + 1) / 2.0;
  double squares_a = 0.0;
  double squares_b = 0.0;
  double products = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    squares_a += (ranks_a[i] - centre) * (ranks_a[i] - centre);
    squares_b += (ranks_b[i] - centre) * (ranks_b[i] - centre);
    products += (ranks_a[i] - centre) * (ranks_b[i] - centre);
  }
  return squares_a > 0.0 && squares_b > 0.0 ? products / std::sqrt(squares_a * squares_b) : kUndefined;
}

double nice_step(double span, int max_count) {
  const double raw = span / std::max(1, max_count);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double fraction = raw / power;
  const double tolerance = 1.0 + 1e-9;
  return power * (fraction <= 1.0 * tolerance   ? 1.0
                  : fraction <= 2.0 * tolerance ? 2.0
                  : fraction <= 5.0 * tolerance ? 5.0
                                                : 10.0);
}

Interval wilson_interval(std::size_t successes, std::size_t trials, double z) {
  assert(successes <= trials);
  if (trials == 0) return {0.0, 1.0};
  const auto n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n;
  const double shrink = 1.0 + z * z / n;
  const double centre = (share + z * z / (2.0 * n)) / shrink;
  const double half = z / shrink * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  // At 0 and n the formula gives the very end, but for rounding.
  return {successes == 0 ? 0.0 : centre - half, successes == trials ? 1.0 : centre + half};
}

}  // namespace p8
