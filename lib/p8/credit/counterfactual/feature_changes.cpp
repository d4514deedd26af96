#include "p8/credit/counterfactual/feature_changes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace p8 {

namespace {

constexpr double kRoundingOfChange = 0.1;

std::vector<double> shares_of(const std::vector<std::size_t>& counts) {
  const double known = static_cast<double>(std::accumulate(counts.begin(), counts.end() - 1, std::size_t{0}));
  std::vector<double> shares;
  for (std::size_t code = 0; code + 1 < counts.size(); ++code) {
    shares.push_back(static_cast<double>(counts[code]) / known);
  }
  return shares;
}

}  // namespace

FeatureChanges::FeatureChanges(const Actionable& actionable, bool is_category, const FeatureProfile& profile,
                               std::vector<ValueCell> cells)
    : actionable_(actionable), cells_(std::move(cells)) {
  if (is_category) {
    shares_ = shares_of(profile.counts);
  } else {
    range_.emplace(profile);
  }
}

std::vector<ChangeOption> FeatureChanges::options(double from, const std::vector<std::uint32_t>& parts) const {
  std::vector<ChangeOption> options;
  for (std::size_t first = 0, end = 0; first < cells_.size(); first = end) {
    while (end < cells_.size() && parts[end] == parts[first]) ++end;
    std::optional<ChangeOption> option =
        range_ ? number_option(from, {cells_[first].first, cells_[end - 1].last}) : category_option(from, first, end);
    if (!option) continue;
    option->cell = static_cast<std::uint32_t>(first);
    options.push_back(*option);
  }
  std::stable_sort(options.begin(), options.end(),
                   [](const ChangeOption& a, const ChangeOption& b) { return a.cost < b.cost; });
  return options;
}

std::vector<ChangeOption> FeatureChanges::options(double from) const {
  std::vector<std::uint32_t> parts(cells_.size());
  std::iota(parts.begin(), parts.end(), 0U);
  return options(from, parts);
}

std::optional<ChangeOption> FeatureChanges::category_option(double from, std::size_t first, std::size_t end) const {
  ChangeOption best;
  best.cost = 2.0;
  for (std::size_t cell = first; cell < end; ++cell) {
    const double code = cells_[cell].first;
    if (code == from) return std::nullopt;
    const double cost = 1.0 + kUsualness * (1.0 - shares_[static_cast<std::size_t>(code)]);
    if (cost < best.cost) best = {0, cells_[cell], code, cost};
  }
  return best;
}

std::optional<ChangeOption> FeatureChanges::number_option(double from, const ValueCell& cell) const {
  if (std::isnan(from)) {
    const double value = std::clamp(range_->median(), cell.first, cell.last);
    return ChangeOption{0, cell, value, 1.0 + kUsualness * std::abs(range_->share_below(value) - 0.5)};
  }
  if (cell.first > from && actionable_.direction != Direction::Down) {
    return ChangeOption{0, cell, cell.first, distance(from, cell.first)};
  }
  if (cell.last < from && actionable_.direction != Direction::Up) {
    return ChangeOption{0, cell, cell.last, distance(from, cell.last)};
  }
  return std::nullopt;
}

double FeatureChanges::distance(double from, double to) const {
  if (!range_ || std::isnan(from)) return 1.0;
  return std::abs(range_->share_below(from) - range_->share_below(to));
}

double FeatureChanges::round_value(double from, const ChangeOption& option) const {
  if (!range_) return option.value;
  const double origin = std::isnan(from) ? range_->median() : from;
  const double most = std::max(kRoundingOfChange * std::abs(option.value - origin), range_->rounding());
  const double limit = option.value >= origin ? std::min(option.value + most, option.values.last)
                                              : std::max(option.value - most, option.values.first);
  return roundest_between(option.value, limit);
}

}  // namespace p8
