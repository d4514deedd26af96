#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "p8/credit/shap/shap_plan.h"
#include "p8/credit/trees/forest.h"
#include "p8/credit/trees/split_codes.h"
#include "p8/statistics/gauss_legendre.h"

namespace p8 {

/// Exact path-dependent SHAP values of a forest (Lundberg et al., "From local explanations to global understanding with
/// explainable AI for trees", Nature Machine Intelligence 2020, "tree_path_dependent"), 16 rows at a time.
///
/// A path to a leaf of value v through the features i, with o_i in {0, 1} (the row meets all conditions on i) and z_i
/// (fraction of training rows that do), is a product game; its Shapley values by Owen's multilinear extension
/// ("Multilinear extensions of games", Management Science 1972) are
///   phi_i = v (o_i - z_i) * integral over t in [0, 1] of prod_{j != i} (t o_j + (1 - t) z_j) dt.
/// The integrand is a polynomial of degree D - 1 in t for D features, so Gauss-Legendre quadrature with ceil(D / 2)
/// points is exact. All factors are positive, so nothing cancels however deep the tree. The products are carried down
/// the tree and their sums over leaves up again, one pass a quadrature point (the tree form of Yu et al., "Linear
/// TreeShap", NeurIPS 2022): O(nodes * D) a row in place of O(leaves * D^2).
class TreeShap {
 public:
  /// @param coder  the coder of the same forest.   @param name  the model file, for messages.
  /// A split whose cover is 0 counts both sides as equally likely; a child of cover 0 as one in 1e30.
  TreeShap(const Forest& forest, const SplitCoder& coder, const std::string& name);

  /// The expected margin: base_margin + the mean of each tree's leaves weighted by cover, in log-odds.
  double base_value() const { return base_value_; }

  /// How many tiles of SplitCoder::kRows rows `contributions` handles best in one call.
  std::size_t tiles_at_once() const;

  /// SHAP values in log-odds of consecutive rows: out[f * stride + row] for row < rows. Features that no tree uses are
  /// left alone.
  /// @param codes  what SplitCoder::encode wrote, tile after tile: (tiles, columns, kRows).
  /// Throws Error(Model) where a path has more than 256 different features, or paths are so long that the walk would
  /// need more than 32 MB: no tree that explains anything is like that.
  void contributions(const std::uint8_t* codes, std::size_t rows, double* out, std::size_t stride) const;

 private:
  void check_depth(std::size_t tree) const;

  std::string name_;
  std::size_t columns_;
  double base_value_;
  std::vector<std::size_t> used_features_;
  std::vector<TreeShapPlan> plans_;
  std::vector<Quadrature> quadratures_;  // [n]: n points; empty where no tree needs them
};

}  // namespace p8
