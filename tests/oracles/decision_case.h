#pragma once

#include <vector>

#include "p8/base/random.h"
#include "p8/credit/model/actionable.h"
#include "p8/credit/model/model.h"
#include "p8/credit/model/profile.h"
#include "p8/credit/trees/forest.h"
#include "p8/csv/feature_block.h"

namespace p8::test {

/// A small random forest on features of every kind, and clients whose decisions it could turn: real numbers around
/// zero, real numbers or codes that some split reads as categories, integers, and a category that has an unseen value;
/// each of them missing now and then.
struct DecisionCase {
  Forest forest;
  Schema schema;
  FeatureBlock clients{0, 0};
  std::vector<FeatureProfile> profiles;
  std::vector<Actionable> actionable;  ///< every feature, each with some direction
};

DecisionCase random_decision_case(std::size_t trees, std::size_t leaves, Random& rng);

/// The forest of a case as a model that refuses about that share of its clients.
Model model_of(const DecisionCase& problem, double refused);

std::vector<double> client_of(const FeatureBlock& clients, std::size_t row);

}  // namespace p8::test
