#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/counterfactual/cell_set.h"
#include "p8/credit/counterfactual/feature_changes.h"
#include "p8/credit/trees/forest.h"

namespace p8 {

/// Neighbours in a list of a LeafBoxes.
template <typename T>
struct ListPart {
  const T* first = nullptr;
  const T* last = nullptr;  ///< one past the last

  const T* begin() const { return first; }
  const T* end() const { return last; }
};

/// What the way to a leaf asks of one feature.
struct LeafCondition {
  std::uint32_t feature = 0;  ///< number among the changeable features
  std::uint32_t inside = 0;   ///< number of the set of cells that lead to the leaf: equal sets of a feature share it
  std::uint32_t outside = 0;  ///< number of the set of all others
};

/// A leaf that a client reaches, or would reach after some changes.
struct ReachableLeaf {
  static constexpr std::size_t kMaxChanges = 3;

  std::uint32_t leaf = 0;
  std::uint32_t missed_count = 0;
  std::array<std::uint32_t, kMaxChanges> missed{};  ///< features whose own value does not lead there

  bool misses(std::uint32_t feature) const {
    for (std::uint32_t i = 0; i < missed_count; ++i) {
      if (missed[i] == feature) return true;
    }
    return false;
  }
};

/// A forest as the boxes of its leaves in the cells of some of its features: how its margin depends on these while the
/// client's other values stay as they are. Borrows the forest.
class LeafBoxes {
 public:
  /// @param features  their cells are ones that the forest cannot tell apart any further (value_cells.h).
  LeafBoxes(const Forest& forest, const std::vector<FeatureChanges>& features);

  /// The leaves that the client reaches by changing at most `changes` of the features, in the order of the trees.
  /// @param changes  at most ReachableLeaf::kMaxChanges.
  std::vector<ReachableLeaf> reachable(const std::vector<double>& client, std::size_t changes) const;

  double base_margin() const { return forest_->base_margin; }
  double value(std::uint32_t leaf) const { return leaves_[leaf].value; }
  /// By ascending feature.
  ListPart<LeafCondition> conditions(std::uint32_t leaf) const {
    return {conditions_.data() + leaves_[leaf].first_condition, conditions_.data() + leaves_[leaf].end_condition};
  }
  ListPart<CellRun> set(std::uint32_t number) const {
    return {runs_.data() + set_starts_[number], runs_.data() + set_starts_[number + 1]};
  }

 private:
  struct Leaf {
    double value = 0.0;
    std::size_t first_condition = 0;
    std::size_t end_condition = 0;
  };
  class Builder;

  const Forest* forest_;
  std::vector<std::int32_t> changeable_;  // per feature of the forest: its number, -1: not to be changed
  std::vector<std::vector<std::uint32_t>> leaf_numbers_;  // per tree and node
  std::vector<Leaf> leaves_;
  std::vector<LeafCondition> conditions_;
  std::vector<CellRun> runs_;
  std::vector<std::size_t> set_starts_ = {0};
};

}  // namespace p8
