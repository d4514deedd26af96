#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "p8/http/chunked_body.h"

namespace p8::serve {

struct HttpRequest {
  std::string method;                                        ///< "GET", "POST", …
  std::string path;                                          ///< as sent, without query: "/client"
  std::string query;                                         ///< as sent, without "?"
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  bool keeps_alive = true;

  /// The value of a header, or "".
  std::string_view header(std::string_view lower_case_name) const;
};

struct HttpResponse {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct HttpLimits {
  std::size_t head_bytes = 16u << 10;  ///< request line, headers and the empty line behind them
  std::size_t headers = 64;
  std::size_t body_bytes = 8u << 20;
};

/// Reads requests of HTTP/1.0 and 1.1 (RFC 9112) from bytes as they come. Stricter than the standard asks where
/// leniency lets two servers read one request in two ways: lines end with CR LF, no folded headers, no space before the
/// colon, one Content-Length, or else chunked as the only Transfer-Encoding, which HTTP/1.0 does not have. Where the
/// target is a whole address (absolute form), its host and port take the place of the Host header's (3.2.2).
class RequestReader {
 public:
  explicit RequestReader(const HttpLimits& limits) : limits_(limits) {}

  enum class State { Incomplete, Complete, Bad };

  /// Looks at what `bytes` begin with; on Complete the request is taken out of them.
  State read(std::string& bytes);
  HttpRequest& request() { return request_; }
  const HttpRequest& request() const { return request_; }
  /// The status of a bad request: 400, 411, 413, 414, 417, 431, 501, 505.
  int status() const { return status_; }
  /// Whether the head has been read, and the body is awaited.
  bool has_head() const { return has_head_; }
  /// Whether the sender waits for "100 Continue" before it sends the body; true once.
  bool take_expectation() { return std::exchange(expects_continue_, false); }

 private:
  State bad(int status);
  State read_head(std::string_view head);
  State read_fields();
  void set_host(std::string_view authority);
  State read_codings(const std::vector<std::string>& codings, bool is_ambiguous);

  HttpLimits limits_;
  HttpRequest request_;
  bool has_head_ = false;
  bool expects_continue_ = false;
  std::size_t scanned_ = 0;
  std::size_t body_bytes_ = 0;
  std::optional<ChunkedBody> chunks_;
  int status_ = 0;
};

/// Head and body as they are sent. @param with_body  false for HEAD.
std::string serialized(const HttpResponse& response, bool keeps_alive, bool with_body);

/// Decodes %XX, and + as a space where it is a query's. Nothing for a broken escape, for %00, and for what is not
/// UTF-8.
std::optional<std::string> decoded(std::string_view text, bool is_query);
/// Everything but letters, digits and "-._~" as %XX.
std::string encoded(std::string_view text);

/// The fields of a query in their order, decoded. Nothing for one that cannot be decoded or has more than 1,000 fields.
using QueryFields = std::vector<std::pair<std::string, std::string>>;
std::optional<QueryFields> query_fields(std::string_view query);

}  // namespace p8::serve
