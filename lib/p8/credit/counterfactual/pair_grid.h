#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/counterfactual/effect_terms.h"
#include "p8/credit/counterfactual/feature_changes.h"
#include "p8/credit/counterfactual/leaf_boxes.h"

namespace p8 {

/// Options by feature.
using FeatureOptions = std::vector<std::vector<ChangeOption>>;

/// What two features add to a margin by changing together: a table with a row for every run of cells of the first
/// feature between which no term makes a difference, and a column for every such run of the second.
class PairGrid {
 public:
  /// @param terms  of the same two features, at least one.   @param features  those of the boxes.
  PairGrid(const LeafBoxes& boxes, const std::vector<const EffectTerm<2>*>& terms,
           const std::vector<FeatureChanges>& features);

  std::uint32_t first_feature() const { return i_; }
  std::uint32_t second_feature() const { return j_; }
  std::uint32_t row_of(const ChangeOption& option) const { return row_of_cell_[option.cell]; }
  std::uint32_t column_of(const ChangeOption& option) const { return column_of_cell_[option.cell]; }
  std::size_t rows() const { return effects_.size() / width_; }
  std::size_t columns() const { return width_; }
  /// (rows, columns): log-odds.
  const std::vector<double>& effects() const { return effects_; }

 private:
  void add(std::size_t row, ListPart<CellRun> cells, double value);
  void sum_up();

  std::uint32_t i_;
  std::uint32_t j_;
  std::vector<std::uint32_t> row_of_cell_;
  std::vector<std::uint32_t> column_of_cell_;
  std::size_t width_ = 0;
  std::vector<double> effects_;
};

/// The least effects of a grid's rows and columns over the options there are, each at most 0.
struct LeastEffects {
  std::vector<double> of_row;
  std::vector<double> of_column;

  LeastEffects(const PairGrid& grid, const FeatureOptions& options);
};

}  // namespace p8
