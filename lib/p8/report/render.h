#pragma once

#include <string>

#include "p8/core/text.h"
#include "p8/report/page.h"

namespace p8::report {

/// The page as one self-contained HTML file: inline style and script of ours, allowed by their hash in a
/// Content-Security-Policy that forbids everything else; no URL outside the file. Everything of the page is escaped.
/// The same page gives the same bytes. Missing or undefined data are shown as such, never an error.
std::string render_html(const Page& page, Language language);

/// The Content-Security-Policy that render_html() writes into the page, for a server to send as well.
std::string page_policy(const Page& page);

}  // namespace p8::report
