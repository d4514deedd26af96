#include "p8/credit/model/profile.h"

#include <cmath>

#include "p8/statistics/psi.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

constexpr int kQuantileSteps = 20;

std::vector<double> quantile_fractions() {
  std::vector<double> fractions;
  for (int i = 0; i <= kQuantileSteps; ++i) fractions.push_back(static_cast<double>(i) / kQuantileSteps);
  return fractions;
}

bool has_value(const double* column, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (!std::isnan(column[row])) return true;
  }
  return false;
}

// How many values lie above the edge; NaN never does. A plain loop that the compiler turns into vector code.
[[gnu::target_clones("avx512f", "avx2", "default")]] std::size_t count_above(const double* values, std::size_t rows,
                                                                             double edge) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < rows; ++row) count += values[row] > edge ? 1 : 0;
  return count;
}

[[gnu::target_clones("avx512f", "avx2", "default")]] std::size_t count_missing(const double* values, std::size_t rows) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < rows; ++row) count += values[row] != values[row] ? 1 : 0;
  return count;
}

void count_numbers(const double* column, std::size_t rows, const std::vector<double>& edges,
                   std::vector<std::size_t>& counts) {
  const std::size_t missing = count_missing(column, rows);
  std::size_t at_least = rows - missing;  // in this bin or a later one
  for (std::size_t bin = 0; bin < edges.size(); ++bin) {
    const std::size_t above = count_above(column, rows, edges[bin]);
    counts[bin] += at_least - above;
    at_least = above;
  }
  counts[edges.size()] += at_least;
  counts.back() += missing;
}

void count_categories(const double* column, std::size_t rows, std::vector<std::size_t>& counts) {
  for (std::size_t row = 0; row < rows; ++row) {
    const double code = column[row];
    ++counts[std::isnan(code) ? counts.size() - 1 : static_cast<std::size_t>(code)];
  }
}

bool holds_categories(const FeatureProfile& profile) { return profile.counts.size() != profile.edges.size() + 2; }

}  // namespace

std::vector<FeatureProfile> profile_features(const Schema& schema, const FeatureBlock& values) {
  std::vector<FeatureProfile> profiles;
  for (std::size_t f = 0; f < values.features(); ++f) {
    FeatureProfile profile;
    const double* const column = values.column(f);
    if (schema.features()[f].kind == FeatureKind::Category) {
      profile.counts.resize(schema.features()[f].categories.size() + 1);
    } else {
      const std::vector<double> numbers(column, column + values.rows());
      if (has_value(column, values.rows())) profile.quantiles = quantiles(numbers, quantile_fractions());
      profile.edges = psi_edges(numbers);
      profile.counts.resize(profile.edges.size() + 2);
    }
    profiles.push_back(std::move(profile));
  }
  ProfileCounter counter(profiles);
  counter.add(values);
  for (std::size_t f = 0; f < profiles.size(); ++f) profiles[f].counts = counter.counts(f);
  return profiles;
}

ProfileCounter::ProfileCounter(const std::vector<FeatureProfile>& profiles) : profiles_(&profiles) {
  for (const FeatureProfile& profile : profiles) counts_.emplace_back(profile.counts.size(), 0);
}

void ProfileCounter::add(const FeatureBlock& values) {
  for (std::size_t f = 0; f < counts_.size(); ++f) {
    const FeatureProfile& profile = (*profiles_)[f];
    if (holds_categories(profile)) {
      count_categories(values.column(f), values.rows(), counts_[f]);
    } else {
      count_numbers(values.column(f), values.rows(), profile.edges, counts_[f]);
    }
  }
}

void ProfileCounter::merge(const ProfileCounter& other) {
  for (std::size_t f = 0; f < counts_.size(); ++f) {
    for (std::size_t bin = 0; bin < counts_[f].size(); ++bin) counts_[f][bin] += other.counts_[f][bin];
  }
}

}  // namespace p8
