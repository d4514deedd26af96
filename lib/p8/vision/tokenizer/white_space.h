#pragma once

#include <cstdint>

namespace p8 {

/// White space of Python's str.strip: Unicode's White_Space and the separators U+001C to U+001F.
bool is_strippable(std::uint32_t code_point);

/// Unicode's White_Space, `\s` of Python's regex module.
bool is_white_space(std::uint32_t code_point);

}  // namespace p8
