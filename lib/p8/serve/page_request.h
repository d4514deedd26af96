#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "p8/base/text.h"
#include "p8/http/http_message.h"

namespace p8::serve {

/// What a request asks of a page.
struct PageRequest {
  Language language = Language::English;
  bool names_language = false;  ///< by ?lang=: then the links of the page keep it
  std::string path;             ///< "clients", "client" or "overall"
  QueryFields fields;

  /// The value of the last field of that name, or "".
  const std::string& field(const std::string& name) const;
  bool has(const std::string& name) const { return !field(name).empty(); }
  /// The whole number in a field, moved into [least, most]; `otherwise` where there is none.
  std::size_t number(const std::string& name, std::size_t least, std::size_t most, std::size_t otherwise) const;
};

/// Nothing when the query cannot be read. @param otherwise  the language where the request names none that p8 has.
std::optional<PageRequest> page_request(const HttpRequest& request, Language otherwise);

/// The first language of Accept-Language that p8 has, else `otherwise`; quality values are taken to fall from left to
/// right, as browsers send them.
Language accepted_language(std::string_view header, Language otherwise);

}  // namespace p8::serve
