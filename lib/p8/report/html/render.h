#pragma once

#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/page.h"

namespace p8::report {

/// The page as one self-contained HTML file: its own inline style and script, allowed by their hash in a
/// Content-Security-Policy that forbids everything else; no URL outside the file. A page of a server (one with
/// navigation) names its style and script instead: page_assets(). Everything of the page is escaped. The same page
/// gives the same bytes. Missing or undefined data are shown as such, never an error.
std::string render_html(const Page& page, Language language);

/// What a server sends beside its pages, at the address where they lie. The name changes with the content: browsers may
/// keep it for good.
struct PageAsset {
  std::string name;  ///< "p8-0123456789abcdef.css"
  std::string type;  ///< "text/css; charset=utf-8"
  std::string content;
};

/// Style and script of pages with navigation.
const std::vector<PageAsset>& page_assets();

/// The Content-Security-Policy that render_html() writes into the page, for a server to send as well.
std::string page_policy(const Page& page);

}  // namespace p8::report
