#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

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

/// What a pattern of that language shows for an argument of text(). A type that reads differently in each language has
/// an overload beside it, as Text here.
inline const std::string& in_language(const Text& argument, Language language) { return argument.in(language); }
template <typename T>
const T& in_language(const T& argument, Language) {
  return argument;
}

/// Both patterns filled with the same arguments, each in the pattern's language:
/// text("{0}: no {1}", "{0} : {1} absent", "a.csv", Text{"header", "en-tête"}) → "a.csv: no header",
/// "a.csv : en-tête absent". Use positional fields where the word order differs.
/// C++17 cannot check a pattern against its arguments while compiling: tests/scripts/patterns_test.py does. What
/// escapes it throws fmt::format_error.
template <typename... Args>
Text text(const char* en, const char* fr, const Args&... args) {
  return {fmt::vformat(en, fmt::make_format_args(in_language(args, Language::English)...)),
          fmt::vformat(fr, fmt::make_format_args(in_language(args, Language::French)...))};
}
/// The same with patterns that have a name.
template <typename... Args>
Text text(const Text& pattern, const Args&... args) {
  return text(pattern.en.c_str(), pattern.fr.c_str(), args...);
}

/// Adds a part to a list in both languages, with the separator in front of it unless it is the first.
void append(Text& list, const Text& part, const Text& separator);

/// One printable line: control characters, also those of Unicode's C1 range, and bytes that are not UTF-8 become '?';
/// longer than `limit` bytes it is cut with an ellipsis at a character's boundary. For user data inside messages.
std::string printable(const std::string& text, std::size_t limit = 120);

/// "'a', 'b', 'c' and 4 more" / "« a », « b »… et 4 autres"; user data made printable.
Text list_of(const std::vector<std::string>& names, std::size_t most = 10);

}  // namespace p8
