#include "p8/vision/tokenizer/html_unescape.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "p8/base/utf8.h"
#include "p8/vision/tokenizer/html_entities.h"

namespace p8 {

namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::uint32_t kNothing = 0xFFFFFFFF;
constexpr std::uint32_t kLargest = 0x10FFFF;
constexpr int kLongestName = 32;  // code points, as in Python

// The HTML standard, section 13.2.5.80: what pages mean that took Windows-1252 for Latin-1.
constexpr std::array<std::uint32_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

/// What &#number; stands for; kNothing where it is left out.
std::uint32_t character(std::uint32_t number) {
  if (number == 0) return kReplacement;
  if (number >= 0x80 && number <= 0x9F) return kWindows1252[number - 0x80];
  if (number > kLargest || (number >= 0xD800 && number <= 0xDFFF)) return kReplacement;
  const bool is_control =
      (number < 0x20 && number != '\t' && number != '\n' && number != '\f' && number != '\r') || number == 0x7F;
  const bool is_no_character = (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFE) == 0xFFFE;
  return is_control || is_no_character ? kNothing : number;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

/// Reads "#233;" or "#xE9;" at `position` and writes the character. False, and nothing done, where it is none.
bool take_number(std::string_view text, std::size_t& position, std::string& out) {
  std::size_t at = position + 1;
  const bool is_hexadecimal = at < text.size() && (text[at] == 'x' || text[at] == 'X');
  const int base = is_hexadecimal ? 16 : 10;
  at += is_hexadecimal ? 1 : 0;
  const std::size_t first_digit = at;
  std::uint32_t number = 0;
  for (; at < text.size() && digit(text[at]) < base; ++at) {
    number = std::min(kLargest + 1, number * base + static_cast<std::uint32_t>(digit(text[at])));
  }
  if (at == first_digit) return false;
  if (at < text.size() && text[at] == ';') ++at;
  const std::uint32_t code_point = character(number);
  if (code_point != kNothing) append_utf8(out, code_point);
  position = at;
  return true;
}

/// The characters at `position` that may be a name: up to 32 and a ";".
std::string_view candidate(std::string_view text, std::size_t position) {
  std::size_t end = position;
  for (int count = 0; count < kLongestName && end < text.size(); ++count) {
    if (std::string_view("\t\n\f <&#;").find(text[end]) != std::string_view::npos) break;
    next_code_point(text, end);
  }
  if (end > position && end < text.size() && text[end] == ';') ++end;
  return text.substr(position, end - position);
}

/// Reads the longest known name at `position` and writes what it stands for. False, and nothing done, for none.
bool take_name(std::string_view text, std::size_t& position, std::string& out) {
  const std::string_view name = candidate(text, position);
  for (std::size_t size = name.size(); size > 1; --size) {
    const HtmlEntity* const entity = find_html_entity(name.substr(0, size));
    if (entity == nullptr) continue;
    append_utf8(out, entity->first);
    if (entity->second != 0) append_utf8(out, entity->second);
    position += size;
    return true;
  }
  return false;
}

}  // namespace

std::string unescape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t reference = std::min(text.find('&', position), text.size());
    out.append(text.substr(position, reference - position));
    position = reference + 1;
    if (position > text.size()) break;
    if (position < text.size() && text[position] == '#' ? take_number(text, position, out)
                                                        : take_name(text, position, out)) {
      continue;
    }
    out += '&';
  }
  return out;
}

}  // namespace p8
