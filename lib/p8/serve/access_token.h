#pragma once

#include <string>
#include <string_view>

namespace p8::serve {

/// Whether an Authorization header brings the token: as bearer, or as the password that a browser asked its user for.
bool brings_token(std::string_view authorization, const std::string& token);

/// Constant-time comparison: only the length of what came shows in its time.
bool is_same_token(const std::string& token, const std::string& came);

}  // namespace p8::serve
