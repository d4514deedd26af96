#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <unicode/utf8.h>

// The one place that knows UTF-8 (RFC 3629), by ICU's macros.
namespace p8 {

constexpr std::uint32_t kIllFormed = 0xFFFFFFFF;

/// The code point at `position`, which lies in the text and is moved past it. kIllFormed for bytes that are not UTF-8
/// (overlong forms, surrogates, above U+10FFFF, cut off), one for each maximal part of a sequence (Unicode 15, section
/// 3.9, table 3-8).
inline std::uint32_t next_code_point(std::string_view text, std::size_t& position) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code_point = 0;
  U8_NEXT(bytes, position, text.size(), code_point);
  return code_point < 0 ? kIllFormed : static_cast<std::uint32_t>(code_point);
}

/// The same, with U+FFFD instead of kIllFormed, as Python's "replace" does.
inline std::uint32_t next_code_point_or_replacement(std::string_view text, std::size_t& position) {
  const std::uint32_t code_point = next_code_point(text, position);
  return code_point == kIllFormed ? 0xFFFD : code_point;
}

/// Appends a code point other than a surrogate, at most U+10FFFF.
inline void append_utf8(std::string& text, std::uint32_t code_point) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  text.append(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace p8
