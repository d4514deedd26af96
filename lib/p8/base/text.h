#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace p8 {

enum class Language { English, French };

/// One sentence or label in both languages of p8, each written by hand. UTF-8.
struct Text {
  std::string en;
  std::string fr;

  const std::string& in(Language language) const { return language == Language::French ? fr : en; }
};

/// The same text in both languages: names, numbers, user data.
inline Text same(const std::string& text) { return {text, text}; }

/// Both patterns filled with the same arguments; use positional fields ({0}, {1}) where the word order differs.
/// The patterns are literals of ours; a pattern that does not fit its arguments throws fmt::format_error.
template <typename... Args>
Text text(const char* en, const char* fr, const Args&... args) {
  return {fmt::format(fmt::runtime(en), args...), fmt::format(fmt::runtime(fr), args...)};
}

/// One printable line: control characters, also those of Unicode's C1 range, and bytes that are not UTF-8 become '?';
/// longer than `limit` bytes it is cut with an ellipsis at a character's boundary. For user data inside messages.
std::string printable(const std::string& text, std::size_t limit = 120);

/// "'a', 'b', 'c' and 4 more" / "« a », « b »… et 4 autres"; user data made printable.
Text list_of(const std::vector<std::string>& names, std::size_t most = 10);

}  // namespace p8
