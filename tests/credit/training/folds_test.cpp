#include "p8/credit/training/folds.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/base/random.h"

namespace p8 {

TEST_CASE("folds hold the same number of rows, and of each class, to within one") {
  Random random(5);
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::vector<int> labels;
    for (std::uint64_t row = 0; row < 60 + random.below(60); ++row) labels.push_back(random.uniform() < 0.25 ? 1 : 0);
    for (int extra = 0; extra < 5; ++extra) labels.push_back(1);
    const int folds = 2 + static_cast<int>(random.below(4));
    const std::vector<int> fold_of_row = stratified_folds(labels, folds, random.below(1000));
    REQUIRE(fold_of_row.size() == labels.size());
    std::vector<int> rows(static_cast<std::size_t>(folds), 0);
    std::vector<int> positives(static_cast<std::size_t>(folds), 0);
    for (std::size_t row = 0; row < labels.size(); ++row) {
      ++rows.at(static_cast<std::size_t>(fold_of_row[row]));
      positives[static_cast<std::size_t>(fold_of_row[row])] += labels[row];
    }
    const auto spread = [](const std::vector<int>& counts) {
      const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
      return *most - *least;
    };
    CHECK(spread(rows) <= 1);
    CHECK(spread(positives) <= 1);
  }
}

TEST_CASE("the seed decides the folds") {
  std::vector<int> labels(40, 0);
  for (std::size_t row = 0; row < 10; ++row) labels[row] = 1;
  CHECK(stratified_folds(labels, 5, 1) == stratified_folds(labels, 5, 1));
  CHECK(stratified_folds(labels, 5, 1) != stratified_folds(labels, 5, 2));
}

TEST_CASE("the rows of a fold and the others are all rows") {
  const FoldRows rows = rows_of_fold({1, 0, 1, 2}, 1);
  CHECK(rows.inside == std::vector<std::size_t>{0, 2});
  CHECK(rows.outside == std::vector<std::size_t>{1, 3});
  CHECK(rows_of_fold({1, 0}, 7).inside.empty());
}

TEST_CASE("a class with fewer rows than folds is refused in words") {
  CHECK_THROWS_WITH_AS(stratified_folds({0, 0, 0, 1, 1}, 3, 1),
                       "only 2 rows have the label 1: 3 folds need at least 3 (see --folds)", Error);
  CHECK_THROWS_WITH_AS(stratified_folds({0, 1}, 1, 1), "1 folds, expected at least 2", Error);
  CHECK_THROWS_WITH_AS(stratified_folds({0, 3}, 2, 1), "the label of row 2 is 3, expected 0 or 1", Error);
}

}  // namespace p8
