#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "p8/base/text.h"
#include "p8/http/url.h"

namespace p8::serve {

/// How a server is talked to.
struct HttpOptions {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds timeout{30'000};  ///< for one request, from its first byte to the answer's last
  std::string ca_file;                        ///< certificates to trust; empty: the system's
  std::string token;                          ///< sent as "Authorization: Bearer …"; empty: none
  int connections = 1;                        ///< most requests under way at once
  std::size_t most_bytes = 16u << 20;         ///< of an answer
};

/// What came back of one request.
struct HttpClientResponse {
  int status = 0;  ///< 0: no answer
  std::string body;
  std::string retry_after;     ///< the header of that name
  std::string feature_digest;  ///< X-P8-Features: which columns, in which order; only `p8 serve` says so
  Text failure;                ///< why there is no answer: "connection failed", "timeout", …
  bool is_final = false;       ///< no use in trying again: the certificate is not trusted
};

/// A pool of kept-alive connections to one server. Certificates are checked; redirects are not followed, no proxy is
/// used. Safe to use from several threads.
class HttpClient {
 public:
  /// Throws Error(Model) when the file of certificates cannot be used.
  HttpClient(Url url, HttpOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends a JSON body; waits where all connections are busy. Never throws for what the server does.
  HttpClientResponse post(const std::string& body) const;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace p8::serve
