#pragma once

#include <cstddef>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/csv/feature_block.h"

namespace p8 {

/// How the values of one feature were spread among the clients of a reference, usually the training data.
struct FeatureProfile {
  std::vector<double> quantiles;    ///< numbers: at 0, 5, 10, …, 100 %; empty for categories and without values
  std::vector<double> edges;        ///< numbers: inner edges of about ten bins of equal counts (psi_edges)
  std::vector<std::size_t> counts;  ///< rows per bin (edges + 1) or per category; the last entry counts missing values
};

/// The profile of each feature. `values` as read by ClientReader: numbers, and categories as their code.
std::vector<FeatureProfile> profile_features(const Schema& schema, const FeatureBlock& values);

/// Counts clients in the bins of given profiles, block by block. Borrows the profiles.
class ProfileCounter {
 public:
  explicit ProfileCounter(const std::vector<FeatureProfile>& profiles);

  void add(const FeatureBlock& values);
  void merge(const ProfileCounter& other);
  /// Rows per bin of feature `f`, in the layout of FeatureProfile::counts.
  const std::vector<std::size_t>& counts(std::size_t f) const { return counts_[f]; }

 private:
  const std::vector<FeatureProfile>* profiles_;
  std::vector<std::vector<std::size_t>> counts_;
};

}  // namespace p8
