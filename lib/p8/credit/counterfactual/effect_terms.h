#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/counterfactual/leaf_boxes.h"

namespace p8 {

/// A value that counts where the new value of each of `Size` changed features is in a set of cells.
template <std::size_t Size>
struct EffectTerm {
  std::array<std::uint32_t, Size> features{};  ///< ascending
  std::array<std::uint32_t, Size> sets{};      ///< numbers of LeafBoxes' sets
  double value = 0.0;
};

/// What the leaves in a client's reach add to the margin by changes of two and of three features at once, beyond what
/// fewer changes add (EffectTables).
struct EffectTerms {
  std::vector<EffectTerm<2>> pairs;
  std::vector<EffectTerm<3>> triples;
};

/// @param leaves   boxes.reachable(client, changes).   @param changes  at most 3; terms of more features are left out.
EffectTerms effect_terms(const LeafBoxes& boxes, const std::vector<ReachableLeaf>& leaves, std::size_t changes);

}  // namespace p8
