#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "p8/http/http_message.h"
#include "p8/serve/dashboard.h"
#include "p8/serve/site_metrics.h"

namespace p8::serve {

struct SiteOptions {
  bool loopback_only = true;              ///< then the Host of a request must be this machine (against DNS rebinding)
  std::string token;                      ///< asked for where not empty
  Language language = Language::English;  ///< where neither the query nor the browser names one
  /// Gets a line a request: time, method, route, status, bytes, milliseconds. No ids, no queries, no addresses.
  std::function<void(const std::string& line)> access_log;
};

/// What is served: the dashboard's pages, POST /predict, /healthz, /metrics and /openapi.json. Safe to use from several
/// threads; `replace` swaps model and data between two requests, those under way keep what they began with.
class Site {
 public:
  Site(std::shared_ptr<const Dashboard> dashboard, SiteOptions options);

  HttpResponse handle(const HttpRequest& request) const;
  /// The refusal of what the head alone tells: a foreign Host, no token, a body where none is taken, which is
  /// everywhere but at POST /predict. Nothing where the request may go on.
  std::optional<HttpResponse> screen(const HttpRequest& head) const;
  /// The answer to what is not a request.
  HttpResponse refuse(int status) const;
  /// Counts and logs what was sent for a request: neither of the others does, as the server may send another answer.
  void note(const HttpRequest& request, const HttpResponse& sent, double seconds) const;
  void replace(std::shared_ptr<const Dashboard> dashboard);

 private:
  std::optional<HttpResponse> refusal(const HttpRequest& head, const char* route) const;
  HttpResponse answer(const HttpRequest& request, const Dashboard& dashboard, const char* route) const;
  HttpResponse page(const HttpRequest& request, const Dashboard& dashboard, const char* route) const;
  HttpResponse predict(const HttpRequest& request, const Dashboard& dashboard) const;
  bool has_own_host(const HttpRequest& request) const;

  std::shared_ptr<const Dashboard> dashboard_;
  SiteOptions options_;
  mutable SiteMetrics metrics_;
  mutable std::mutex log_mutex_;
};

}  // namespace p8::serve
