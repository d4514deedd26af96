#pragma once

#include "p8/serve/pages.h"

namespace p8::serve {

/// "client?id=…&lang=fr": the address of a page with these fields, and the language where the request names it.
std::string address_of(const std::string& path, const QueryFields& fields, const PageRequest& request,
                       const std::string& anchor = {});

/// The way to the other pages and to the other language.
std::vector<report::NavigationLink> navigation_of(const PageRequest& request);

/// The field that keeps a form's language, where the request names it.
void add_language(const PageRequest& request, report::Form& form);

}  // namespace p8::serve
