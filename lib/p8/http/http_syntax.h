#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The small grammar that HTTP's fields share (RFC 9110, 5.6 and 8.3).
namespace p8::serve {

bool is_token(std::string_view text);
/// In ASCII.
std::string lower_case(std::string_view text);
/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// Whether it holds a control character other than tab.
bool has_control(std::string_view text);

/// The members of a comma-separated list, trimmed, in lower case; empty members are left out (RFC 9110, 5.6.1).
std::vector<std::string> list_members(std::string_view text);

struct MediaType {
  std::string essence;                                          ///< "application/json", in lower case
  std::vector<std::pair<std::string, std::string>> parameters;  ///< names in lower case, values unquoted

  /// application/json, or a type that is JSON by its suffix: application/problem+json (RFC 6839, 3.1).
  bool is_json() const;
  /// The value in lower case, or "".
  std::string charset() const;
};

/// Reads `type/subtype; name=value; name="quoted"`; nothing for what is none, and where a parameter comes twice.
std::optional<MediaType> media_type(std::string_view text);

}  // namespace p8::serve
