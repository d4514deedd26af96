#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace p8 {

/// Scores of rows for C classes, with the true class where it is known.
struct ScoredRows {
  std::size_t classes = 0;                         ///< C
  std::vector<double> scores;                      ///< (N, C), finite
  std::vector<std::optional<std::size_t>> labels;  ///< (N)
};

/// The temperature whose softmax has the least log loss on the labelled rows (Guo et al. 2017, "On calibration of
/// modern neural networks", temperature scaling); 1e-3 of it exact. Looked for between 1e-4 and 10, and beyond for as
/// long as less or more of it lowers the loss: where all rows are right no temperature is too low, and where the scores
/// tell nothing none is too high. Nothing without labelled rows.
/// @param rows  which rows count.
std::optional<double> fit_temperature(const ScoredRows& scored, const std::vector<std::size_t>& rows);

/// A temperature for each row that was fitted without it: the labelled rows are dealt into five parts at random, and
/// each part gets the temperature of the other four. Unlabelled rows get that of all. Nothing where fewer than ten rows
/// are labelled.
struct CrossFittedTemperature {
  double of_all = 0.0;
  bool at_limit = false;       ///< of_all is the last of the search: no temperature is best
  std::vector<double> of_row;  ///< (N)
};
std::optional<CrossFittedTemperature> cross_fit_temperature(const ScoredRows& scored, std::uint64_t seed);

}  // namespace p8
