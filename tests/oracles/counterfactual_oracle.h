#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "p8/credit/model/model.h"
#include "oracles/decision_case.h"

// The smallest changes by trying all values, as an oracle for CounterfactualSearch.
namespace p8::test {

/// The distance of a change, straight from the description of FeatureChanges.
double distance(const DecisionCase& problem, std::size_t feature, double from, double to);

/// Whether a client may make the change, but for what values there are.
bool is_allowed(const DecisionCase& problem, std::size_t feature, double from, double to);

struct LeastChange {
  std::size_t changes;
  double distance;
};

/// Tries every value that matters of every set of up to three features.
class CounterfactualOracle {
 public:
  CounterfactualOracle(const DecisionCase& problem, const Model& model);

  /// The least distance of each of the best sets of features that turn the decision, none of which holds all features
  /// of another.
  std::vector<LeastChange> best(const std::vector<double>& client, std::size_t most);

 private:
  using FeatureSet = std::vector<std::size_t>;

  void extend(const std::vector<double>& client, const std::vector<double>& changed, const FeatureSet& features,
              double sum);

  const DecisionCase& problem_;
  const Model& model_;
  std::vector<std::vector<double>> values_;
  std::map<FeatureSet, double> least_;
};

}  // namespace p8::test
