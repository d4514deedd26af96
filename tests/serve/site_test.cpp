#include "p8/serve/site.h"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "http/raw_request.h"
#include "oracles/difference_model.h"
#include "p8/http/http_server.h"
#include "p8/report/html/render.h"
#include "p8/serve/access_token.h"
#include "support/contains.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::serve;
using p8::test::raw_request;
using p8::test::TemporaryDirectory;

namespace {

const std::string kScript = "<script>alert(1)</script>";

std::shared_ptr<const Dashboard> dashboard_of(const TemporaryDirectory& directory, std::size_t rows = 60) {
  std::string csv = "id,a,b\n" + kScript + ",1,3\n../../etc/passwd,3,1\n";
  for (std::size_t i = 0; i < rows; ++i) {
    csv += "c" + std::to_string(i) + "," + std::to_string(i % 13) + "," + std::to_string(i % 7) + "\n";
  }
  Model model = test::difference_model();
  CsvReader file(directory.write("clients.csv", csv));
  ClientColumns columns;
  columns.id = "id";
  Population population = read_population(model, file, columns, 1, [](double) {});
  DashboardSettings settings;
  settings.catalogue = ColumnCatalogue::built_in();
  settings.record.options_json = "{}";
  settings.data_name = "clients.csv";
  settings.actionable = {{0}, {1}};
  settings.protected_columns = {1};
  return std::make_shared<const Dashboard>(std::move(model), std::move(population), std::move(settings));
}

/// A server in a thread, with little patience.
class Running {
 public:
  explicit Running(const SiteOptions& options = {}, std::size_t rows = 60, std::size_t buffered = 64u << 20)
      : site_(dashboard_of(directory_, rows), options),
        server_(
            server_options(buffered), [this](const HttpRequest& request) { return site_.handle(request); },
            [this](int status) { return site_.refuse(status); },
            [this](const HttpRequest& head) { return site_.screen(head); },
            [this](const HttpRequest& request, const HttpResponse& sent, double seconds) {
              site_.note(request, sent, seconds);
            }),
        thread_([this] { server_.run([this] { return !stopping_; }); }) {}
  ~Running() { stop(); }

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int port() const { return server_.port(); }
  Site& site() { return site_; }

  std::string get(const std::string& target, const std::string& headers = {}) const {
    return raw_request(port(),
                       "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
  }
  std::string post(const std::string& body, const std::string& headers = "Content-Type: application/json\r\n") const {
    return raw_request(port(), "POST /predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
                                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

 private:
  static ServerOptions server_options(std::size_t buffered) {
    ServerOptions options;
    options.buffered_bytes = buffered;
    options.threads = 2;
    options.head_time = std::chrono::milliseconds(300);
    options.body_time = std::chrono::milliseconds(300);
    options.idle_time = std::chrono::milliseconds(300);
    options.drain_time = std::chrono::milliseconds(1000);
    return options;
  }

  TemporaryDirectory directory_;
  Site site_;
  HttpServer server_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

std::string status(const std::string& answer) { return answer.substr(0, std::min<std::size_t>(12, answer.size())); }

using p8::test::contains;

}  // namespace

TEST_CASE("a client is predicted as the existing API does, alone and in a batch") {
  const Running server;
  const std::string one = server.post(R"({"features": {"a": 3, "b": 1}})");
  CHECK(status(one) == "HTTP/1.1 200");
  const auto json = nlohmann::json::parse(one.substr(one.find("\r\n\r\n") + 4));
  CHECK(json["prediction"] == 1);
  CHECK(json["probability"].get<double>() == doctest::Approx(0.880797));
  CHECK(json["shap_values"] == nlohmann::json::parse("[[3, -1]]"));
  const std::string two = server.post(R"({"instances": [{"a": 3, "b": 1}, {"a": 0}], "shap": false})");
  const auto batch = nlohmann::json::parse(two.substr(two.find("\r\n\r\n") + 4))["predictions"];
  CHECK(batch.size() == 2);
  CHECK(batch[0]["probability"] == json["probability"]);
  CHECK(!batch[0].contains("shap_values"));
}

TEST_CASE("a body may come in chunks, and the next request on its connection is answered") {
  const Running server;
  const std::string head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  const std::string chunked = head +
                              "Transfer-Encoding: chunked\r\n\r\n11\r\n{\"features\": {\"a\"\r\n"
                              "d;x=1\r\n: 3, \"b\": 1}}\r\n0\r\nX-Check: 1\r\n\r\n";
  const std::string one = R"({"features": {"a": 3, "b": 1}})";
  const std::string answers = raw_request(
      server.port(), chunked + chunked + head + "Connection: close\r\nContent-Length: " + std::to_string(one.size()) +
                         "\r\n\r\n" + one);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answers.find("\"probability\":0.88079", at)) != std::string::npos; ++at) ++count;
  CHECK_MESSAGE(count == 3, answers);
  CHECK(status(raw_request(server.port(), head + "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n")) ==
        "HTTP/1.1 413");
  CHECK(status(raw_request(server.port(), head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n")) ==
        "HTTP/1.1 400");
}

TEST_CASE("what a body is in is named where it is not JSON in UTF-8") {
  const Running server;
  const std::string one = R"({"features": {"a": 3, "b": null}})";
  const auto post = [&](const std::string& headers, const std::string& body) {
    const std::string answer = server.post(body, headers);
    return status(answer).substr(9) + answer.substr(answer.find("\r\n\r\n") + 4);
  };
  for (const char* type : {"application/json", "Application/JSON", "application/json ; charset=utf-8",
                           "application/json; charset=\"UTF-8\"", "application/vnd.client+json"}) {
    CHECK_MESSAGE(contains(post("Content-Type: " + std::string(type) + "\r\n", one), "200{\"prediction\""), type);
  }
  const std::string json = "Content-Type: application/json\r\n";
  CHECK(contains(post(json + "Content-Encoding: identity\r\n", one), "200{"));
  CHECK(contains(post(json + "Content-Encoding: GZIP\r\n", "\x1F\x8B\x08"), "415{\"error\":\"Content-Encoding: gzip"));
  CHECK(contains(server.post(one, json + "Content-Encoding: br\r\n"), "\r\nAccept-Encoding: identity\r\n"));
  CHECK(contains(post(json, "\x1F\x8B\x08"), "415{\"error\":\"the body is compressed (gzip"));
  CHECK(contains(post("Content-Type: application/json; charset=latin1\r\n", one), "415{\"error\":\"charset=latin1"));
  CHECK(contains(post("Content-Type: text/plain\r\n", one), "415{"));
  CHECK(contains(post(json, R"({"features": {}})"), "422{"));
}

TEST_CASE("every answer forbids framing, sniffing, storing and foreign scripts") {
  const Running server;
  for (const std::string& answer : {server.get("/clients"), server.get("/healthz"), server.get("/nowhere"),
                                    server.post("{"), raw_request(server.port(), "x\r\n\r\n")}) {
    for (const char* header : {"X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Cache-Control: no-store",
                               "frame-ancestors 'none'", "Referrer-Policy: no-referrer", "default-src 'none'"}) {
      CHECK_MESSAGE(contains(answer, header), status(answer), " ", header);
    }
    CHECK(!contains(answer, "unsafe-inline"));
  }
}

TEST_CASE("markup in ids, values and queries stays text") {
  const Running server;
  for (const std::string& target :
       {std::string("/clients"), "/clients?q=" + encoded(kScript), "/client?id=" + encoded(kScript),
        "/client?id=c1&v.a=" + encoded(kScript) + "&x=" + encoded(kScript),
        "/client?id=c1&n=" + encoded("\"" + kScript), "/client?id=c1&v." + encoded(kScript) + "=1",
        "/clients?q=" + encoded("\"><img src=x onerror=alert(1)>"), "/" + encoded(kScript)}) {
    const std::string page = server.get(target);
    CHECK_MESSAGE(page.size() > 1000, target);
    CHECK_MESSAGE(!contains(page, kScript), target);
    CHECK_MESSAGE(!contains(page, "<img"), target);
  }
  CHECK(contains(server.get("/client?id=" + encoded(kScript)), "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST_CASE("hostile requests are refused with the right status, and the server lives on") {
  const Running server;
  const std::string head = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  CHECK(status(server.get("/../../etc/passwd")) == "HTTP/1.1 404");
  CHECK(status(server.get("/client?id=" + encoded("../../etc/passwd"))) == "HTTP/1.1 200");  // it is a client here
  CHECK(status(server.get("/%2e%2e/")) == "HTTP/1.1 404");
  CHECK(status(server.get("/clients/")) == "HTTP/1.1 404");  // no listing
  CHECK(status(server.get("/clients?q=%ff")) == "HTTP/1.1 400");
  CHECK(status(server.get("/predict")) == "HTTP/1.1 405");
  CHECK(status(server.post("{", "")) == "HTTP/1.1 415");
  CHECK(status(server.post("{")) == "HTTP/1.1 400");
  CHECK(status(server.post(std::string(500'000, '['))) == "HTTP/1.1 400");
  CHECK(status(server.post(R"({"features": {"z": 1}})")) == "HTTP/1.1 422");
  CHECK(status(raw_request(server.port(),
                           "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n")) ==
        "HTTP/1.1 413");
  CHECK(status(raw_request(server.port(), "GET /" + std::string(100'000, 'a'))) == "HTTP/1.1 414");
  CHECK(status(raw_request(server.port(), head + "X: " + std::string(100'000, 'a'))) == "HTTP/1.1 431");
  CHECK(status(raw_request(server.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")) == "HTTP/1.1 421");
  CHECK(status(raw_request(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\nSet-Cookie: b\r\n\r\n")) ==
        "HTTP/1.1 400");
  for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "localhost:"}) {
    const std::string named = std::string("GET /healthz HTTP/1.1\r\nConnection: close\r\nHost: ") + host + "\r\n\r\n";
    CHECK_MESSAGE(status(raw_request(server.port(), named)) == "HTTP/1.1 200", host);
  }
  CHECK(status(raw_request(server.port(), head + "Host: localhost\r\n\r\n")) == "HTTP/1.1 400");
  for (const char* host : {"[::1]evil.com", "[::1", "localhost@evil.com", "localhost:80x", "localhost evil.com"}) {
    const std::string named = std::string("GET /healthz HTTP/1.1\r\nHost: ") + host + "\r\n\r\n";
    CHECK_MESSAGE(status(raw_request(server.port(), named)) == "HTTP/1.1 400", host);
  }
  const std::string injected = server.get("/clients?lang=fr%0d%0aSet-Cookie:%20x=1");
  CHECK(!contains(injected, "\r\nSet-Cookie"));
  CHECK(status(raw_request(server.port(), head.substr(0, 20))) == "HTTP/1.1 408");
  CHECK(status(server.get("/healthz")) == "HTTP/1.1 200");
}

TEST_CASE("senders of a byte now and then neither hold the server up nor stay") {
  const Running server;
  std::vector<std::thread> slow;
  std::atomic<int> timed_out{0};
  for (int i = 0; i < 40; ++i) {
    slow.emplace_back([&] {
      const std::string answer =
          raw_request(server.port(), "GET /clients HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(30, 'a'), 1, 20);
      timed_out += status(answer) == "HTTP/1.1 408" ? 1 : 0;
    });
  }
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) CHECK(status(server.get("/healthz")) == "HTTP/1.1 200");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
  for (std::thread& thread : slow) thread.join();
  CHECK(timed_out == 40);
}

TEST_CASE("with a token nothing but /healthz is told without it") {
  SiteOptions options;
  options.token = "0123456789abcdef";
  const Running server(options);
  CHECK(status(server.get("/healthz")) == "HTTP/1.1 200");
  for (const char* target : {"/", "/clients", "/client?id=c1", "/overall", "/metrics", "/openapi.json", "/nowhere"}) {
    CHECK_MESSAGE(status(server.get(target)) == "HTTP/1.1 401", target);
  }
  CHECK(contains(server.get("/clients"), "WWW-Authenticate: Basic"));
  CHECK(status(server.get("/clients", "Authorization: Bearer 0123456789abcdef\r\n")) == "HTTP/1.1 200");
  CHECK(status(server.get("/clients", "Authorization: Basic dTowMTIzNDU2Nzg5YWJjZGVm\r\n")) == "HTTP/1.1 200");
  CHECK(status(server.get("/clients", "Authorization: bearer  0123456789abcdef\r\n")) == "HTTP/1.1 200");
  CHECK(status(server.get("/clients", "Authorization: BASIC dTowMTIzNDU2Nzg5YWJjZGVm\r\n")) == "HTTP/1.1 200");
  for (const char* wrong : {"0123456789abcdef", "Bearer0123456789abcdef", "Bearer 0123456789abcdeg", "Bearer ",
                            "Bearer 0123456789abcdef0", "Basic !", "Basic dTo="}) {
    CHECK_MESSAGE(status(server.get("/clients", std::string("Authorization: ") + wrong + "\r\n")) == "HTTP/1.1 401",
                  wrong);
  }
}

TEST_CASE("pages are in the browser's language, else in the server's") {
  SiteOptions options;
  options.language = p8::Language::French;
  const Running server(options);
  CHECK(contains(server.get("/clients"), "<html lang=\"fr\""));
  CHECK(contains(server.get("/clients", "Accept-Language: de\r\n"), "<html lang=\"fr\""));
  CHECK(contains(server.get("/clients", "Accept-Language: en\r\n"), "<html lang=\"en\""));
  CHECK(contains(server.get("/clients?lang=en"), "<html lang=\"en\""));
  CHECK(contains(server.get("/nowhere"), "<html lang=\"fr\""));
}

TEST_CASE("the access log knows routes, not clients") {
  std::vector<std::string> lines;
  SiteOptions options;
  options.access_log = [&](const std::string& line) { lines.push_back(line); };
  {
    const Running server(options);
    server.get("/client?id=c1&v.a=12");
    server.get("/secret-name");
  }
  REQUIRE(lines.size() == 2);
  CHECK(contains(lines[0], " GET /client 200 "));
  CHECK(contains(lines[1], " GET other 404 "));
  for (const std::string& line : lines) CHECK(!contains(line, "c1"));
}

TEST_CASE("the access log says 503 of an answer that there was no memory for") {
  std::vector<std::string> lines;
  SiteOptions options;
  options.access_log = [&](const std::string& line) { lines.push_back(line); };
  {
    const Running server(options, 60, 4096);
    CHECK(status(server.get("/clients")) == "HTTP/1.1 503");
  }
  REQUIRE(lines.size() == 1);
  CHECK_MESSAGE(contains(lines[0], " GET /clients 503 "), lines[0]);
}

TEST_CASE("a body is refused at the end of the head wherever none is taken, before any of it is kept") {
  SiteOptions options;
  options.token = "0123456789abcdef";
  const Running server(options);
  const std::string token = "Authorization: Bearer 0123456789abcdef\r\n";
  const std::string asset = "/" + report::page_assets()[0].name;
  const auto ask = [&](const std::string& line, const std::string& headers) {
    return raw_request(server.port(), line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  };
  for (const std::string& body : {std::string("Content-Length: 8388608\r\n"), std::string("Content-Length: 1\r\n"),
                                  std::string("Transfer-Encoding: chunked\r\n"),
                                  std::string("Content-Length: 8388608\r\nExpect: 100-continue\r\n")}) {
    for (const std::string& open : {std::string("GET /healthz"), "HEAD " + asset, "GET " + asset}) {
      const std::string answer = ask(open, body);
      CHECK_MESSAGE(status(answer) == "HTTP/1.1 413", open, " ", answer);
      CHECK(contains(answer, "\r\nConnection: close\r\n"));
    }
    for (const char* closed : {"GET /clients", "DELETE /clients", "GET /metrics", "GET /predict", "POST /nowhere"}) {
      CHECK_MESSAGE(status(ask(closed, token + body)) == "HTTP/1.1 413", closed);
      CHECK_MESSAGE(status(ask(closed, body)) == "HTTP/1.1 401", closed);
    }
  }
  CHECK(status(ask("GET /healthz", "Connection: close\r\nContent-Length: 0\r\n")) == "HTTP/1.1 200");
  const std::string with_head = ask("GET /healthz", "Content-Length: 2\r\n\r\nab");
  CHECK(status(with_head) == "HTTP/1.1 413");  // also where head and body come at once
  CHECK(contains(with_head, "\r\nConnection: close\r\n"));
}

TEST_CASE("a target may be a whole address, whose host is screened in the place of the Host header's") {
  const Running server;
  const auto ask = [&](const std::string& target, const std::string& host) {
    return status(
        raw_request(server.port(), "GET " + target + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"));
  };
  CHECK(ask("http://localhost:" + std::to_string(server.port()) + "/clients", "localhost") == "HTTP/1.1 200");
  CHECK(ask("HTTP://127.0.0.1/client?id=c1", "evil.example") == "HTTP/1.1 200");
  CHECK(ask("http://evil.example/clients", "localhost") == "HTTP/1.1 421");
  CHECK(ask("http://localhost", "localhost") == "HTTP/1.1 302");
}

TEST_CASE("other values are tried without anything being stored") {
  const Running server;
  const std::string before = server.get("/client?id=" + encoded("../../etc/passwd"));
  const std::string tried = server.get("/client?id=" + encoded("../../etc/passwd") + "&v.a=0,5&n=3");
  CHECK(contains(tried, "With your changes: accepted"));
  CHECK(contains(tried, "name=\"v.a\" type=\"text\""));
  const std::string french = server.get("/client?id=" + encoded("../../etc/passwd") + "&v.a=0,5&lang=fr");
  CHECK(contains(french, "Avec vos changements"));
  CHECK(contains(server.get("/client?id=c1", "Accept-Language: fr-FR,en;q=0.5\r\n"), "<html lang=\"fr\">"));
  CHECK(server.get("/client?id=" + encoded("../../etc/passwd")).size() == before.size());
}

TEST_CASE("a characteristic is named by its column or as the page calls it") {
  const Running server;
  CHECK(contains(server.get("/client?id=c1&other=a&other_value=12"), "With your changes"));
  CHECK(
      contains(server.get("/client?id=c1&other=" + encoded("\u2068a\u2069") + "&other_value=12"), "With your changes"));
  const std::string unknown = server.get("/client?id=c1&other=c&other_value=12");
  CHECK(contains(unknown, "Input to correct"));
  CHECK(!contains(unknown, "With your changes"));
}

TEST_CASE("the smallest changes are looked for when they are asked for, of refused clients only") {
  const Running server;
  const std::string refused = "/client?id=" + encoded("../../etc/passwd");
  const std::string before = server.get(refused);
  CHECK(contains(before, "search=1#changes\">Look for the smallest changes"));
  CHECK(!contains(before, "Needed value"));
  const std::string found = server.get(refused + "&search=1&lang=fr");
  CHECK(contains(found, "Valeur à atteindre"));
  CHECK(!contains(found, "Chercher les plus petits"));
  const std::string accepted = server.get("/client?id=" + encoded(kScript));
  CHECK(!contains(accepted, "search=1"));
}

TEST_CASE("the overall page compares the groups of protected columns") {
  const Running server;
  CHECK(contains(server.get("/overall"), "Are groups treated alike?"));
}

TEST_CASE("style and script come under names of their own and may be kept, pages may not") {
  SiteOptions options;
  options.token = "0123456789abcdef";
  const Running server(options);
  for (const report::PageAsset& asset : report::page_assets()) {
    const std::string answer = server.get("/" + asset.name);  // without the token: nothing of a client is in it
    CHECK(status(answer) == "HTTP/1.1 200");
    CHECK(contains(answer, "Content-Type: " + asset.type));
    CHECK(contains(answer, "immutable"));
    CHECK(!contains(answer, "no-store"));
    CHECK(contains(answer, asset.content));
  }
  CHECK(status(server.get("/p8-0000000000000000.css")) == "HTTP/1.1 401");
  const std::string lost = server.get("/a/b/c", "Authorization: Bearer 0123456789abcdef\r\n");
  CHECK(status(lost) == "HTTP/1.1 404");
  CHECK(contains(lost, "href=\"../../" + report::page_assets()[0].name));
  CHECK(contains(lost, "href=\"../../clients\""));
}

TEST_CASE("model and data are replaced while requests come, and none is lost") {
  Running server;
  std::atomic<int> failed{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 50; ++k) failed += status(server.get("/client?id=c1")) == "HTTP/1.1 200" ? 0 : 1;
    });
  }
  const TemporaryDirectory directory;
  for (int i = 0; i < 10; ++i) server.site().replace(dashboard_of(directory, 100));
  for (std::thread& client : clients) client.join();
  CHECK(failed == 0);
  CHECK(contains(server.get("/metrics"), "p8_clients 102"));
  CHECK(contains(server.get("/metrics"), "p8_reloads_total{result=\"succeeded\"} 10"));
}

TEST_CASE("a reload that the metrics count has its clients beside it") {
  const TemporaryDirectory directory;
  const auto before = dashboard_of(directory, 60);
  const auto after = dashboard_of(directory, 100);
  HttpRequest request;
  request.method = "GET";
  request.path = "/metrics";
  request.headers = {{"host", "localhost"}};
  for (int round = 0; round < 200; ++round) {
    Site site(before, {});
    std::thread reload([&] { site.replace(after); });
    std::string metrics;
    while (!contains(metrics, "result=\"succeeded\"} 1")) metrics = site.handle(request).body;
    reload.join();
    REQUIRE(contains(metrics, "p8_clients 102"));
  }
}

TEST_CASE("a server that stops answers what has arrived") {
  Running server;
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back([&] { answered += status(server.get("/client?id=c1")) == "HTTP/1.1 200" ? 1 : 0; });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // all of them are there
  server.stop();
  for (std::thread& client : clients) client.join();
  CHECK(answered == 20);
  CHECK(server.get("/healthz").empty());
}

TEST_CASE("tokens are the same or not") {
  CHECK(is_same_token("abc", "abc"));
  for (const char* other : {"", "ab", "abcd", "abd", "abcabc"}) CHECK_MESSAGE(!is_same_token("abc", other), other);
  CHECK(!is_same_token("", "a"));
}
