#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "p8/base/error.h"

namespace p8 {

/// How often each different label occurs in some rows, and where first; of at most kMaxLabels different ones.
class LabelCounts {
 public:
  struct Label {
    std::size_t count = 0;
    std::size_t first_row = 0;
  };
  static constexpr std::size_t kMaxLabels = 100;

  void add(std::string_view label, std::size_t row);
  void merge(const LabelCounts& other);
  const std::map<std::string, Label, std::less<>>& labels() const { return labels_; }

 private:
  std::map<std::string, Label, std::less<>> labels_;
};

/// Reads outcomes: 1 is default, 0 is not. There are two: 1 and 0, also written 1.0 or as true and false; or a text
/// that means default and one other text. Blanks around labels do not count, upper and lower case do.
class LabelReader {
 public:
  /// @param positive  the text that means default; "" : 1.   @param negative  the other one, "" : not known.
  LabelReader(std::string file, const std::string& positive, const std::string& negative);

  /// The outcome, and the label noted in `counts`. What is neither outcome gives 0: check() tells when all are known.
  int read(std::string_view cell, std::size_t row, LabelCounts& counts) const;

  /// Why a label is certainly neither outcome, whatever the other rows have; nothing where it may be one.
  std::optional<Text> fault_of(std::string_view cell) const;

  /// Throws Error(Data) naming the row of the first label that is neither outcome, with the count of each label.
  void check(const LabelCounts& counts) const;

  /// The one label beside the positive one; "" where there is none or no positive text.
  std::string negative_of(const LabelCounts& counts) const;

 private:
  /// A word for a missing outcome, and none of the two known ones.
  bool is_missing(const std::string& label) const;
  [[noreturn]] void refuse(const LabelCounts& counts, const std::string& label, const Text& expected) const;

  std::string file_;
  std::string positive_;  // as read() notes labels; "1" without a text
  std::string negative_;  // likewise
  bool has_text_;
};

}  // namespace p8
