#pragma once

#include <vector>

#include "p8/credit/counterfactual/leaf_boxes.h"

namespace p8 {

/// A client's margin, and what one change of one feature adds to it.
struct SingleEffects {
  double margin = 0.0;                       ///< log-odds
  std::vector<std::vector<double>> by_cell;  ///< (features, cells of the feature): log-odds
};

/// @param leaves  boxes.reachable(client, 1) or more.   @param features  those of the boxes.
SingleEffects single_effects(const LeafBoxes& boxes, const std::vector<ReachableLeaf>& leaves,
                             const std::vector<FeatureChanges>& features);

}  // namespace p8
