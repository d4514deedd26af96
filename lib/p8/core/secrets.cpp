#include "p8/core/secrets.h"

#include <algorithm>

namespace p8 {

namespace {

constexpr const char* kEnds = " \t\r\n\"'<>`";
constexpr const char* kPunctuation = ".,;:)]}";  // behind an address in a sentence
constexpr const char* kWithheld = "…";

/// "user:password@host/path?query#fragment" without what may be secret.
std::string shown(const std::string& address) {
  // A password may hold a slash that should have been escaped: what is before an @ is never shown.
  const std::size_t at = address.rfind('@', address.find_first_of("?#"));
  const std::size_t host = at == std::string::npos ? 0 : at + 1;
  const std::size_t end = std::min(address.find_first_of("?#", host), address.size());
  const std::string plain = address.substr(host, end - host);
  if (end == address.size()) return plain;
  const std::size_t last = address.find_last_not_of(kPunctuation);
  const std::string behind = last == std::string::npos || last < end ? "" : address.substr(last + 1);
  return plain + address[end] + kWithheld + behind;
}

}  // namespace

std::string without_secrets(const std::string& text) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", done)) {
    const std::size_t start = at + 3;
    const std::size_t end = std::min(text.find_first_of(kEnds, start), text.size());
    result.append(text, done, start - done);
    result += shown(text.substr(start, end - start));
    done = end;
  }
  return result.append(text, done, std::string::npos);
}

}  // namespace p8
