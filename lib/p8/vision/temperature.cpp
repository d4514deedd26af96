#include "p8/vision/temperature.h"

#include <algorithm>
#include <cmath>

#include "p8/core/random.h"

namespace p8 {

namespace {

constexpr double kLowest = 1e-4;
constexpr double kHighest = 10.0;
constexpr std::size_t kParts = 5;
constexpr std::size_t kFewestLabels = 10;

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

}  // namespace

std::optional<double> fit_temperature(const ScoredRows& scored, const std::vector<std::size_t>& rows) {
  if (rows.empty()) return std::nullopt;
  // The loss has one valley in the logarithm of the temperature: golden-section search.
  constexpr double kShrink = 0.6180339887498949;
  double low = std::log(kLowest), high = std::log(kHighest);
  double left = high - kShrink * (high - low), right = low + kShrink * (high - low);
  double loss_left = loss(scored, rows, std::exp(left)), loss_right = loss(scored, rows, std::exp(right));
  while (high - low > 1e-3) {
    if (loss_left <= loss_right) {
      high = right;
      right = left;
      loss_right = loss_left;
      left = high - kShrink * (high - low);
      loss_left = loss(scored, rows, std::exp(left));
    } else {
      low = left;
      left = right;
      loss_left = loss_right;
      right = low + kShrink * (high - low);
      loss_right = loss(scored, rows, std::exp(right));
    }
  }
  return std::exp((low + high) / 2.0);
}

std::optional<CrossFittedTemperature> cross_fit_temperature(const ScoredRows& scored, std::uint64_t seed) {
  std::vector<std::size_t> rows = labelled_rows(scored);
  if (rows.size() < kFewestLabels) return std::nullopt;
  CrossFittedTemperature result;
  result.of_all = *fit_temperature(scored, rows);
  result.of_row.assign(scored.labels.size(), result.of_all);
  Random(seed).shuffle(rows);
  for (std::size_t part = 0; part < kParts; ++part) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % kParts != part) others.push_back(rows[i]);
    }
    const double temperature = *fit_temperature(scored, others);
    for (std::size_t i = part; i < rows.size(); i += kParts) result.of_row[rows[i]] = temperature;
  }
  return result;
}

}  // namespace p8
