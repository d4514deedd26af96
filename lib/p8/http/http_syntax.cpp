#include "p8/http/http_syntax.h"

#include <algorithm>

namespace p8::serve {

namespace {

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Takes a token or a quoted string off the front; nothing where there is neither.
std::optional<std::string> take_value(std::string_view& text) {
  std::string value;
  if (text.empty() || text.front() != '"') {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_token_character);
    value.assign(text.begin(), end);
    text.remove_prefix(value.size());
    return value.empty() ? std::nullopt : std::optional(value);
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return std::nullopt;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F'; });
}

std::vector<std::string> list_members(std::string_view text) {
  std::vector<std::string> members;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view member = trimmed(text.substr(0, end));
    if (!member.empty()) members.push_back(lower_case(member));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return members;
}

bool MediaType::is_json() const {
  constexpr std::string_view kFamily = "application/";
  constexpr std::string_view kSuffix = "+json";
  return essence == "application/json" ||
         (essence.size() > kFamily.size() + kSuffix.size() && essence.compare(0, kFamily.size(), kFamily) == 0 &&
          essence.compare(essence.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0);
}

std::string MediaType::charset() const {
  for (const auto& [name, value] : parameters) {
    if (name == "charset") return lower_case(value);
  }
  return {};
}

std::optional<MediaType> media_type(std::string_view text) {
  const std::size_t end = std::min(text.find(';'), text.size());
  MediaType type{lower_case(trimmed(text.substr(0, end))), {}};
  const std::size_t slash = type.essence.find('/');
  if (slash == std::string::npos || !is_token(type.essence.substr(0, slash)) ||
      !is_token(type.essence.substr(slash + 1)))
    return std::nullopt;
  text.remove_prefix(end);
  while (!text.empty()) {
    if (text.front() != ';') return std::nullopt;
    text = trimmed(text.substr(1));
    if (text.empty() || text.front() == ';') continue;  // an empty parameter is allowed
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !is_token(text.substr(0, equals))) return std::nullopt;
    const std::string name = lower_case(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    const std::optional<std::string> value = take_value(text);
    const bool is_new = std::none_of(type.parameters.begin(), type.parameters.end(),
                                     [&](const auto& parameter) { return parameter.first == name; });
    if (!value || !is_new) return std::nullopt;
    type.parameters.emplace_back(name, *value);
    text = trimmed(text);
  }
  return type;
}

}  // namespace p8::serve
