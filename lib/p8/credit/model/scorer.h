#pragma once

#include <memory>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/csv/feature_block.h"

namespace p8 {

/// A row of a block that a scorer could not judge, and why.
struct RowFailure {
  std::size_t row = 0;
  Text reason;
};

/// What a model says of a block of clients.
struct Scores {
  std::vector<double> margins;  ///< log-odds of default, (rows)
  /// SHAP values in log-odds, feature by feature like the block: contributions[f * stride + row], with the stride of
  /// the block that was scored. Empty unless asked for. For each row their sum + base_value = margin, to 1e-6: a
  /// scorer checks this itself and throws p8::Error(Model) where it fails.
  std::vector<double> contributions;
  /// Rows without an answer, ascending; their margins are NaN. Only a model outside of this process has any.
  std::vector<RowFailure> failures = {};
};

/// A model as the rest of p8 sees it: rows in, margins and contributions out. Safe to use from several threads.
class Scorer {
 public:
  virtual ~Scorer() = default;

  /// The columns it expects, in the order of FeatureBlock.
  virtual const std::vector<std::string>& features() const = 0;
  /// The expected margin, in log-odds: where every explanation starts.
  virtual double base_value() const = 0;
  virtual Scores score(const FeatureBlock& block, bool with_contributions) const = 0;
  /// P(default) in [0, 1] of a margin, by the model's own link.
  virtual double probability(double margin) const = 0;
};

}  // namespace p8
