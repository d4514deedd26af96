#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// Character references of HTML 5 replaced by what they stand for, once: "&eacute;", "&#233;", "&#xE9". Named ones that
/// the standard lets go without ";" are also found at the start of a longer name ("&copyright" gives "©right"); unknown
/// names stay as they are. Numbers of no character give U+FFFD or nothing, those of Windows-1252's control range its
/// characters. Python 3.11's html.unescape. Text in and out is UTF-8 without ill-formed parts.
std::string unescape_html(std::string_view text);

}  // namespace p8
