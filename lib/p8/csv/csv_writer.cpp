#include "p8/csv/csv_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "p8/csv/number.h"

namespace p8 {

namespace {

bool looks_like_formula(std::string_view value) {
  value.remove_prefix(std::min(value.find_first_not_of('\''), value.size()));
  const std::size_t start = value.find_first_not_of(' ');
  if (start == std::string_view::npos || start + 1 == value.size()) return false;
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  return kFormulaStarts.find(value[start]) != std::string_view::npos &&
         parse_number(value).fault == NumberFault::NotANumber;
}

// Blanks at the end are quoted too, as readers may take bare ones for padding.
bool needs_quotes(std::string_view value) {
  return value.find_first_of(",\"\r\n") != std::string_view::npos ||
         (!value.empty() && (value.back() == ' ' || value.back() == '\t'));
}

void append_quoted(std::string_view value, std::string& out) {
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

// A guarded cell of some lines: where it stands with its quotes, and its text without the guard.
struct GuardedCell {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

// The first guarded cell from `from` on. Within a cell every quote is doubled, so that a quote behind a comma or a
// newline opens one.
std::optional<GuardedCell> next_guarded(std::string_view csv, std::size_t from) {
  for (std::size_t at = csv.find("\"'", from); at != std::string_view::npos; at = csv.find("\"'", at + 1)) {
    if (at > 0 && csv[at - 1] != ',' && csv[at - 1] != '\n') continue;
    GuardedCell cell;
    cell.begin = at;
    for (cell.end = at + 2; cell.end < csv.size(); ++cell.end) {
      if (csv[cell.end] == '"' && csv.substr(cell.end + 1, 1) != "\"") break;
      if (csv[cell.end] == '"') ++cell.end;
      cell.text += csv[cell.end];
    }
    ++cell.end;
    if (looks_like_formula(cell.text)) return cell;
  }
  return std::nullopt;
}

}  // namespace

void CsvLine::separate() {
  if (!is_first_) out_ += ',';
  is_first_ = false;
}

CsvLine& CsvLine::text(std::string_view value) {
  separate();
  if (looks_like_formula(value)) {
    append_quoted("'" + std::string(value), out_);
  } else if (needs_quotes(value)) {
    append_quoted(value, out_);
  } else {
    out_ += value;
  }
  return *this;
}

CsvLine& CsvLine::number(double value) {
  separate();
  if (std::isnan(value)) return *this;
  char buffer[32];
  out_.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  return *this;
}

CsvLine& CsvLine::integer(long long value) {
  separate();
  char buffer[24];
  out_.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  return *this;
}

std::size_t count_guarded(std::string_view csv) {
  std::size_t count = 0;
  for (auto cell = next_guarded(csv, 0); cell; cell = next_guarded(csv, cell->end)) ++count;
  return count;
}

std::string without_guards(std::string_view csv) {
  std::string lines;
  std::size_t done = 0;
  for (auto cell = next_guarded(csv, 0); cell; cell = next_guarded(csv, done)) {
    lines += csv.substr(done, cell->begin - done);
    if (needs_quotes(cell->text)) {
      append_quoted(cell->text, lines);
    } else {
      lines += cell->text;
    }
    done = cell->end;
  }
  return lines += csv.substr(done);
}

}  // namespace p8
