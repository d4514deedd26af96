#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// Appends cells to a line of CSV (RFC 4180, LF).
class CsvLine {
 public:
  explicit CsvLine(std::string& out) : out_(out) {}

  /// A cell from outside or a label: quoted where needed, and guarded: a text that a spreadsheet would run as a formula
  /// gets an apostrophe in front (OWASP, CSV injection). Such a text starts with = + - @, tab or carriage return, is no
  /// plain number (-12 and +33612345678 are left alone) and more than that one character. One that already starts with
  /// an apostrophe before such a text gets another, so that the guard can be taken off again.
  CsvLine& text(std::string_view value);
  /// Shortest decimal text that reads back as the same double; empty for NaN.
  CsvLine& number(double value);
  CsvLine& integer(long long value);
  void end() {
    out_ += '\n';
    is_first_ = true;
  }

 private:
  void separate();

  std::string& out_;
  bool is_first_ = true;
};

/// How many cells of some lines written by CsvLine are guarded.
std::size_t count_guarded(std::string_view csv);

/// The lines with every guard taken off: each cell is the text that was given to CsvLine.
std::string without_guards(std::string_view csv);

}  // namespace p8
