#include "p8/credit/portfolio/column_summary.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "p8/csv/feature_block.h"
#include "p8/statistics/float_noise.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

constexpr int kMaxBins = 15;

std::vector<double> distinct_of(const std::vector<double>& sorted, std::size_t most) {
  std::vector<double> distinct;
  for (const double value : sorted) {
    if (distinct.empty() || !is_same_value(value, distinct.back())) distinct.push_back(value);
    if (distinct.size() > most) break;
  }
  return distinct;
}

bool has_few_different(const std::vector<double>& values) {
  std::vector<double> seen;
  for (const double value : values) {
    const bool is_seen =
        std::any_of(seen.begin(), seen.end(), [&](double earlier) { return is_same_value(earlier, value); });
    if (std::isnan(value) || is_seen) continue;
    seen.push_back(value);
    if (seen.size() > ColumnSummary::kMaxDistinct) return false;
  }
  return true;
}

std::vector<double> round_edges(double low, double high) {
  const double step = nice_step(high - low, kMaxBins - 1);
  const double first = std::floor(low / step + 1e-9);
  const double last = std::max(first + 1.0, std::ceil(high / step - 1e-9));
  std::vector<double> edges;
  for (double k = first; k <= last; k += 1.0) edges.push_back(k * step);
  return edges;
}

}  // namespace

double BinCounts::ratio(std::size_t count) const {
  return rows == 0 ? kMissing : static_cast<double>(count) / static_cast<double>(rows);
}

ColumnSummary::ColumnSummary(Feature feature, std::vector<double> values, const std::vector<bool>& accepted,
                             const SummaryOptions& options)
    : feature_(std::move(feature)),
      options_(options),
      values_(std::move(values)),
      mean_(kMissing),
      median_(kMissing),
      typical_of_accepted_(kMissing) {
  const bool is_number = feature_.kind == FeatureKind::Number;
  if (!is_number || has_few_different(values_)) options_.specials.clear();  // each value has a bin of its own
  std::vector<double> of_accepted;
  for (std::size_t row = 0; row < values_.size(); ++row) {
    values_[row] = shown(values_[row]);
    if (std::isnan(values_[row])) continue;
    sorted_.push_back(values_[row]);
    if (accepted[row]) of_accepted.push_back(values_[row]);
  }
  if (is_number) mean_ = p8::mean(sorted_);
  std::sort(sorted_.begin(), sorted_.end());
  choose_bins();
  for (std::size_t row = 0; row < values_.size(); ++row) {
    add(values_[row], all_);
    if (accepted[row]) add(values_[row], accepted_);
  }
  if (is_number) {
    median_ = quantile_of_sorted(sorted_, 0.5);
    typical_of_accepted_ = quantiles(std::move(of_accepted), {0.5}).front();
  } else if (!of_accepted.empty()) {
    const auto commonest = std::max_element(accepted_.bins.begin(), accepted_.bins.end());
    typical_of_accepted_ = distinct_[static_cast<std::size_t>(commonest - accepted_.bins.begin())];
  }
}

double ColumnSummary::shown(double value) const {
  const bool is_special = std::any_of(options_.specials.begin(), options_.specials.end(),
                                      [&](double special) { return is_same_value(special, value); });
  return is_special ? kMissing : value * options_.factor;
}

void ColumnSummary::choose_bins() {
  if (feature_.kind == FeatureKind::Category) {
    for (std::size_t code = 0; code < feature_.categories.size(); ++code)
      distinct_.push_back(static_cast<double>(code));
  } else {
    distinct_ = distinct_of(sorted_, kMaxDistinct);
    if (distinct_.size() > kMaxDistinct) {
      distinct_.clear();
      const double low = quantile_of_sorted(sorted_, 0.01);
      const double high = quantile_of_sorted(sorted_, 0.99);
      edges_ = low < high ? round_edges(low, high) : round_edges(sorted_.front(), sorted_.back());
    }
  }
  all_.bins.resize(bins());
  accepted_.bins.resize(bins());
}

std::optional<std::size_t> ColumnSummary::bin_of(double shown) const {
  if (std::isnan(shown)) return std::nullopt;
  if (!has_edges()) {
    const auto found = first_not_below(distinct_, shown);
    if (found == distinct_.end() || !is_same_value(*found, shown)) return std::nullopt;
    return static_cast<std::size_t>(found - distinct_.begin());
  }
  // The third edge of a tenth is 0.30000000000000004; 0.3 lies in the bin above it all the same.
  auto after = std::upper_bound(edges_.begin() + 1, edges_.end() - 1, shown);
  if (after != edges_.end() - 1 && is_same_value(*after, shown)) ++after;
  return static_cast<std::size_t>(after - edges_.begin()) - 1;
}

void ColumnSummary::add(double shown, BinCounts& counts) const {
  ++counts.rows;
  const std::optional<std::size_t> bin = bin_of(shown);
  ++(bin ? counts.bins[*bin] : counts.missing);
}

BinCounts ColumnSummary::count(const std::vector<std::size_t>& rows) const {
  BinCounts counts;
  counts.bins.resize(bins());
  for (const std::size_t row : rows) add(values_[row], counts);
  return counts;
}

double ColumnSummary::share_below(double shown) const {
  if (std::isnan(shown) || sorted_.empty() || feature_.kind == FeatureKind::Category) return kMissing;
  const auto below = first_not_below(sorted_, shown);
  return static_cast<double>(below - sorted_.begin()) / static_cast<double>(sorted_.size());
}

}  // namespace p8
