#include "p8/scoring/psi.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include <boost/math/distributions/chi_squared.hpp>

#include "p8/core/error.h"
#include "p8/core/statistics.h"

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

}  // namespace

std::vector<double> psi_edges(const std::vector<double>& values, int bins) {
  assert(bins > 0);
  std::vector<double> fractions;
  for (int bin = 1; bin < bins; ++bin) fractions.push_back(static_cast<double>(bin) / bins);
  std::vector<double> edges = quantiles(values, fractions);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  if (!edges.empty() && std::isnan(edges.front())) edges.clear();
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
