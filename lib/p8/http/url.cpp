#include "p8/http/url.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <arpa/inet.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/secrets.h"
#include "p8/http/http_syntax.h"

namespace p8::serve {

namespace {

constexpr std::string_view kPlain = "http://";
constexpr std::string_view kSecure = "https://";

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

Error not_an_address(const std::string& text) {
  return usage_error("--model: '{}' is not an address; expected http(s)://host[:port]/path",
                     "--model : « {} » n'est pas une adresse ; il faut http(s)://hôte[:port]/chemin",
                     printable(without_secrets(text), 80));
}

bool is_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

bool is_target(std::string_view target) {
  return std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7F' && c != '#'; });
}

/// The port after a ":"; nothing there: the default.
bool read_port(std::string_view text, int& port) {
  if (text.empty()) return true;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  return text[0] == ':' && error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

/// Reads "host[:port]"; the port stays as it is where none is given.
bool read_authority(std::string_view authority, std::string& host, int& port) {
  if (starts_with(authority, "[")) {
    const std::size_t end = authority.find(']');
    in6_addr address = {};
    if (end == std::string_view::npos) return false;
    host = std::string(authority.substr(1, end - 1));
    return inet_pton(AF_INET6, host.c_str(), &address) == 1 && read_port(authority.substr(end + 1), port);
  }
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  host = std::string(authority.substr(0, colon));
  return is_host(host) && read_port(authority.substr(colon), port);
}

}  // namespace

bool is_url(const std::string& model) { return starts_with(model, kPlain) || starts_with(model, kSecure); }

Url parse_url(const std::string& text) {
  if (!is_url(text)) throw not_an_address(text);
  Url url;
  url.is_secure = starts_with(text, kSecure);
  url.port = url.is_secure ? 443 : 80;
  std::string_view rest = std::string_view(text).substr(url.is_secure ? kSecure.size() : kPlain.size());
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, path);
  const std::string_view target = rest.substr(path);
  if (!target.empty()) url.target = (target[0] == '?' ? "/" : "") + std::string(target);
  if (!read_authority(authority, url.host, url.port) || !is_target(url.target)) throw not_an_address(text);
  return url;
}

std::optional<std::string> host_of(std::string_view authority) {
  std::string host;
  int port = 0;
  if (!authority.empty() && authority.back() == ':')
    authority.remove_suffix(1);  // an empty port is one (RFC 3986, 3.2.3)
  if (!read_authority(authority, host, port)) return std::nullopt;
  return lower_case(host);
}

bool is_loopback(const std::string& host) {
  in_addr four = {};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six = {};
  if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
  return lower_case(host) == "localhost";
}

}  // namespace p8::serve
