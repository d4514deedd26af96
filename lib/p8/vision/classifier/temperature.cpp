#include "p8/vision/classifier/temperature.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "p8/base/random.h"

namespace p8 {

namespace {

constexpr double kLowest = 1e-4;  // of the first search
constexpr double kHighest = 10.0;
constexpr double kEdge = 2e-3;     // in the logarithm: the search ends within 1e-3
constexpr double kGrowth = 4.605;  // ln 100
constexpr double kMinGain = 1e-7;  // of the loss of a row
constexpr std::size_t kParts = 5;
constexpr std::size_t kMinLabels = 10;

double loss(const ScoredRows& scored, const std::vector<std::size_t>& rows, double temperature) {
  double sum = 0.0;
  for (const std::size_t row : rows) {
    const double* const scores = scored.scores.data() + row * scored.classes;
    const double highest = *std::max_element(scores, scores + scored.classes);
    double total = 0.0;
    for (std::size_t c = 0; c < scored.classes; ++c) total += std::exp((scores[c] - highest) / temperature);
    sum += std::log(total) - (scores[*scored.labels[row]] - highest) / temperature;
  }
  return sum;
}

std::vector<std::size_t> labelled_rows(const ScoredRows& scored) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < scored.labels.size(); ++row) {
    if (scored.labels[row]) rows.push_back(row);
  }
  return rows;
}

/// Where a function with one valley is least, by golden-section search.
double least(const std::function<double(double)>& value, double low, double high) {
  constexpr double kShrink = 0.6180339887498949;
  double left = high - kShrink * (high - low), right = low + kShrink * (high - low);
  double value_left = value(left), value_right = value(right);
  while (high - low > 1e-3) {
    if (value_left <= value_right) {
      high = right;
      right = left;
      value_right = value_left;
      left = high - kShrink * (high - low);
      value_left = value(left);
    } else {
      low = left;
      left = right;
      value_left = value_right;
      right = low + kShrink * (high - low);
      value_right = value(right);
    }
  }
  return (low + high) / 2.0;
}

struct FittedTemperature {
  double value = 0.0;
  bool at_limit = false;  // beyond it nothing is gained, but before it neither lost
};

/// @param rows  at least one.
FittedTemperature fitted(const ScoredRows& scored, const std::vector<std::size_t>& rows) {
  const auto loss_at = [&](double log_temperature) { return loss(scored, rows, std::exp(log_temperature)); };
  double low = std::log(kLowest), high = std::log(kHighest);
  while (true) {
    const double best = least(loss_at, low, high);
    const bool is_lowest = best - low < kEdge, is_highest = high - best < kEdge;
    if (!is_lowest && !is_highest) return {std::exp(best), false};
    // At an edge: the search goes on beyond it for as long as there is something to gain.
    const double beyond = is_lowest ? low - kGrowth : high + kGrowth;
    const double gain = (loss_at(best) - loss_at(beyond)) / static_cast<double>(rows.size());
    if (gain < kMinGain) return {std::exp(best), gain > -kMinGain};  // beyond it worse: the best lies on the edge
    (is_lowest ? low : high) = beyond;
  }
}

}  // namespace

std::optional<double> fit_temperature(const ScoredRows& scored, const std::vector<std::size_t>& rows) {
  if (rows.empty()) return std::nullopt;
  return fitted(scored, rows).value;
}

std::optional<CrossFittedTemperature> cross_fit_temperature(const ScoredRows& scored, std::uint64_t seed) {
  std::vector<std::size_t> rows = labelled_rows(scored);
  if (rows.size() < kMinLabels) return std::nullopt;
  CrossFittedTemperature result;
  const FittedTemperature all = fitted(scored, rows);
  result.of_all = all.value;
  result.at_limit = all.at_limit;
  result.of_row.assign(scored.labels.size(), result.of_all);
  Random(seed).shuffle(rows);
  for (std::size_t part = 0; part < kParts; ++part) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % kParts != part) others.push_back(rows[i]);
    }
    const double temperature = fitted(scored, others).value;
    for (std::size_t i = part; i < rows.size(); i += kParts) result.of_row[rows[i]] = temperature;
  }
  return result;
}

}  // namespace p8
