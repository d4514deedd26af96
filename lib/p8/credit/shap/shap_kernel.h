#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/base/aligned_buffer.h"
#include "p8/credit/shap/shap_plan.h"
#include "p8/statistics/gauss_legendre.h"

namespace p8 {

/// The arithmetic of TreeShap for one tree: prepared once for many rows, then walked for kShapLanes rows at a time.
/// Keeps its memory from tree to tree.
class ShapKernel {
 public:
  static constexpr std::size_t kLanes = 16;

  /// @param quadrature  with plan.points() points; it and the plan must outlive the walks.
  void prepare(const TreeShapPlan& plan, const Quadrature& quadrature);

  /// Adds the tree's SHAP values of kLanes rows.
  /// @param codes         codes of the first of the rows in column 0; columns are SplitCoder::kRows apart.
  /// @param accumulators  (used features, kLanes), 64-byte aligned.
  void add(const std::uint8_t* codes, double* accumulators);

  /// One step with everything that can be known before the rows are: offsets in doubles (codes: in bytes).
  struct Step {
    ShapStep::Kind kind;
    bool has_previous;
    bool first_is_right;
    std::uint8_t limit;
    std::size_t codes;
    std::size_t coefficients;
    std::size_t level;     ///< workspace of the split's level
    std::size_t result;    ///< where the parent expects the sum
    std::size_t old_hot;   ///< h of the feature before the split
    std::size_t feature;   ///< in the accumulators
    double leaf_value[2];  ///< LeafPair
  };

 private:
  void list_steps(const TreeShapPlan& plan);

  std::size_t points_ = 0;
  std::vector<Step> steps_;
  std::vector<double> coefficients_;
  AlignedBuffer workspace_;
};

}  // namespace p8
