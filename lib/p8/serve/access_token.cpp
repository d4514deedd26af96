#include "p8/serve/access_token.h"

#include <algorithm>
#include <cstddef>

#include "p8/http/http_syntax.h"

namespace p8::serve {

namespace {

int base64_digit(char c) {
  static const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t digit = kDigits.find(c);
  return digit == std::string::npos ? -1 : static_cast<int>(digit);
}

/// What a browser sends for the password that it asked its user for; "" for anything else.
std::string password_of(std::string_view base64) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : base64) {
    if (c == '=') break;
    const int digit = base64_digit(c);
    if (digit < 0) return {};
    bits = (bits << 6) | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> count) & 0xFF);
  }
  const std::size_t colon = bytes.find(':');
  return colon == std::string::npos ? std::string() : bytes.substr(colon + 1);
}

}  // namespace

bool is_same_token(const std::string& token, const std::string& came) {
  unsigned difference = token.size() == came.size() ? 0 : 1;
  for (std::size_t i = 0; i < came.size(); ++i) {
    const char expected = token.empty() ? '\0' : token[i % token.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(expected ^ came[i]));
  }
  return difference == 0;
}

bool brings_token(std::string_view authorization, const std::string& token) {
  const std::size_t end = std::min(authorization.find(' '), authorization.size());
  const std::string scheme = lower_case(authorization.substr(0, end));  // in any case (RFC 9110, 11.1)
  const std::string_view credentials = trimmed(authorization.substr(end));
  if (scheme == "bearer") return is_same_token(token, std::string(credentials));
  return scheme == "basic" && is_same_token(token, password_of(credentials));
}

}  // namespace p8::serve
