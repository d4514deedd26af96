#pragma once

#include <cstddef>
#include <vector>

/// What decisions cost, and the threshold that costs least. A client is refused when p > threshold.
///
/// Each function throws Error(Data) on empty input, different lengths, NaN or labels other than 0 and 1, and
/// Error(Usage) on costs that are negative or not finite.
namespace p8 {

/// What a wrong decision costs, in one currency unit.
struct CostMatrix {
  double false_negative = 10.0;  ///< loan granted, client defaults
  double false_positive = 1.0;   ///< good client refused
};

/// What becomes of the clients at one threshold.
struct ThresholdOutcome {
  double threshold = 0.0;
  std::size_t true_positives = 0;   ///< refused, would have defaulted
  std::size_t false_positives = 0;  ///< refused, would have repaid
  std::size_t false_negatives = 0;  ///< accepted, defaults
  std::size_t true_negatives = 0;   ///< accepted, repays
  double total_cost = 0.0;          ///< in the unit of CostMatrix
  double mean_cost = 0.0;           ///< per client
};

/// The threshold of least cost, in [0, 1], and what it costs.
struct CostOptimum {
  double threshold = 0.0;
  double total_cost = 0.0;  ///< in the unit of CostMatrix
  double mean_cost = 0.0;   ///< per client
};

/// The threshold with the least total cost. Scans every distinct probability once, and 0 (refuse all with p > 0),
/// O(n log n). @param p_default  P(default) per client, in [0, 1].   @param defaulted  1 or 0, same length.
/// A client is refused when p > threshold. Among equal costs the lowest threshold wins: no lower number in [0, 1] does
/// as well. (Elkan 2001, "The foundations of cost-sensitive learning": for true probabilities the best one is
/// false_positive / (false_positive + false_negative); searching the sample also mends a shifted calibration.)
CostOptimum best_threshold(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                           const CostMatrix& costs = {});

/// Counts and cost when every client with p > threshold is refused.
ThresholdOutcome outcome_at_threshold(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                                      double threshold, const CostMatrix& costs = {});

/// The outcome at `points` >= 2 thresholds equally spaced from 0 to the highest probability, for a chart.
std::vector<ThresholdOutcome> cost_curve(const std::vector<double>& p_default, const std::vector<int>& defaulted,
                                         const CostMatrix& costs = {}, std::size_t points = 201);

}  // namespace p8
