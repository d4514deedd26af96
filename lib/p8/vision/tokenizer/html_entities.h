#pragma once

#include <cstdint>
#include <string_view>

namespace p8 {

/// A named character reference of HTML 5: "eacute;" stands for U+00E9.
struct HtmlEntity {
  std::string_view name;     ///< without "&"; with ";" unless the standard allows to leave it out
  std::uint32_t first = 0;   ///< code point
  std::uint32_t second = 0;  ///< second code point, 0 for most
};

/// The entity of that exact name (upper and lower case differ), or nullptr.
const HtmlEntity* find_html_entity(std::string_view name);

}  // namespace p8
