#include "p8/credit/counterfactual/single_effects.h"

namespace p8 {

namespace {

// Differences between neighbours: summed up from the left they become the effects.
void add(ListPart<CellRun> cells, double value, std::vector<double>& differences) {
  for (const CellRun& run : cells) {
    differences[run.first] += value;
    if (run.end < differences.size()) differences[run.end] -= value;
  }
}

}  // namespace

SingleEffects single_effects(const LeafBoxes& boxes, const std::vector<ReachableLeaf>& leaves,
                             const std::vector<FeatureChanges>& features) {
  SingleEffects effects;
  effects.margin = boxes.base_margin();
  for (const FeatureChanges& feature : features) effects.by_cell.emplace_back(feature.cells().size(), 0.0);
  for (const ReachableLeaf& leaf : leaves) {
    if (leaf.missed_count > 1) continue;
    const double value = boxes.value(leaf.leaf);
    if (leaf.missed_count == 0) effects.margin += value;
    for (const LeafCondition& condition : boxes.conditions(leaf.leaf)) {
      std::vector<double>& differences = effects.by_cell[condition.feature];
      if (leaf.missed_count == 0) {
        add(boxes.set(condition.outside), -value, differences);
      } else if (leaf.misses(condition.feature)) {
        add(boxes.set(condition.inside), value, differences);
      }
    }
  }
  for (std::vector<double>& values : effects.by_cell) {
    double sum = 0.0;
    for (double& value : values) value = sum += value;
  }
  return effects;
}

}  // namespace p8
