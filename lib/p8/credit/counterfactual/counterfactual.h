#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "p8/credit/counterfactual/change_set.h"
#include "p8/credit/counterfactual/feature_changes.h"
#include "p8/credit/counterfactual/leaf_boxes.h"
#include "p8/credit/model/actionable.h"
#include "p8/credit/model/decision.h"
#include "p8/credit/model/model.h"
#include "p8/credit/model/profile.h"

namespace p8 {

struct CounterfactualOptions {
  std::vector<Actionable> actionable;    ///< each feature at most once; others are never touched
  double threshold = kDefaultThreshold;  ///< P(default) above it is refused
  std::size_t max_changes = 3;           ///< features changed at once
  std::size_t most = 3;                  ///< alternatives given
  /// Round each new value as FeatureChanges::round_value says, which adds up to a tenth to a change; else give the very
  /// first value that is enough.
  bool round_values = true;
};

/// One feature of a client with another value.
struct Change {
  std::size_t feature = 0;  ///< index in the schema
  double from = 0.0;        ///< NaN: missing
  double to = 0.0;          ///< a number or a category's code, never missing
  double distance = 0.0;    ///< in [0, 1]: FeatureChanges
};

/// Changes that turn a refusal: with all of them made the model accepts the client, as its scorer itself says.
struct Counterfactual {
  std::vector<Change> changes;  ///< by ascending feature
  double margin = 0.0;          ///< of the changed client, log-odds
  double p_default = 0.0;       ///< of the changed client, at most the threshold
  double distance = 0.0;        ///< the sum over the changes
};

/// The smallest changes that turn a refused client's decision: fewest features first, then least distance (Wachter,
/// Mittelstadt and Russell 2017, "Counterfactual explanations without opening the black box", Harvard Journal of Law &
/// Technology 31, with the distance in shares of clients as Ustun, Spangher and Liu 2019, "Actionable recourse in
/// linear classification", FAT* '19).
///
/// For a forest up to three changes are exact: no smaller set of features, and none of less distance (before rounding),
/// turns the decision within what FeatureChanges allows. Where three changes would mean more than kMaxOptions
/// combinations to look at, and with four changes or more, a beam search goes on (try_by_beam), which may miss the
/// best. A model that can only be asked is searched by beam from the start, over values near the quantiles: exact among
/// these with one change.
class CounterfactualSearch {
 public:
  /// Combinations of three changes looked at before the search gives up being exact, in under 0.1 s.
  static constexpr std::size_t kMaxOptions = 20'000'000;

  /// Borrows the model.   @param profiles  per feature of the schema; a feature without values is never touched.
  CounterfactualSearch(const Model& model, const std::vector<FeatureProfile>& profiles, CounterfactualOptions options);

  /// The best changes of each of up to `most` sets of features, none of which holds all features of another; by number
  /// of changes, then distance. Empty for a client who is accepted already, and where nothing within the limits is
  /// enough. The same for the same client always; safe to call from several threads.
  /// @param client  values of the schema's features: numbers, and categories as their code; NaN = missing.
  std::vector<Counterfactual> find(const std::vector<double>& client) const;

 private:
  bool is_accepted(double margin) const { return !is_refused(model_->probability(margin), options_.threshold); }
  /// False where not every set of up to three changes was looked at.
  bool try_exactly(const std::vector<double>& client, double margin, Shortlist& list) const;
  void try_by_beam(const std::vector<double>& client, Shortlist& list) const;
  std::vector<Counterfactual> finish(const std::vector<double>& client, const std::vector<ChangeSet>& sets) const;

  const Model* model_;
  CounterfactualOptions options_;
  std::vector<FeatureChanges> features_;
  std::optional<LeafBoxes> boxes_;  // of a forest
  double highest_accepted_ = 0.0;   // margin
  double slack_ = 0.0;              // by how much margins of the boxes may differ from the scorer's
};

}  // namespace p8
