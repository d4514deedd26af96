#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/counterfactual/leaf_boxes.h"

namespace p8 {

/// What changes of up to three features add to a client's margin in a forest, exactly but for rounding.
///
/// A leaf adds its value where every condition on its way holds. Written as "holds for the client's own value" plus
/// "what a change makes of that", the product of the conditions falls apart into terms of one, two, three, … changed
/// features (the anchored decomposition: Kuo, Sloan, Wasilkowski and Wozniakowski 2010, "On decompositions of
/// multivariate functions", Mathematics of Computation 79). So the margin after changing features i, j, k to their
/// options u, v, w is the client's own one
///   + single(i)[u] + single(j)[v] + single(k)[w] + pair(i, j) at (u, v) + pair(i, k) at (u, w) + pair(j, k) at (v, w)
///   + triple(i, j, k) at (u, v, w).
/// Options that lower the margin in no company of two other changes are left out.
class EffectTables {
 public:
  /// Options of equal effect share a row or a column.
  struct Pair {
    std::vector<std::uint32_t> row_of;     ///< (options of i): where its row starts in `effects`
    std::vector<std::uint32_t> column_of;  ///< (options of j)
    std::vector<double> effects;           ///< (rows, columns)
    std::vector<double> row_least;         ///< (options of i): the least of its row, at most 0
    double least = 0.0;                    ///< the least of all, at most 0
  };
  /// The value of a term counts where all three options are in its sets.
  struct TripleTerm {
    double value = 0.0;
    std::array<std::uint32_t, 3> sets{};  ///< of i, j, k
  };
  struct Triple {
    std::vector<TripleTerm> terms;
    double least = 0.0;  ///< a lower bound, at most 0
  };

  /// @param features  those of the boxes.
  /// @param client    values of the schema's features.
  /// @param changes   how many features are changed at once, 1 to 3: tables of more are not made.
  EffectTables(const LeafBoxes& boxes, const std::vector<FeatureChanges>& features, const std::vector<double>& client,
               std::size_t changes);

  std::size_t features() const { return options_.size(); }
  /// By ascending cost.
  const std::vector<ChangeOption>& options(std::size_t i) const { return options_[i]; }
  /// (options)
  const std::vector<double>& single(std::size_t i) const { return single_[i]; }
  /// nullptr where the two have no effect together.   @param i  less than j.
  const Pair* pair(std::size_t i, std::size_t j) const { return at(pairs_, pair_numbers_, pair_key(i, j)); }
  /// The same for three, in ascending order.
  const Triple* triple(std::size_t i, std::size_t j, std::size_t k) const {
    return at(triples_, triple_numbers_, triple_key(i, j, k));
  }
  /// (options of the set's feature): 1 for those in a set of a triple's term, else 0.
  const std::vector<std::uint8_t>& members(std::uint32_t set) const { return members_[set]; }

 private:
  static std::size_t pair_key(std::size_t i, std::size_t j) { return j * (j - 1) / 2 + i; }
  static std::size_t triple_key(std::size_t i, std::size_t j, std::size_t k) {
    return k * (k - 1) * (k - 2) / 6 + pair_key(i, j);
  }
  template <typename T>
  static const T* at(const std::vector<T>& items, const std::vector<std::int32_t>& numbers, std::size_t key) {
    return key < numbers.size() && numbers[key] >= 0 ? &items[static_cast<std::size_t>(numbers[key])] : nullptr;
  }

  std::vector<std::vector<ChangeOption>> options_;
  std::vector<std::vector<double>> single_;
  std::vector<Pair> pairs_;
  std::vector<Triple> triples_;
  std::vector<std::vector<std::uint8_t>> members_;
  std::vector<std::int32_t> pair_numbers_;    // by pair_key, -1: none
  std::vector<std::int32_t> triple_numbers_;  // by triple_key
};

}  // namespace p8
