#pragma once

#include <string>

namespace p8 {

/// A file name made of an identifier from outside, without extension: it stays inside its directory whatever the
/// identifier holds, and different identifiers give different names. ASCII letters, digits, "_", "-" and "." are kept,
/// any other byte becomes "_". A name that was changed, is empty, begins with ".", is longer than 80 bytes or ends like
/// a hash gets "-" and the first twelve hexadecimal digits of the identifier's SHA-256 behind it.
std::string safe_file_name(const std::string& identifier);

}  // namespace p8
