#pragma once

#include <cstddef>
#include <string>

#include "p8/report/page.h"

namespace p8::test {

/// A made-up dashboard of three clients with every kind of control: picker, choices, search and filter over `rows`
/// rows, letters, links. The files it links to end in `suffix` (".en.html").
report::Page dashboard_page(const std::string& suffix, std::size_t rows = 207);

/// One client's page, in the folder clients/ beside the dashboard.
report::Page client_page(const std::string& suffix);

}  // namespace p8::test
