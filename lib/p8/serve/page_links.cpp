#include "p8/serve/page_links.h"

namespace p8::serve {

namespace {

const char* code_of(Language language) { return language == Language::French ? "fr" : "en"; }

std::string joined(const std::string& path, const QueryFields& fields) {
  std::string address = path;
  for (const auto& [name, value] : fields) {
    address += (address.size() == path.size() ? "?" : "&") + encoded(name) + "=" + encoded(value);
  }
  return address;
}

}  // namespace

std::string address_of(const std::string& path, const QueryFields& fields, const PageRequest& request,
                       const std::string& anchor) {
  QueryFields all = fields;
  if (request.names_language) all.emplace_back("lang", code_of(request.language));
  return joined(path, all) + (anchor.empty() || all.empty() ? "" : "#" + anchor);
}

std::vector<report::NavigationLink> navigation_of(const PageRequest& request) {
  const bool is_french = request.language == Language::French;
  QueryFields fields;
  for (const auto& field : request.fields) {
    if (field.first != "lang") fields.push_back(field);
  }
  fields.emplace_back("lang", code_of(is_french ? Language::English : Language::French));
  return {{{"Clients", "Clients"}, address_of("clients", {}, request), request.path == "clients", {}},
          {{"The model as a whole", "Le modèle dans son ensemble"},
           address_of("overall", {}, request),
           request.path == "overall",
           {}},
          {{"Français", "English"}, joined(request.path, fields), false, is_french ? "en" : "fr"}};
}

void add_language(const PageRequest& request, report::Form& form) {
  if (!request.names_language) return;
  form.fields.push_back({report::FormField::Kind::Hidden, "lang", {}, code_of(request.language)});
}

}  // namespace p8::serve
