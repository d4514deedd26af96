#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "p8/credit/counterfactual/change_set.h"
#include "p8/credit/counterfactual/feature_changes.h"

namespace p8 {

/// A client of whom one more feature is to be changed.
struct OptionQuestion {
  std::vector<double> client;           ///< values of the schema's features, some changes already made
  std::vector<std::uint32_t> features;  ///< numbers of the features to try
};

struct OptionAnswer {
  double margin = 0.0;                       ///< of the client as it is
  std::vector<std::vector<double>> margins;  ///< (features of the question, options)
};

/// What a search needs to know of a model: it works with any that can be asked.
struct OptionModel {
  std::function<std::vector<OptionAnswer>(const std::vector<OptionQuestion>&)> ask;
  std::function<bool(double margin)> accepts;
};

struct BeamOptions {
  std::size_t max_changes = 3;
  std::size_t width = 8;  ///< sets of changes that are carried on
};

/// Looks for changes that turn a decision one at a time (beam search): from each of the few sets that have lowered the
/// margin most, every option of every other feature. A set that is enough then gives up what it does not need: each
/// change in turn goes, or becomes the cheapest one that is still enough. With one change every option is tried; with
/// more, a set of fewer changes or a cheaper one may be missed. Stops when no set of
/// more changes can come into the list.
/// @param options  (features): of this client, by ascending cost.
void try_by_beam(const std::vector<double>& client, const std::vector<FeatureChanges>& features,
                 const std::vector<std::vector<ChangeOption>>& options, const OptionModel& model,
                 const BeamOptions& beam, Shortlist& list);

}  // namespace p8
