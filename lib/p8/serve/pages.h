#pragma once

#include <optional>
#include <string>

#include "p8/report/page.h"
#include "p8/serve/dashboard.h"
#include "p8/serve/page_request.h"

namespace p8::serve {

/// Search by id, filter by decision, 25 clients at a time, highest risk first.
report::Page clients_page(const Dashboard& dashboard, const PageRequest& request);

/// One client as `p8 explain` shows it, with forms to choose what is shown and to try other values. Fields that make no
/// sense are told on the page. Nothing: there is no such client.
std::optional<report::Page> client_page(const Dashboard& dashboard, const PageRequest& request);

/// How the model decides over all clients; the same for everybody, but for the way to other pages.
std::string overall_page(const Dashboard& dashboard, const PageRequest& request);

/// A page that says why there is no other.
report::Page error_page(int status, const PageRequest& request);

}  // namespace p8::serve
