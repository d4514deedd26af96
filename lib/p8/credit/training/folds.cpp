#include "p8/credit/training/folds.h"

#include <array>

#include "p8/base/error.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

std::array<std::vector<std::size_t>, 2> rows_by_class(const std::vector<int>& labels) {
  std::array<std::vector<std::size_t>, 2> rows;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] != 0 && labels[row] != 1) {
      throw data_error("the label of row {} is {}, expected 0 or 1",
                       "l'étiquette de la ligne {} vaut {}, attendu 0 ou 1", row + 1, labels[row]);
    }
    rows[static_cast<std::size_t>(labels[row])].push_back(row);
  }
  return rows;
}

}  // namespace

std::vector<int> stratified_folds(const std::vector<int>& labels, int folds, std::uint64_t seed) {
  if (folds < 2) {
    throw usage_error("{} folds, expected at least 2", "{} plis, attendu au moins 2", folds);
  }
  std::array<std::vector<std::size_t>, 2> classes = rows_by_class(labels);
  for (std::size_t label = 0; label < classes.size(); ++label) {
    if (classes[label].size() >= static_cast<std::size_t>(folds)) continue;
    throw data_error("only {0} rows have the label {1}: {2} folds need at least {2} (see --folds)",
                     "seulement {0} lignes ont l'étiquette {1} : {2} plis en demandent au moins {2} (voir --folds)",
                     classes[label].size(), label, folds);
  }
  Random random(seed);
  std::vector<int> fold_of_row(labels.size());
  int next = 0;  // the second class goes on where the first one stopped, which keeps the sums even too
  for (std::vector<std::size_t>& rows : classes) {
    random.shuffle(rows);
    for (const std::size_t row : rows) {
      fold_of_row[row] = next;
      next = (next + 1) % folds;
    }
  }
  return fold_of_row;
}

FoldRows rows_of_fold(const std::vector<int>& fold_of_row, int fold) {
  FoldRows rows;
  for (std::size_t row = 0; row < fold_of_row.size(); ++row) {
    (fold_of_row[row] == fold ? rows.inside : rows.outside).push_back(row);
  }
  return rows;
}

}  // namespace p8
