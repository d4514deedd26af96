#include "p8/report/typography.h"

#include <cctype>
#include <string_view>

namespace p8::report {

namespace {

constexpr std::string_view kOpenIsolate = "\u2068";
constexpr std::string_view kCloseIsolate = "\u2069";
constexpr std::string_view kNoBreakSpace = "\u00A0";
constexpr std::string_view kNarrowNoBreakSpace = "\u202F";
constexpr std::string_view kApostrophe = "\u2019";

bool starts_with(std::string_view text, std::string_view part) { return text.substr(0, part.size()) == part; }

// What a plain space becomes that stands before `after` and behind `before`.
std::string_view french_space(std::string_view before, std::string_view after) {
  constexpr std::string_view kOpenQuote = "«";
  if (starts_with(after, "»") || starts_with(after, ":")) return kNoBreakSpace;
  if (before.size() >= kOpenQuote.size() && before.substr(before.size() - kOpenQuote.size()) == kOpenQuote) {
    return kNoBreakSpace;
  }
  const bool is_high_sign = !after.empty() && std::string_view(";?!%").find(after.front()) != std::string_view::npos;
  return is_high_sign ? kNarrowNoBreakSpace : " ";
}

/// "l'" and "aujourd'", not what opens or closes a quotation.
bool is_apostrophe(std::string_view before, std::string_view after) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; };
  return !before.empty() && is_letter(before.back()) && !after.empty() &&
         (is_letter(after.front()) || std::isdigit(static_cast<unsigned char>(after.front())) != 0);
}

}  // namespace

std::string typeset(const Text& text, Language language) {
  if (language == Language::English) return text.en;
  const std::string_view french = text.fr;
  std::string result;
  int depth = 0;  // of isolates
  for (std::size_t i = 0; i < french.size(); ++i) {
    depth += starts_with(french.substr(i), kOpenIsolate) ? 1 : starts_with(french.substr(i), kCloseIsolate) ? -1 : 0;
    if (french[i] == ' ' && depth <= 0) {
      result += french_space(french.substr(0, i), french.substr(i + 1));
    } else if (french[i] == '\'' && depth <= 0 && is_apostrophe(french.substr(0, i), french.substr(i + 1))) {
      result += kApostrophe;
    } else {
      result += french[i];
    }
  }
  return result;
}

}  // namespace p8::report
