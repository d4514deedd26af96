#include "p8/credit/counterfactual/pair_grid.h"

#include <algorithm>

#include "p8/credit/counterfactual/cell_parts.h"

namespace p8 {

namespace {

void cut_at(ListPart<CellRun> cells, CellParts& parts) {
  for (const CellRun& run : cells) {
    parts.cut_before(run.first);
    parts.cut_before(run.end);
  }
}

}  // namespace

PairGrid::PairGrid(const LeafBoxes& boxes, const std::vector<const EffectTerm<2>*>& terms,
                   const std::vector<FeatureChanges>& features)
    : i_(terms.front()->features[0]), j_(terms.front()->features[1]) {
  CellParts rows(features[i_].cells().size());
  CellParts columns(features[j_].cells().size());
  for (const EffectTerm<2>* const term : terms) {
    cut_at(boxes.set(term->sets[0]), rows);
    cut_at(boxes.set(term->sets[1]), columns);
  }
  row_of_cell_ = rows.numbers();
  column_of_cell_ = columns.numbers();
  width_ = column_of_cell_.back() + 1;
  effects_.resize((row_of_cell_.back() + 1) * width_);
  for (const EffectTerm<2>* const term : terms) {
    for (const CellRun& run : boxes.set(term->sets[0])) {
      add(row_of_cell_[run.first], boxes.set(term->sets[1]), term->value);
      add(row_of_cell_[run.end], boxes.set(term->sets[1]), -term->value);
    }
  }
  sum_up();
}

// At first the effects are differences between neighbours in both directions.
void PairGrid::add(std::size_t row, ListPart<CellRun> cells, double value) {
  for (const CellRun& run : cells) {
    effects_[row * width_ + column_of_cell_[run.first]] += value;
    effects_[row * width_ + column_of_cell_[run.end]] -= value;
  }
}

void PairGrid::sum_up() {
  for (std::size_t at = 0; at < effects_.size(); ++at) {
    if (at % width_ != 0) effects_[at] += effects_[at - 1];
  }
  for (std::size_t at = width_; at < effects_.size(); ++at) effects_[at] += effects_[at - width_];
}

LeastEffects::LeastEffects(const PairGrid& grid, const FeatureOptions& options)
    : of_row(grid.rows()), of_column(grid.columns()) {
  std::vector<bool> has_row(grid.rows());
  std::vector<bool> has_column(grid.columns());
  for (const ChangeOption& option : options[grid.first_feature()]) has_row[grid.row_of(option)] = true;
  for (const ChangeOption& option : options[grid.second_feature()]) has_column[grid.column_of(option)] = true;
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    if (!has_row[row]) continue;
    for (std::size_t column = 0; column < grid.columns(); ++column) {
      if (!has_column[column]) continue;
      const double effect = grid.effects()[row * grid.columns() + column];
      of_row[row] = std::min(of_row[row], effect);
      of_column[column] = std::min(of_column[column], effect);
    }
  }
}

}  // namespace p8
