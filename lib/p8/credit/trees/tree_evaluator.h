#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/trees/forest.h"
#include "p8/credit/trees/split_codes.h"

namespace p8 {

/// A split of a small tree: slots[out] = codes[column] <= limit ? slots[left] : slots[right], for 64 rows. The first
/// 256 slots hold the leaf numbers 0, 1, … themselves, the others intermediate results.
struct LeafChoice {
  std::uint32_t column;
  std::uint16_t left;
  std::uint16_t right;
  std::uint16_t out;
  std::uint8_t limit;
};

/// Adds up the leaves of a forest for 64 rows at a time.
///
/// A tree of up to 256 leaves is read from below: each split chooses, for 64 rows in one vector of bytes, between the
/// leaf numbers that its two sides have found; what remains at the root is each row's leaf. That is one comparison and
/// one blend a split for 64 rows, without a branch that depends on the data. Larger trees are walked row by row.
class TreeEvaluator {
 public:
  static constexpr std::size_t kRows = SplitCoder::kRows;

  /// @param coder  the coder of the same forest.
  TreeEvaluator(const Forest& forest, const SplitCoder& coder);

  /// margins[i] = base_margin + the sum of the leaves of row i, in double, in tree order.
  /// @param codes  what SplitCoder::encode wrote.   @param margins  (kRows)
  void margins(const std::uint8_t* codes, double* margins) const;

 private:
  struct Step {  // of a large tree
    std::uint32_t column;
    std::int32_t left;  // < 0: ~leaf
    std::int32_t right;
    std::uint8_t limit;
  };
  struct Plan {
    std::size_t first_choice = 0;  // in choices_, or in steps_ for a large tree
    std::size_t choice_count = 0;
    std::size_t first_leaf = 0;  // in leaves_
    bool is_large = false;
  };

  void plan_small(const Tree& tree, const std::vector<SplitTest>& tests);
  void plan_large(const Tree& tree, const std::vector<SplitTest>& tests);
  void walk_large(const Plan& plan, const std::uint8_t* codes, double* margins) const;

  double base_margin_;
  std::vector<Plan> plans_;
  std::vector<LeafChoice> choices_;
  std::vector<Step> steps_;
  std::vector<double> leaves_;
};

}  // namespace p8
