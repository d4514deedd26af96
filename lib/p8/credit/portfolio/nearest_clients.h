#pragma once

#include <cstddef>
#include <vector>

#include "p8/credit/portfolio/shap_sample.h"

namespace p8 {

/// Finds the sampled clients nearest to one client in the model's SHAP space: by the Euclidean distance between
/// contributions, so that features count by what they do to the score, not by their unit. Exact, but most clients are
/// ruled out by the few features that differ most between clients: what these alone are apart is a lower bound. Safe to
/// use from several threads.
class NearestClients {
 public:
  /// Borrows the sample.
  explicit NearestClients(const ShapSample& sample);

  /// Indices into the sample, nearest first; among equals the earlier one. `row` of the population is left out.
  /// @param contributions  of the client, (features).
  std::vector<std::size_t> of(const std::vector<double>& contributions, std::size_t row, std::size_t most) const;

 private:
  std::vector<double> lower_bounds(const std::vector<double>& contributions) const;
  double squared_distance(const std::vector<double>& contributions, std::size_t i) const;

  const ShapSample& sample_;
  std::vector<std::size_t> leading_;       // features, those that vary most
  std::vector<double> leading_by_client_;  // (leading, clients)
};

}  // namespace p8
