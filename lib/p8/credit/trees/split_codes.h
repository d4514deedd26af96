#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "p8/credit/trees/forest.h"
#include "p8/csv/feature_block.h"

namespace p8 {

/// One split of a forest as one comparison of bytes: a row goes left when its code in `column` is <= `limit`.
struct SplitTest {
  std::uint32_t column = 0;
  std::uint8_t limit = 0;
};

/// The sorted thresholds of a feature, with buckets of equal width over their range: a binary search has to look only
/// at the thresholds of one bucket.
struct RankIndex {
  std::vector<double> thresholds;         ///< ascending, then `most_in_bucket` times infinity
  std::vector<std::uint32_t> first_rank;  ///< for each bucket the number of thresholds in those before
  double origin = 0.0;                    ///< bucket of x: (x - origin) * scale, cut to the buckets there are
  double scale = 0.0;
  std::size_t most_in_bucket = 1;
};

/// Turns clients into bytes once, so that every split of every tree is one comparison of bytes, 64 rows at a time.
///
/// A feature's thresholds over all trees, sorted: t_0 < t_1 < …; the rank of x is the number of t_k < x, and
/// x <= t_k exactly when rank(x) <= k. 254 thresholds share a column of codes (more make further columns, with the rank
/// less 254, 508, … and held to 0..254). Missing values get code 0 in a column whose splits send them left, 255 in one
/// whose splits send them right, so a feature has up to four columns of each (default side × zero is missing).
/// Categorical splits of the same set and default side share a column, 0 = left and 1 = right.
class SplitCoder {
 public:
  static constexpr std::size_t kRows = FeatureBlock::kRowPadding;  ///< rows of one call of encode

  explicit SplitCoder(const Forest& forest);

  std::size_t columns() const { return column_count_; }
  /// The tests of a tree, one a node; those of leaves mean nothing.
  const std::vector<SplitTest>& tests(std::size_t tree) const { return tests_[tree]; }

  /// Codes of rows first_row to first_row + kRows of the block (its padding counts as rows).
  /// @param first_row  a multiple of kRows, less than block.stride().
  /// @param codes      (columns, kRows), 64-byte aligned.
  void encode(const FeatureBlock& block, std::size_t first_row, std::uint8_t* codes) const;

 private:
  struct NumberColumn {
    std::uint32_t column;
    std::uint32_t first_rank;  // 0, 254, 508, …
    bool missing_left;
    bool zero_is_missing;
  };
  struct CategoryColumn {
    std::uint32_t column;
    bool missing_left;
    std::uint8_t member_code;           // 0 or 1; others get the other one
    std::int32_t first = 0;             // smallest member
    std::vector<std::uint8_t> table;    // codes of first, first + 1, … and last of all a non-member's; may be empty
    std::vector<std::int32_t> members;  // where a table would be too large
  };
  struct Feature {
    RankIndex ranks;
    std::vector<NumberColumn> numbers;
    std::vector<CategoryColumn> categories;
    std::map<std::tuple<std::vector<std::int32_t>, bool, bool>, std::uint32_t> column_of_set;  // members, left, missing
  };

  void collect_thresholds(const Forest& forest);
  SplitTest number_test(const TreeNode& node);
  SplitTest category_test(const TreeNode& node, const CategorySet& set);
  void encode_numbers(const Feature& feature, const double* values, std::uint8_t* codes) const;
  void encode_categories(const Feature& feature, const double* values, std::uint8_t* codes) const;

  std::vector<Feature> features_;
  std::vector<std::vector<SplitTest>> tests_;
  std::uint32_t column_count_ = 0;
  CategoryRule category_rule_;
};

}  // namespace p8
