#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// Appends cells to a line of CSV (RFC 4180, LF).
class CsvLine {
 public:
  explicit CsvLine(std::string& out) : out_(out) {}

  /// A cell from outside or a label: quoted where needed. A text that a spreadsheet would run as a formula (it starts
  /// with = + - @, tab or carriage return, and is not a plain number) gets an apostrophe in front (OWASP, CSV
  /// injection).
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

}  // namespace p8
