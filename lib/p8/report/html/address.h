#pragma once

#include <string>

namespace p8::report {

/// A relative path of files as an address of the page: every byte of a name but [A-Za-z0-9._~-] becomes %XX (RFC 3986,
/// section 2), names stay parted by "/". "../<b> & c/report.html" → "../%3Cb%3E%20%26%20c/report.html".
std::string file_address(const std::string& path);

/// What file_address() makes of a relative path to a file: any number of "../", then names, none of them "." or ".."
/// and none that holds a "/" or a zero byte once decoded. No scheme, no host, no query.
bool is_file_address(const std::string& address);

}  // namespace p8::report
