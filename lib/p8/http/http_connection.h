#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include "p8/http/http_message.h"
#include "p8/http/http_server.h"

namespace p8::serve {

/// What all connections of a server share.
struct HttpService {
  ServerOptions options;
  HttpServer::Handler handler;
  HttpServer::Refuse refuse;
  HttpServer::Screen screen;
  HttpServer::Note note;
  mutable std::atomic<std::size_t> buffered{0};  ///< bytes that all connections hold
  std::atomic<bool> draining{false};             ///< the server is to stop: each answer is the last of its connection
};

/// One connection: bytes in, requests answered in their order, bytes out. At any time at most one thread has it, but
/// for what the sweep of the server calls. Never waits.
class HttpConnection {
 public:
  /// Takes the socket, which does not block; borrows the service.
  HttpConnection(int socket, const HttpService& service);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  enum class Next { Read, Write, Drop };  ///< wait until the socket can be read or written; or: it is over

  /// Goes on until the socket has to be waited for.
  Next advance();

  /// For the sweep, on another thread: ends what takes too long and, while draining, what waits for nothing.
  void end_if_late();

  int socket() const { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase { Idle, Reading, Working, Writing };

  void set_phase(Phase phase, std::chrono::milliseconds time);
  bool flush();
  bool fill();
  bool step();
  void respond();
  void respond_bad(int status, bool has_request);
  void end_with(const HttpResponse& response, bool has_request);
  void note(const HttpResponse& sent) const;
  void count_buffered();
  Next go_on();
  Next read_and_answer();
  Next hang_up();

  int socket_;
  const HttpService& service_;
  RequestReader reader_;
  std::string in_;
  std::string out_;
  std::size_t sent_ = 0;
  std::size_t buffered_ = 0;  // as counted among the service's
  Clock::time_point began_;   // the work on the request, or the wait for its body
  bool closes_ = false;       // once everything is sent
  bool reads_on_ = true;      // the sender has not ended
  std::atomic<Phase> phase_{Phase::Idle};
  std::atomic<Clock::rep> deadline_{0};
  std::atomic<bool> is_late_{false};
};

}  // namespace p8::serve
