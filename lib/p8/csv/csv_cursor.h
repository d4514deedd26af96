#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "p8/csv/feature_block.h"
#include "p8/csv/number.h"

namespace p8 {

/// Walks over the cells of complete records. Quoted cells are unescaped in place, so the bytes are changed.
class CsvCursor {
 public:
  /// `begin[…end)` must end with a newline.
  CsvCursor(char* begin, char* end) : position_(begin), end_(end) {}

  bool at_end() const { return position_ == end_; }
  /// True after the last cell of a record was taken.
  bool record_ended() const { return record_ended_; }
  bool at_blank_line() const { return *position_ == '\n' || (*position_ == '\r' && position_[1] == '\n'); }
  /// True where the record has cells, all of them empty or blank: what a spreadsheet writes below its last row.
  bool at_empty_record() const;
  void skip_line();
  const char* position() const { return position_; }

  /// The next cell; the view lives as long as the bytes. `malformed()` tells of text after a closing quote.
  std::string_view next_cell();
  bool malformed() const { return malformed_; }
  void forget_malformed() { malformed_ = false; }

  /// Takes the next cell if it is empty (kMissing) or a plain decimal of at most 15 digits, the bulk of any file.
  /// Else leaves it to next_cell() and returns false.
  bool next_plain_number(double& value) { return next_short_number(value) || next_long_number(value); }

 private:
  bool next_short_number(double& value);
  bool next_long_number(double& value);
  void end_cell(char* delimiter) {
    record_ended_ = *delimiter == '\n';
    position_ = delimiter + 1;
  }

  char* position_;
  char* end_;
  bool record_ended_ = false;
  bool malformed_ = false;
};

namespace detail {

constexpr std::uint64_t kEachByte = 0x0101010101010101;

/// The high bit of each byte of `word` that equals `byte`; exact up to and including the lowest one.
constexpr std::uint64_t bytes_equal(std::uint64_t word, unsigned char byte) {
  const std::uint64_t difference = word ^ (kEachByte * byte);
  return (difference - kEachByte) & ~difference & (kEachByte * 0x80);
}

/// The value of eight ASCII digits, the first one in the lowest byte (Lemire 2018, "Quickly parsing eight digits").
constexpr std::uint64_t value_of_digits(std::uint64_t word) {
  word -= kEachByte * '0';
  word = word * 10 + (word >> 8);
  return ((word & 0x000000FF000000FF) * 0x000F424000000064 +
          ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >>
         32;
}

}  // namespace detail

/// An empty cell or a decimal of at most seven characters behind its sign, from one word of eight bytes without a loop:
/// most cells are that short, and their lengths are what a processor cannot predict.
inline bool CsvCursor::next_short_number(double& value) {
  if (end_ - position_ < 9 || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return false;
  const bool negative = *position_ == '-';
  char* const begin = position_ + (negative ? 1 : 0);
  std::uint64_t word = 0;
  std::memcpy(&word, begin, sizeof word);
  const std::uint64_t delimiters = detail::bytes_equal(word, ',') | detail::bytes_equal(word, '\n');
  if (delimiters == 0) return false;
  const int length = __builtin_ctzll(delimiters) / 8;
  if (length == 0) {
    if (negative) return false;
    value = kMissing;
    end_cell(begin);
    return true;
  }
  word <<= 64 - 8 * length;  // the last character in the highest byte
  const std::uint64_t dots = detail::bytes_equal(word, '.');
  int digits = length;
  int decimals = 0;
  if (dots != 0) {
    const int dot = __builtin_ctzll(dots) / 8;
    const std::uint64_t before = word & ((std::uint64_t{1} << (8 * dot)) - 1);
    word = (word ^ before) >> (8 * dot) >> 8 << (8 * dot) << 8 | before << 8;  // what stands before it closes up
    decimals = 7 - dot;
    --digits;
    if (digits == 0) return false;
  }
  word |= detail::kEachByte * '0' >> (8 * digits);  // leading zeros
  const std::uint64_t not_digits = (word + detail::kEachByte * 0x46) | (word - detail::kEachByte * '0');
  if ((not_digits & (detail::kEachByte * 0x80)) != 0) return false;
  const double magnitude = static_cast<double>(detail::value_of_digits(word)) / kExactPowersOfTen[decimals];
  value = negative ? -magnitude : magnitude;
  end_cell(begin + length);
  return true;
}

}  // namespace p8
