#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace p8::serve {

/// Where a scoring API is.
struct Url {
  bool is_secure = false;  ///< https
  std::string host;        ///< name or address; of IPv6 without brackets
  int port = 80;
  std::string target = "/";  ///< path and query, as they are sent
};

/// Whether a model is named by an address: "http://…" or "https://…".
bool is_url(const std::string& model);

/// Reads "http(s)://host[:port][/path][?query]". Throws Error(Usage) for anything else: user names, fragments, spaces
/// and control characters are refused.
Url parse_url(const std::string& text);

/// The host of "host[:port]", in lower case, of IPv6 without brackets; nothing for what is none (RFC 9110, 7.2).
std::optional<std::string> host_of(std::string_view authority);

/// Whether what is sent to the host stays on this machine: localhost in any case, 127.0.0.0/8, ::1.
bool is_loopback(const std::string& host);

}  // namespace p8::serve
