#pragma once

#include <string>
#include <vector>

#include "p8/credit/model/scorer.h"
#include "p8/credit/shap/tree_shap.h"
#include "p8/credit/trees/forest.h"
#include "p8/credit/trees/split_codes.h"
#include "p8/credit/trees/tree_evaluator.h"

namespace p8 {

/// A boosted ensemble of LightGBM or XGBoost as a Scorer. Works on the calling thread only; several threads may score
/// blocks of their own at once.
class ForestScorer : public Scorer {
 public:
  /// @param name  the model file, for messages.
  ForestScorer(Forest forest, std::string name);

  const std::vector<std::string>& features() const override { return forest_.features; }
  double base_value() const override { return shap_.base_value(); }
  /// Margins in double, leaves added in tree order: LightGBM's to the last bit. Contributions are exact path-dependent
  /// SHAP values. Throws Error(Model) when the block's width is not the model's, when the contributions and the base
  /// value of a row differ from its margin by more than 1e-6 * max(1, |margin|), or when paths are too deep to explain
  /// (TreeShap).
  Scores score(const FeatureBlock& block, bool with_contributions) const override;
  double probability(double margin) const override;

  const Forest& forest() const { return forest_; }

 private:
  void check_additivity(const FeatureBlock& block, const Scores& scores) const;

  Forest forest_;
  std::string name_;
  SplitCoder coder_;
  TreeEvaluator evaluator_;
  TreeShap shap_;
};

}  // namespace p8
