#include "p8/base/secrets.h"

#include <algorithm>

namespace p8 {

namespace {

constexpr const char* kEnds = " \t\r\n\"'<>`";
constexpr const char* kPunctuation = ".,;:)]}";  // behind an address in a sentence
constexpr const char* kWithheld = "…";
constexpr std::size_t kShortestSecret = 4;

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

/// Whether a word with a query may be an address without its scheme, or with a mistyped one. Paths seldom have a colon,
/// and their first part no dot but at its start.
bool resembles_address(const std::string& word) {
  const std::string plain = word.substr(0, word.find('?'));
  if (plain.size() == word.size()) return false;
  if (plain.find(':') != std::string::npos) return true;
  const std::size_t slash = plain.find('/');
  if (slash == std::string::npos || slash == 0 || plain[0] == '.') return false;
  const std::string host = plain.substr(0, slash);
  return host == "localhost" || host.find_first_of(".@") != std::string::npos;
}

std::string shown_word(const std::string& word) {
  const std::size_t scheme = word.find("://");
  const bool is_query = scheme > word.find('?');  // what has a scheme is told by the query of something else
  if (is_query && resembles_address(word)) return shown(word);
  if (scheme == std::string::npos) return resembles_address(word) ? shown(word) : word;
  return word.substr(0, scheme + 3) + shown(word.substr(scheme + 3));
}

/// With %XX as the bytes they stand for, and + as a space.
std::string decoded(const std::string& value) {
  static const std::string kDigits = "0123456789abcdef";
  std::string bytes;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < value.size() ? kDigits.find(static_cast<char>(value[at] | 0x20)) : std::string::npos;
    };
    if (value[i] == '%' && digit(i + 1) != std::string::npos && digit(i + 2) != std::string::npos) {
      bytes += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      bytes += value[i] == '+' ? ' ' : value[i];
    }
  }
  return bytes;
}

}  // namespace

std::string without_secrets(const std::string& text) {
  std::string result;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kEnds, start), text.size());
    result += shown_word(text.substr(start, end - start));
    start = std::min(text.find_first_not_of(kEnds, end), text.size());
    result.append(text, end, start - end);
  }
  return result;
}

std::vector<std::string> secrets_of(const std::string& address) {
  std::vector<std::string> parts;
  const std::size_t scheme = address.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t query = std::min(address.find_first_of("?#", start), address.size());
  const std::size_t authority = address.find_first_of("/?#", start);
  if (const std::size_t at = address.rfind('@', authority); at != std::string::npos && at > start) {
    const std::string user = address.substr(start, at - start);
    const std::size_t colon = std::min(user.find(':'), user.size());
    parts = {user, user.substr(0, colon), user.substr(std::min(colon + 1, user.size()))};
  }
  for (std::size_t at = query; at < address.size();) {
    const std::size_t end = std::min(address.find_first_of("&;#", at + 1), address.size());
    const std::string field = address.substr(at + 1, end - at - 1);
    const std::size_t equals = field.find('=');
    parts.push_back(equals == std::string::npos ? field : field.substr(equals + 1));
    at = end;
  }
  std::vector<std::string> secrets;
  for (const std::string& part : parts) {
    for (const std::string& form : {part, decoded(part)}) {
      if (form.size() >= kShortestSecret) secrets.push_back(form);
    }
  }
  return secrets;
}

std::string withheld(std::string text, std::vector<std::string> secrets) {
  std::sort(secrets.begin(), secrets.end(),  // a secret may hold another one
            [](const std::string& one, const std::string& other) { return one.size() > other.size(); });
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
      text.replace(at, secret.size(), kWithheld);
      at += std::string(kWithheld).size();
    }
  }
  return text;
}

}  // namespace p8
