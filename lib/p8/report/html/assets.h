#pragma once

/// CSS and JavaScript of the pages: the files of lib/p8/report/assets, embedded without indentation and
/// comment lines (p8_asset in lib/CMakeLists.txt).
namespace p8::report {

/// The style sheet of every page, without the colours, which are in theme_css().
const char* page_css();

/// What only pages of a server have, after page_css(): forms, and the way to other pages.
const char* server_css();

/// The page's script: theme, sorting, printing, controls. Everything is readable without it.
const char* page_script();

}  // namespace p8::report
