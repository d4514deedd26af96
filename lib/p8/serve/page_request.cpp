#include "p8/serve/page_request.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace p8::serve {

const std::string& PageRequest::field(const std::string& name) const {
  static const std::string kNone;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (field->first == name) return field->second;
  }
  return kNone;
}

std::size_t PageRequest::number(const std::string& name, std::size_t least, std::size_t most,
                                std::size_t otherwise) const {
  const std::string& text = field(name);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return otherwise;
  return std::clamp(number, least, most);
}

std::optional<PageRequest> page_request(const HttpRequest& request, Language otherwise) {
  std::optional<QueryFields> fields = query_fields(request.query);
  if (!fields) return std::nullopt;
  PageRequest page;
  page.path = request.path.substr(1);
  page.fields = std::move(*fields);
  page.language = accepted_language(request.header("accept-language"), otherwise);
  const std::string& language = page.field("lang");
  page.names_language = language == "en" || language == "fr";
  if (page.names_language) page.language = language == "fr" ? Language::French : Language::English;
  return page;
}

Language accepted_language(std::string_view header, Language otherwise) {
  for (std::size_t start = 0; start < header.size();) {
    const std::size_t end = std::min(header.find(',', start), header.size());
    std::string_view tag = header.substr(start, end - start);
    while (!tag.empty() && tag.front() == ' ') tag.remove_prefix(1);
    if (tag.substr(0, 2) == "fr") return Language::French;
    if (tag.substr(0, 2) == "en") return Language::English;
    start = end + 1;
  }
  return otherwise;
}

}  // namespace p8::serve
