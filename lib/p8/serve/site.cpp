#include "p8/serve/site.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/run_record.h"
#include "p8/http/http_syntax.h"
#include "p8/http/url.h"
#include "p8/report/html/render.h"
#include "p8/serve/access_token.h"
#include "p8/serve/openapi.h"
#include "p8/serve/page_request.h"
#include "p8/serve/pages.h"
#include "p8/serve/predict_answer.h"

namespace p8::serve {

namespace {

const char* const kHtml = "text/html; charset=utf-8";
const char* const kJson = "application/json";

/// Style or script of the pages; nullptr for another path.
const report::PageAsset* asset_at(const std::string& path) {
  for (const report::PageAsset& asset : report::page_assets()) {
    if (path.compare(0, 1, "/") == 0 && path.compare(1, std::string::npos, asset.name) == 0) return &asset;
  }
  return nullptr;
}

/// The route of a path, as it is counted and logged: paths that are not a route may say anything.
const char* route_of(const std::string& path) {
  if (asset_at(path) != nullptr) return "assets";
  const auto known = std::find_if(SiteMetrics::kRoutes.begin(), SiteMetrics::kRoutes.end() - 1,
                                  [&](const char* route) { return path == route; });
  return *known;
}

bool is_route(const char* route, const char* name) { return std::strcmp(route, name) == 0; }

bool is_page(const char* route) {
  return is_route(route, "/clients") || is_route(route, "/client") || is_route(route, "/overall");
}

/// Whether a body is announced, be it an empty one in chunks (RFC 9112, 6.3).
bool brings_body(const HttpRequest& head) {
  return head.header("content-length").find_first_not_of('0') != std::string_view::npos ||
         !head.header("transfer-encoding").empty();
}

bool is_read(const HttpRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

HttpResponse html_response(int status, const report::Page& page, Language language) {
  HttpResponse response;
  response.status = status;
  response.type = kHtml;
  response.body = report::render_html(page, language);
  return response;
}

HttpResponse asset_response(const report::PageAsset& asset) {
  HttpResponse response;
  response.type = asset.type;
  response.body = asset.content;
  response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

HttpResponse error_response(int status, const PageRequest& request) {
  return html_response(status, error_page(status, request), request.language);
}

HttpResponse json_error(int status, const std::string& message) {
  HttpResponse response;
  response.status = status;
  response.type = kJson;
  response.body = error_json(message);
  return response;
}

/// 415 for a body that is compressed, no JSON by its type, or in another encoding than UTF-8 (RFC 9110, 15.5.16).
std::optional<HttpResponse> unsupported(const HttpRequest& request) {
  for (const std::string& coding : list_members(request.header("content-encoding"))) {
    if (coding == "identity") continue;
    HttpResponse response = json_error(
        415, "Content-Encoding: " + printable(coding, 60) + " is not decoded here; send the body uncompressed");
    response.headers.emplace_back("Accept-Encoding", "identity");
    return response;
  }
  const std::optional<MediaType> type = media_type(request.header("content-type"));
  if (!type || !type->is_json()) return json_error(415, "Content-Type: application/json is needed");
  const std::string charset = type->charset();
  if (!charset.empty() && charset != "utf-8" && charset != "utf8" && charset != "us-ascii") {
    return json_error(415, "charset=" + printable(charset, 60) + " is not read here; JSON is sent in UTF-8");
  }
  if (request.body.compare(0, 2, "\x1F\x8B") == 0) {
    HttpResponse response =
        json_error(415, "the body is compressed (gzip, without Content-Encoding); send it uncompressed");
    response.headers.emplace_back("Accept-Encoding", "identity");
    return response;
  }
  return std::nullopt;
}

void add_security_headers(HttpResponse& response) {
  static const std::string kPolicy = [] {
    report::Page page;
    page.navigation.emplace_back();
    return report::page_policy(page) + "; frame-ancestors 'none'";
  }();
  const bool is_html = response.type == kHtml;
  const bool is_kept = std::any_of(response.headers.begin(), response.headers.end(),
                                   [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.emplace_back("Content-Security-Policy",
                                is_html ? kPolicy : "default-src 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  if (!is_kept) response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Site::Site(std::shared_ptr<const Dashboard> dashboard, SiteOptions options)
    : dashboard_(std::move(dashboard)), options_(std::move(options)) {
  metrics_.set_clients(dashboard_->population().rows());
}

void Site::replace(std::shared_ptr<const Dashboard> dashboard) {
  const bool succeeded = dashboard != nullptr;
  if (succeeded) {
    metrics_.set_clients(dashboard->population().rows());
    std::atomic_store(&dashboard_, std::move(dashboard));
  }
  metrics_.add_reload(succeeded);
}

bool Site::has_own_host(const HttpRequest& request) const {
  if (!options_.loopback_only) return true;
  const std::optional<std::string> host = host_of(request.header("host"));
  return host && is_loopback(*host);
}

HttpResponse Site::handle(const HttpRequest& request) const {
  const std::shared_ptr<const Dashboard> dashboard = std::atomic_load(&dashboard_);
  const char* const route = route_of(request.path);
  HttpResponse response;
  try {
    response = answer(request, *dashboard, route);
  } catch (const std::exception&) {  // a fault of p8, or an API that does not answer; told in the log only
    response = is_route(route, "/predict") ? json_error(500, "internal error") : refuse(500);
    response.headers.clear();
  }
  add_security_headers(response);
  return response;
}

HttpResponse Site::refuse(int status) const {
  HttpResponse response;
  response.status = status;
  response.type = kJson;
  response.body = error_json(status == 500 ? "internal error" : "this is no request that p8 takes");
  add_security_headers(response);
  return response;
}

std::optional<HttpResponse> Site::screen(const HttpRequest& head) const {
  std::optional<HttpResponse> response = refusal(head, route_of(head.path));
  if (response) add_security_headers(*response);
  return response;
}

std::optional<HttpResponse> Site::refusal(const HttpRequest& head, const char* route) const {
  if (!has_own_host(head)) return json_error(421, "this server answers to localhost only");
  const bool is_open = is_route(route, "/healthz") || is_route(route, "assets");  // they tell of no client
  if ((is_open && is_read(head)) || options_.token.empty() ||
      brings_token(head.header("authorization"), options_.token)) {
    const bool takes_body = is_route(route, "/predict") && head.method == "POST";
    if (takes_body || !brings_body(head)) return std::nullopt;
    return json_error(413, "no body is taken here; only POST /predict takes one");
  }
  HttpResponse response = is_page(route) || is_route(route, "/")
                              ? error_response(401, page_request(head, options_.language).value_or(PageRequest{}))
                              : json_error(401, "a token is needed: Authorization: Bearer …");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"p8\", charset=\"UTF-8\"");
  return response;
}

HttpResponse Site::answer(const HttpRequest& request, const Dashboard& dashboard, const char* route) const {
  if (std::optional<HttpResponse> refused = refusal(request, route)) return std::move(*refused);
  if (is_route(route, "/healthz") && is_read(request)) {
    HttpResponse response;
    response.body = "ok\n";
    return response;
  }
  if (is_route(route, "assets") && is_read(request)) return asset_response(*asset_at(request.path));
  const bool takes_post = is_route(route, "/predict");
  if (!is_route(route, "other") && (takes_post ? request.method != "POST" : !is_read(request))) {
    HttpResponse response = json_error(405, takes_post ? "POST only" : "GET only");
    response.headers.emplace_back("Allow", takes_post ? "POST" : "GET, HEAD");
    return response;
  }
  if (takes_post) return predict(request, dashboard);
  HttpResponse response;
  if (is_route(route, "/metrics")) {
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_.text();
    return response;
  }
  if (is_route(route, "/openapi.json")) {
    response.type = kJson;
    response.body = openapi_json(dashboard.model());
    return response;
  }
  if (is_route(route, "/")) {
    response.status = 302;
    response.headers.emplace_back("Location", "clients");
    return response;
  }
  return page(request, dashboard, route);
}

HttpResponse Site::page(const HttpRequest& request, const Dashboard& dashboard, const char* route) const {
  const std::optional<PageRequest> asked = page_request(request, options_.language);
  if (!asked) {
    PageRequest unread;
    unread.language = options_.language;
    return error_response(400, unread);
  }
  if (is_route(route, "/clients")) return html_response(200, clients_page(dashboard, *asked), asked->language);
  if (is_route(route, "/client")) {
    const std::optional<report::Page> client = client_page(dashboard, *asked);
    return client ? html_response(200, *client, asked->language) : error_response(404, *asked);
  }
  if (is_route(route, "/overall")) {
    HttpResponse response;
    response.type = kHtml;
    response.body = overall_page(dashboard, *asked);
    return response;
  }
  return error_response(404, *asked);
}

HttpResponse Site::predict(const HttpRequest& request, const Dashboard& dashboard) const {
  if (const std::optional<HttpResponse> refusal = unsupported(request)) return *refusal;
  const std::optional<QueryFields> fields = query_fields(request.query);
  if (!fields) return json_error(400, "the query cannot be read");
  try {
    PredictRequest asked = dashboard.reader().read(request.body);
    for (const auto& [name, value] : *fields) {
      if (name == "shap" && value == "0") asked.with_shap = false;
    }
    HttpResponse response;
    response.type = kJson;
    response.body = predict_answer(dashboard.model(), dashboard.rule().threshold, asked);
    response.headers.emplace_back("X-P8-Features", dashboard.feature_digest());
    return response;
  } catch (const PredictFault& fault) {
    return json_error(fault.status,
                      fault.message.in(accepted_language(request.header("accept-language"), options_.language)));
  }
}

void Site::note(const HttpRequest& request, const HttpResponse& sent, double seconds) const {
  const char* const route = route_of(request.path);
  metrics_.add(route, sent.status, seconds);
  if (!options_.access_log) return;
  const bool is_known = request.method == "GET" || request.method == "HEAD" || request.method == "POST";
  const std::lock_guard<std::mutex> lock(log_mutex_);
  options_.access_log(fmt::format("{} {} {} {} {} {:.1f}", utc_time(seconds_since_epoch()),
                                  is_known ? request.method : "?", route, sent.status, sent.body.size(),
                                  seconds * 1000.0));
}

}  // namespace p8::serve
