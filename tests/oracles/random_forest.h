#pragma once

#include "p8/base/random.h"
#include "p8/credit/trees/forest.h"
#include "p8/csv/feature_block.h"

namespace p8::test {

struct RandomForestOptions {
  std::size_t trees = 3;
  std::size_t features = 4;
  std::size_t leaves = 8;                  ///< of each tree
  std::size_t depth = 64;                  ///< splits on a path, at most
  double newest_first = 0.0;               ///< share of splits that go to the newest leaf: deep, thin trees
  double categorical = 0.0;                ///< share of splits
  double zero_is_missing = 0.0;            ///< share of splits
  std::size_t distinct_thresholds = 1000;  ///< per feature, evenly in [0, 1)
  double empty_cover = 0.0;                ///< share of splits that send no training row to one side
};

/// A forest of random trees: numerical thresholds in [0, 1), categories below 40, leaves in [-1, 1). Nodes in
/// pre-order.
Forest random_forest(const RandomForestOptions& options, Random& rng);

/// Values as the forest's splits like them: thresholds, numbers between, missing, zeros, category numbers.
FeatureBlock random_block(const Forest& forest, std::size_t rows, Random& rng);

}  // namespace p8::test
