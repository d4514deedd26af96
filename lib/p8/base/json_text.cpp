#include "p8/base/json_text.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "p8/base/log.h"

namespace p8 {

namespace {

/// What of the limits a text breaks, as the end of a message. Up to its first fault, after which nothing is read, a
/// text opens, closes and separates values by these characters outside of strings and by no others.
std::optional<Text> excess_of(std::string_view text, std::size_t max_depth) {
  std::size_t depth = 0;
  std::size_t values = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '"':
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
        }
        break;
      case '[':
      case '{':
        if (++depth > max_depth) {
          return p8::text("nested more than {} deep", "plus de {} niveaux imbriqués", max_depth);
        }
        ++values;
        break;
      case ']':
      case '}':
        if (depth > 0) --depth;
        break;
      case ',':
        ++values;
        break;
      default:
        break;
    }
    if (values > kMaxJsonValues) return p8::text("more than {} values", "plus de {} valeurs", kMaxJsonValues);
  }
  return std::nullopt;
}

}  // namespace

template <typename Json>
Json parse_json_text(std::string_view text) {
  if (excess_of(text, kMaxJsonDepth)) return Json(Json::value_t::discarded);
  return Json::parse(text.begin(), text.end(), nullptr, false);
}

template <typename Json>
Json parse_json_file(std::string_view text, const std::string& file, ErrorKind kind, std::size_t max_depth) {
  if (const std::optional<Text> excess = excess_of(text, max_depth)) {
    throw Error(kind, p8::text("{0}: {1}", "{0} : {1}", printable(file), *excess));
  }
  return Json::parse(text.begin(), text.end(), nullptr, false);
}

template nlohmann::json parse_json_text(std::string_view);
template nlohmann::ordered_json parse_json_text(std::string_view);
template nlohmann::json parse_json_file(std::string_view, const std::string&, ErrorKind, std::size_t);
template nlohmann::ordered_json parse_json_file(std::string_view, const std::string&, ErrorKind, std::size_t);

}  // namespace p8
