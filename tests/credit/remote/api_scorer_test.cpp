#include "p8/credit/remote/api_scorer.h"

#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "http/failing_api.h"
#include "p8/credit/portfolio/portfolio.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::serve;
using p8::test::FailingApi;
using p8::test::kind_of;
using p8::test::message_of;
using p8::test::TemporaryDirectory;

namespace {

ApiOptions quick_options(int connections = 8) {
  ApiOptions options;
  options.http.connections = connections;
  options.http.timeout = std::chrono::milliseconds(1000);
  options.first_wait = 0.001;
  options.longest_wait = 0.01;
  options.retries = 12;
  return options;
}

FeatureBlock block_of(const std::vector<std::vector<double>>& rows) {
  FeatureBlock block(2, rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t f = 0; f < 2; ++f) block.column(f)[row] = rows[row][f];
  }
  return block;
}

HttpClientResponse ok(const std::string& body) {
  HttpClientResponse reply;
  reply.status = 200;
  reply.body = body;
  return reply;
}

HttpClientResponse status(int code, const std::string& body = {}) {
  HttpClientResponse reply;
  reply.status = code;
  reply.body = body;
  return reply;
}

ApiScorer scorer_of(const ApiOptions& options, ApiScorer::Send send, std::vector<double>* waits = nullptr) {
  return {"http://api/predict", {"a", "b"}, options, std::move(send), [waits](double seconds) {
            if (waits != nullptr) waits->push_back(seconds);
          }};
}

const std::string kGood = R"({"prediction": 1, "probability": 0.5, "shap_values": [[0.5, -0.25]]})";

/// 10,000 clients as a file; some are alike.
std::string many_clients(std::size_t count) {
  std::string csv = "id,a,b\n";
  for (std::size_t i = 0; i < count; ++i) {
    csv += "c" + std::to_string(i) + "," + std::to_string(static_cast<double>(i) / 4096.0) + "," +
           std::to_string(i % 7) + "\n";
  }
  return csv;
}

std::string scored(const Model& model, const std::string& path, Portfolio& portfolio) {
  CsvReader file(path);
  ClientColumns columns;
  columns.id = "id";
  const ClientReader clients(file.header(), file.name(), model.card.schema, columns);
  std::string lines;
  portfolio = score_clients(
      model, {}, file, clients, {0.411, {}, 1, 2}, [&](const std::string& more) { lines += more; }, [](double) {});
  return lines;
}

}  // namespace

TEST_CASE("the base value is recovered from probability and SHAP values") {
  const ApiScorer scorer = scorer_of(quick_options(1), [](const std::string&) { return ok(kGood); });
  const Scores scores = scorer.score(block_of({{1, 2}}), true);
  CHECK(scores.margins[0] == 0.0);
  CHECK(scores.contributions[0] == 0.5);
  CHECK(scorer.base_value() == -0.25);
}

TEST_CASE("a request names each feature once, with digits that read back as the same number") {
  std::string sent;
  const ApiScorer scorer = scorer_of(quick_options(1), [&](const std::string& body) {
    sent = body;
    return ok(kGood);
  });
  scorer.score(block_of({{0.1, -3e-300}}), false);
  CHECK(sent == R"({"features": {"a": 0.1, "b": -3e-300}})");
}

TEST_CASE("missing values are sent as 0, left out, or refused") {
  std::string sent;
  const auto send = [&](const std::string& body) {
    sent = body;
    return ok(kGood);
  };
  ApiOptions options = quick_options(1);
  options.missing = MissingAs::Zero;
  scorer_of(options, send).score(block_of({{kMissing, 1}}), false);
  CHECK(sent == R"({"features": {"a": 0, "b": 1}})");
  options.missing = MissingAs::Skip;
  scorer_of(options, send).score(block_of({{kMissing, 1}}), false);
  CHECK(sent == R"({"features": {"b": 1}})");
  options.missing = MissingAs::Refuse;
  const Scores scores = scorer_of(options, send).score(block_of({{1, 1}, {1, kMissing}}), false);
  REQUIRE(scores.failures.size() == 1);
  CHECK(scores.failures[0].row == 1);
  CHECK(scores.failures[0].reason.en == "no value in column 'b'; see --missing-as");
}

TEST_CASE("a server that is busy is asked again, later each time, and not before its Retry-After") {
  ApiOptions options = quick_options(1);
  options.first_wait = 1.0;
  options.longest_wait = 100.0;
  options.retries = 4;
  std::vector<double> waits;
  int calls = 0;
  const ApiScorer scorer = scorer_of(
      options,
      [&](const std::string&) {
        HttpClientResponse reply = status(++calls == 4 ? 429 : 503);
        if (calls == 4) reply.retry_after = "30";
        return calls == 5 ? ok(kGood) : reply;
      },
      &waits);
  CHECK(scorer.score(block_of({{1, 2}}), true).failures.empty());
  REQUIRE(waits.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(waits[i] >= std::pow(2.0, i) / 2.0);
    CHECK(waits[i] <= std::pow(2.0, i));
  }
  CHECK(waits[3] == 30.0);
}

TEST_CASE("a client that the API refuses is a failure with the API's reason, and is not sent again") {
  int calls = 0;
  const ApiScorer scorer = scorer_of(quick_options(1), [&](const std::string&) {
    ++calls;
    return status(422, R"({"detail": "a must be positive"})");
  });
  const Scores scores = scorer.score(block_of({{1, 2}}), true);
  REQUIRE(scores.failures.size() == 1);
  CHECK(scores.failures[0].reason.en == "the API answers 422: a must be positive");
  CHECK(scores.failures[0].reason.fr == "l'API répond 422 : a must be positive");
  CHECK(calls == 1);
}

TEST_CASE("neither the key of the address nor the token comes back in a reason") {
  ApiOptions options = quick_options(1);
  options.http.token = "bearer-token";
  for (const int code : {422, 401}) {
    const ApiScorer scorer(
        "http://api/predict?key=SECRETQ", {"a", "b"}, options,
        [&](const std::string& request) {
          const nlohmann::json answer = {{"detail", "SECRETQ bearer-token " + request}};
          return status(code, answer.dump());
        },
        [](double) {});
    std::string reason;
    const std::string message = message_of([&] {
      reason = scorer.score(block_of({{12345, 2}}), true).failures.at(0).reason.en;
    });
    CHECK((code == 422 ? reason : message.substr(message.find("the API"))) ==
          "the API answers " + std::to_string(code) + ": … … {…}" + (code == 401 ? " (see --token-env)" : ""));
  }
}

TEST_CASE("what would fail for every client ends the run") {
  for (const int code : {301, 401, 403, 404, 405}) {
    const ApiScorer scorer = scorer_of(quick_options(1), [&](const std::string&) { return status(code); });
    CHECK(kind_of([&] { scorer.score(block_of({{1, 2}}), true); }) == static_cast<int>(ErrorKind::Model));
  }
  ApiOptions options = quick_options(1);
  options.retries = 0;
  const ApiScorer down = scorer_of(options, [](const std::string&) {
    HttpClientResponse reply;
    reply.failure = {"connection failed", "connexion impossible"};
    return reply;
  });
  CHECK(message_of([&] {
          down.score(block_of(std::vector<std::vector<double>>(50, {1, 2})), true);
        }) == "http://api/predict: 20 clients in a row without a usable answer; the last one: connection failed");
}

TEST_CASE("SHAP values that do not explain the probability end the run") {
  int calls = 0;
  const ApiScorer scorer = scorer_of(quick_options(1), [&](const std::string&) {
    return ok(++calls == 1 ? kGood : R"({"prediction": 1, "probability": 0.6, "shap_values": [0.5, -0.25]})");
  });
  const std::string message = message_of([&] { scorer.score(block_of({{1, 2}, {1, 3}}), true); });
  CHECK(message.find("the SHAP values do not explain the probability") != std::string::npos);
}

TEST_CASE("ten thousand clients against an API that fails in every way: none lost, none doubled") {
  FailingApi api({});
  const TemporaryDirectory directory;
  const std::string path = directory.write("clients.csv", many_clients(10'000));
  ApiOptions options = quick_options();
  options.cache = directory.file("cache");
  const auto run = [&](Portfolio& portfolio) {
    return scored(api_model(api.address(), {"a", "b"}, options), path, portfolio);
  };
  Portfolio first(2, {});
  const std::string lines = run(first);
  CHECK(first.rows + first.errors == 10'000);
  CHECK(first.faults.empty());
  std::size_t row = 0;
  std::size_t at = lines.find('\n') + 1;
  for (; at < lines.size(); at = lines.find('\n', at) + 1, ++row) {
    REQUIRE(lines.compare(at, 1 + std::to_string(row).size() + 1, "c" + std::to_string(row) + ",") == 0);
  }
  CHECK(row == 10'000);
  for (const auto& answered : api.answered()) CHECK_MESSAGE(answered.second == 1, answered.first);

  const std::size_t requests = api.requests();
  Portfolio second(2, {});
  CHECK(run(second) == lines);
  CHECK(api.requests() == requests);  // all from the cache
}

TEST_CASE("the bearer token is sent, and a refused one ends the run") {
  FailingApi::Options options;
  options.fails = false;
  options.token = "secret-token";
  FailingApi api(options);
  ApiOptions mine = quick_options(1);
  mine.http.token = "secret-token";
  CHECK(api_model(api.address(), {"a", "b"}, mine).scorer->score(block_of({{1, 2}}), true).failures.empty());
  mine.http.token = "another";
  const std::string message = message_of([&] {
    api_model(api.address(), {"a", "b"}, mine).scorer->score(block_of({{1, 2}}), true);
  });
  CHECK(message == api.address() + ": the API answers 401 (see --token-env)");
}
