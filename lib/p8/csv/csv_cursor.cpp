#include "p8/csv/csv_cursor.h"

#include "p8/csv/number.h"

namespace p8 {

bool CsvCursor::at_empty_record() const {
  const char* p = position_;
  const auto skip_blanks = [&] {
    while (*p == ' ' || *p == '\t') ++p;
  };
  for (;;) {
    if (*p == '"') {  // a quoted cell of blanks
      ++p;
      skip_blanks();
      if (*p++ != '"') return false;
    } else {
      skip_blanks();
    }
    if (*p == '\n') return true;
    if (*p == '\r') return p[1] == '\n';
    if (*p++ != ',') return false;
  }
}

void CsvCursor::skip_line() { position_ = static_cast<char*>(std::memchr(position_, '\n', end_ - position_)) + 1; }

std::string_view CsvCursor::next_cell() {
  char* p = position_;
  if (*p != '"') {
    char* const begin = p;
    while (*p != ',' && *p != '\n') ++p;
    char* const text_end = *p == '\n' && p > begin && p[-1] == '\r' ? p - 1 : p;
    end_cell(p);
    return {begin, static_cast<std::size_t>(text_end - begin)};
  }
  char* const begin = ++p;
  char* write = begin;
  while (p < end_ - 1) {
    if (*p == '"' && p[1] != '"') break;  // the closing quote
    if (*p == '"') ++p;
    *write++ = *p++;
  }
  if (*p == '"') ++p;
  malformed_ = malformed_ || !(*p == ',' || *p == '\n' || (*p == '\r' && p[1] == '\n'));
  while (*p != ',' && *p != '\n') ++p;
  end_cell(p);
  return {begin, static_cast<std::size_t>(write - begin)};
}

bool CsvCursor::next_long_number(double& value) {
  constexpr int kMaxDigits = 15;  // 10^15 < 2^53: digits and power of ten are exact, one division rounds (Clinger 1990)
  char* p = position_;
  const bool negative = *p == '-';
  p += negative ? 1 : 0;
  std::uint64_t mantissa = 0;
  const char* const digits_begin = p;
  unsigned digit = 0;
  while ((digit = static_cast<unsigned char>(*p) - unsigned{'0'}) <= 9) {
    mantissa = mantissa * 10 + digit;
    ++p;
  }
  std::ptrdiff_t digits = p - digits_begin;
  std::ptrdiff_t decimals = 0;
  if (*p == '.') {
    const char* const decimals_begin = ++p;
    while ((digit = static_cast<unsigned char>(*p) - unsigned{'0'}) <= 9) {
      mantissa = mantissa * 10 + digit;
      ++p;
    }
    decimals = p - decimals_begin;
    digits += decimals;
    if (digits == 0) return false;
  }
  if (digits > kMaxDigits) return false;
  char* const delimiter = *p == '\r' ? p + 1 : p;
  if (*delimiter != '\n' && (*delimiter != ',' || delimiter != p)) return false;
  if (digits == 0) {
    if (negative) return false;
    value = kMissing;
  } else {
    const double magnitude = static_cast<double>(mantissa) / kExactPowersOfTen[decimals];
    value = negative ? -magnitude : magnitude;
  }
  end_cell(delimiter);
  return true;
}

}  // namespace p8
