#pragma once

#include <string>

#include "p8/report/page.h"

namespace p8::test {

/// Strings as a hostile or merely foreign data file holds them: tags, quotes, controls, broken UTF-8, bidi overrides.
const std::vector<std::string>& hostile_strings();

/// A made-up model card with every kind of block and chart, for the eye, the browser test and the tests of structure.
report::Page gallery_page();

/// Charts whose labels are many, long, close together and of every magnitude.
report::Page stress_page();

}  // namespace p8::test
