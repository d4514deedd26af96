#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace p8 {

/// The code point at `position`, which is moved behind it; U+FFFD for bytes that are not UTF-8, one for each maximal
/// part of a sequence (Unicode 15, section 3.9, table 3-8), as Python's "replace" does. `position` lies in the text.
std::uint32_t next_code_point(std::string_view text, std::size_t& position);

/// Appends a code point other than a surrogate, at most U+10FFFF, in UTF-8.
void append_utf8(std::string& text, std::uint32_t code_point);

/// White space of Python's str.strip: Unicode's White_Space and the separators U+001C to U+001F.
bool is_strippable(std::uint32_t code_point);

/// Unicode's White_Space, `\s` of Python's regex module.
bool is_white_space(std::uint32_t code_point);

}  // namespace p8
