#include "p8/table/csv_writer.h"

#include <charconv>
#include <cmath>

#include "p8/table/number.h"

namespace p8 {

namespace {

bool looks_like_formula(std::string_view value) {
  const std::size_t start = value.find_first_not_of(' ');
  if (start == std::string_view::npos) return false;
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  return kFormulaStarts.find(value[start]) != std::string_view::npos &&
         parse_number(value).fault == NumberFault::NotANumber;
}

}  // namespace

void CsvLine::separate() {
  if (!is_first_) out_ += ',';
  is_first_ = false;
}

CsvLine& CsvLine::text(std::string_view value) {
  separate();
  const bool formula = looks_like_formula(value);
  if (!formula && value.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_ += value;
    return *this;
  }
  out_ += formula ? "\"'" : "\"";
  for (const char c : value) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
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

}  // namespace p8
