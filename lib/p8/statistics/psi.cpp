#include "p8/statistics/psi.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>

#include <boost/math/distributions/chi_squared.hpp>

#include "p8/base/error.h"
#include "p8/statistics/float_noise.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

constexpr double kSmallestShare = 1e-4;
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

void check_bins(const std::vector<std::size_t>& expected, const std::vector<std::size_t>& actual) {
  if (expected.size() == actual.size()) return;
  throw data_error("stability index: {} bins expected, {} found",
                   "indice de stabilité : {} classes attendues, {} trouvées", expected.size(), actual.size());
}

double total(const std::vector<std::size_t>& counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
}

double share(std::size_t count, double rows) { return std::max(static_cast<double>(count) / rows, kSmallestShare); }

double middle(double low, double high) { return low + (high - low) / 2.0; }

/// The edge at a quantile, unless that is the greatest value: there is none greater.
std::optional<double> edge_at(const std::vector<double>& sorted, double quantile) {
  const auto above = first_above(sorted, quantile);
  if (above == sorted.end()) return std::nullopt;
  const double below = *(above - 1);
  return below < quantile && !is_same_value(below, quantile) ? quantile : middle(below, *above);
}

/// How far beyond a value at an end its outer edge is: half-way as far as the next value inside, or if all are equal
/// (`neighbour` NaN) a little further than noise reaches.
double outer_distance(double value, double neighbour) {
  if (!std::isnan(neighbour)) return std::abs(neighbour - value) / 2.0;
  const double beyond_noise = 4.0 * float_noise(value);
  return std::floor(value) == value ? std::min(0.5, beyond_noise) : beyond_noise;
}

/// Whether no value lies between two edges: then one of them is enough.
bool share_a_gap(const std::vector<double>& sorted, double edge, double next) {
  return std::lower_bound(sorted.begin(), sorted.end(), edge) == std::lower_bound(sorted.begin(), sorted.end(), next);
}

}  // namespace

std::vector<double> psi_edges(const std::vector<double>& values, int bins) {
  assert(bins > 0);
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double value) { return value == value; });
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const double least = sorted.front();
  const double greatest = sorted.back();
  const auto after_least = first_above(sorted, least);
  const auto greatest_group = first_not_below(sorted, greatest);
  std::vector<double> edges;
  for (int bin = 1; bin < bins; ++bin) {
    const double quantile = quantile_of_sorted(sorted, static_cast<double>(bin) / bins);
    if (bin == 1 && is_same_value(quantile, least)) {
      edges.push_back(least - outer_distance(least, after_least == sorted.end() ? kUndefined : *after_least));
    }
    if (const std::optional<double> edge = edge_at(sorted, quantile)) edges.push_back(*edge);
    if (bin + 1 < bins || !is_same_value(quantile, greatest)) continue;
    const double before = greatest_group == sorted.begin() ? kUndefined : *(greatest_group - 1);
    if (!std::isnan(before)) edges.push_back(middle(before, *greatest_group));
    edges.push_back(greatest + outer_distance(greatest, before));
  }
  std::sort(edges.begin(), edges.end());
  const auto same = [&](double edge, double next) { return share_a_gap(sorted, edge, next); };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
  return edges;
}

std::vector<double> above_noise(std::vector<double> edges) {
  for (std::size_t i = 0; i < edges.size(); ++i) {
    double most = std::floor(edges[i]) == edges[i] ? 0.5 : std::numeric_limits<double>::infinity();
    if (i + 1 < edges.size()) most = std::min(most, (edges[i + 1] - edges[i]) / 2.0);
    edges[i] += std::min(2.0 * float_noise(edges[i]), most);
  }
  return edges;
}

std::vector<std::size_t> psi_counts(const std::vector<double>& values, const std::vector<double>& edges) {
  std::vector<std::size_t> counts(edges.size() + 2, 0);
  for (const double value : values) {
    const auto edge = std::lower_bound(edges.begin(), edges.end(), value);  // the first edge >= value
    ++(std::isnan(value) ? counts.back() : counts[static_cast<std::size_t>(edge - edges.begin())]);
  }
  return counts;
}

double psi(const std::vector<std::size_t>& expected, const std::vector<std::size_t>& actual) {
  check_bins(expected, actual);
  const double expected_rows = total(expected);
  const double actual_rows = total(actual);
  if (expected_rows == 0.0 || actual_rows == 0.0) return kUndefined;
  double sum = 0.0;
  for (std::size_t bin = 0; bin < expected.size(); ++bin) {
    const double p = share(expected[bin], expected_rows);
    const double q = share(actual[bin], actual_rows);
    sum += (q - p) * std::log(q / p);
  }
  return sum;
}

double psi_critical_value(const std::vector<std::size_t>& expected, const std::vector<std::size_t>& actual,
                          double confidence) {
  check_bins(expected, actual);
  const double expected_rows = total(expected);
  const double actual_rows = total(actual);
  if (expected_rows == 0.0 || actual_rows == 0.0) return kUndefined;
  int occupied = 0;
  for (std::size_t bin = 0; bin < expected.size(); ++bin) occupied += expected[bin] + actual[bin] > 0 ? 1 : 0;
  if (occupied < 2) return 0.0;
  const boost::math::chi_squared distribution(occupied - 1);
  return boost::math::quantile(distribution, confidence) * (1.0 / expected_rows + 1.0 / actual_rows);
}

}  // namespace p8
