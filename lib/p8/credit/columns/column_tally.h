#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "p8/csv/cell_kind.h"

namespace p8 {

/// Columns of at most this many different texts are categories; more look like names or ids.
constexpr std::size_t kMaxCategories = 500;

/// The first cell that does not fit into a column of numbers.
struct Misfit {
  std::size_t row = 0;
  std::string cell;
  CellReading reading;
};

/// What the cells of one column are, counted in one pass over the file in bounded memory, and what the column is.
///
/// A cell is a number; or it stands for one (classify_cell: a percentage, a decimal comma, a date, …) or for a missing
/// value; or it is a text. The column is one of categories when it has texts that are more than slips among numbers, or
/// words only. It is one of numbers
///  - when no cell is a text and some are, or stand for, numbers: true and false (beside 0, 1 and empty cells only)
///  count
///    as such, measures ("36 months", "4.6k"), marked texts and parts of dates only where there are more than
///    kMaxCodes different ones;
///  - when less than kSlips of its cells are anything but numbers;
///  - when its numbers are not codes: most of its different values are numbers, and there are more than kMaxCodes of
///    them or they seldom repeat.
/// The last two do not hold where two different numbers are padded with zeros, which only codes are: 01, 02, 2A.
/// So 0, 1, 2, 3+ and A11, 0, 1+ are categories, incomes with 40 % of "refused" are numbers with a misfit.
class ColumnTally {
 public:
  static constexpr std::size_t kMaxCodes = 20;
  static constexpr double kSlips = 0.05;

  void add(std::string_view cell, std::size_t row);

  bool is_empty() const { return numbers_ + texts_ == 0; }
  bool is_number() const;
  /// Of a column of numbers: the first cell that is none, nor blank, nor true or false where these count.
  std::optional<Misfit> misfit() const;
  /// The different cells, sorted; of more than kMaxCategories only some.
  std::vector<std::string> categories() const;
  /// Of a column of numbers: the first in order of those padded with zeros, as codes are; none where there is none.
  std::optional<std::string> padded_code() const;
  /// True where a padded number also stands without its zeros: 01 and 1.
  bool has_dropped_zeros() const;
  /// Of a column of categories: more than kMaxCodes of them, and hardly any appears twice, as with names.
  bool hardly_repeats() const;

  std::size_t numbers() const { return numbers_; }          ///< cells
  std::size_t filled() const { return numbers_ + texts_; }  ///< cells that are neither empty nor blank

 private:
  struct Kinds;
  Kinds kinds() const;
  bool truth_counts() const;
  bool has_padded_codes() const;

  std::size_t numbers_ = 0;                                          // cells
  std::size_t texts_ = 0;                                            // cells that are not numbers, nor blank
  std::set<std::string, std::less<>> different_numbers_;             // up to one more than kMaxCategories
  std::map<std::string, std::size_t, std::less<>> different_texts_;  // likewise, with the row of the first
};

}  // namespace p8
