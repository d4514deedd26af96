#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "p8/http/http_message.h"

namespace p8::serve {

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< an address of this machine
  int port = 0;                    ///< 0: any free one
  int threads = 4;
  HttpLimits limits;
  /// Of requests and answers of all connections together; who would need more is told to come back (503).
  std::size_t buffered_bytes = std::size_t{64} << 20;
  std::size_t connections = 900;                 ///< more are closed at once
  std::chrono::milliseconds head_time{10'000};   ///< from a request's first byte to the end of its head
  std::chrono::milliseconds body_time{30'000};   ///< for the body
  std::chrono::milliseconds write_time{30'000};  ///< for the answer to be taken
  std::chrono::milliseconds idle_time{60'000};   ///< between requests
  std::chrono::milliseconds drain_time{10'000};  ///< for requests under way once it is to stop
};

/// An HTTP/1.1 server for a handler. A few threads share all connections by epoll, none of them waits for a sender:
/// slow clients cost memory, no thread, and their time is limited from a request's first byte on, not byte by byte.
class HttpServer {
 public:
  /// Called on several threads; what it throws becomes 500. Bad requests come as their status alone, to be dressed.
  using Handler = std::function<HttpResponse(const HttpRequest& request)>;
  using Refuse = std::function<HttpResponse(int status)>;
  /// Called at the end of a head whose body is still to come, before anything of it is kept or "100 Continue" is sent:
  /// a refusal ends the connection.
  using Screen = std::function<std::optional<HttpResponse>(const HttpRequest& head)>;

  /// Told of each request whose head was read, with what is sent for it, which may be another answer than the
  /// handler's (503), and the seconds since it was complete, or since the end of its head.
  using Note = std::function<void(const HttpRequest& request, const HttpResponse& sent, double seconds)>;

  /// Binds and listens. Throws Error(Output) when the address cannot be had.
  HttpServer(ServerOptions options, Handler handler, Refuse refuse, Screen screen = {}, Note note = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  std::size_t connections() const;
  /// Serves until `keep_on()` is false, which is asked ten times per second; then takes no more connections, answers
  /// what is under way or has arrived, and returns.
  void run(const std::function<bool()>& keep_on);

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace p8::serve
