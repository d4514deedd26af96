#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace p8 {

/// The fold of each row, in [0, folds): a random split in which both the rows and the rows of each class are spread
/// over the folds to within one. The same labels and seed give the same folds on every platform.
/// Throws Error(Usage) for fewer than two folds, Error(Data) for labels other than 0 and 1 and when a class has fewer
/// rows than there are folds.
std::vector<int> stratified_folds(const std::vector<int>& labels, int folds, std::uint64_t seed);

/// The rows of one fold, and all the others, ascending.
struct FoldRows {
  std::vector<std::size_t> inside;
  std::vector<std::size_t> outside;
};
FoldRows rows_of_fold(const std::vector<int>& fold_of_row, int fold);

}  // namespace p8
