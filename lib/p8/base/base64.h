#pragma once

#include <string>

namespace p8 {

/// The bytes in base 64, padded, on one line (RFC 4648, section 4; OpenSSL's implementation).
std::string base64_of(const std::string& bytes);

}  // namespace p8
