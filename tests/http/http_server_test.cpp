#include "p8/http/http_server.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <future>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/raw_request.h"

using namespace p8::serve;
using p8::test::raw_request;

namespace {

HttpResponse refusal(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

/// Answers "ok" to who brings a token.
class Running {
 public:
  explicit Running(const ServerOptions& options)
      : server_(
            options, [](const HttpRequest&) { return HttpResponse{}; }, [](int status) { return refusal(status); },
            [](const HttpRequest& head) -> std::optional<HttpResponse> {
              if (head.header("authorization").empty()) return refusal(401);
              return std::nullopt;
            }),
        thread_([this] { server_.run([this] { return !is_stopping_; }); }) {}
  ~Running() {
    is_stopping_ = true;
    thread_.join();
  }
  std::string ask(const std::string& rest, int patience = 3000) const {
    return raw_request(server_.port(), "POST / HTTP/1.1\r\nHost: h\r\n" + rest, 1u << 20, 0, patience);
  }

 private:
  HttpServer server_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

ServerOptions two_threads() {
  ServerOptions options;
  options.threads = 2;
  options.body_time = std::chrono::milliseconds(1500);
  return options;
}

}  // namespace

TEST_CASE("no body is taken, nor asked for, after a head that is refused") {
  const Running server(two_threads());
  const std::string length = "Content-Length: 8000000\r\n";
  CHECK(server.ask(length + "Expect: 100-continue\r\n\r\n").rfind("HTTP/1.1 401", 0) == 0);
  CHECK(server.ask(length + "\r\n" + std::string(1'000'000, 'a')).rfind("HTTP/1.1 401", 0) == 0);
  CHECK(server.ask("Transfer-Encoding: chunked\r\n\r\nff\r\naaa").rfind("HTTP/1.1 401", 0) == 0);
  CHECK(server.ask("Authorization: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", 200) ==
        "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(server.ask("Authorization: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab").rfind("HTTP/1.1 200", 0) ==
        0);
}

TEST_CASE("all connections together hold so much and no more") {
  ServerOptions options = two_threads();
  options.buffered_bytes = std::size_t{1} << 20;
  const Running server(options);
  const std::string unfinished = "Authorization: a\r\nContent-Length: 8000000\r\n\r\n" + std::string(300'000, 'a');
  std::atomic<int> refused{0};
  std::vector<std::thread> senders;
  for (int i = 0; i < 16; ++i) {
    senders.emplace_back([&] { refused += server.ask(unfinished).rfind("HTTP/1.1 503", 0) == 0 ? 1 : 0; });
  }
  for (std::thread& sender : senders) sender.join();
  CHECK(refused >= 10);  // three fit at most
  const std::string answer =
      server.ask("Authorization: a\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n" + std::string(300'000, 'a'));
  CHECK_MESSAGE(answer.rfind("HTTP/1.1 200", 0) == 0, answer);  // what they held is free again
}

TEST_CASE("without descriptors the server rests, and goes on when there are some") {
  const Running server(two_threads());
  rlimit before = {};
  getrlimit(RLIMIT_NOFILE, &before);
  std::string answer;
  std::promise<void> none_left;
  std::thread client([&] {  // begins while there are descriptors: sanitizers need some to look at a new thread
    none_left.get_future().wait();
    answer = server.ask("Authorization: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab", 5000);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::vector<int> taken = {dup(0)};
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(taken.front()) + 40;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  while (taken.back() >= 0) taken.push_back(dup(0));
  taken.pop_back();
  close(taken.back());  // for the client's end; the server has none
  taken.pop_back();
  none_left.set_value();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const std::clock_t start = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  const double busy = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  for (const int descriptor : taken) close(descriptor);
  client.join();
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(busy < 0.2);
  CHECK_MESSAGE(answer.rfind("HTTP/1.1 200", 0) == 0, answer);
}
