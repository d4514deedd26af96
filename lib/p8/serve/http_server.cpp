#include "p8/serve/http_server.h"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/log.h"

namespace p8::serve {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadAtOnce = std::size_t{64} << 10;
constexpr std::chrono::milliseconds kBetweenSweeps{100};

Error cannot_listen(const ServerOptions& options, int reason) {
  return output_error("cannot listen on {}, port {}: {}", "écoute impossible sur {}, port {} : {}",
                      printable(options.host, 80), options.port, system_message(reason));
}

struct Address {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

Address address_of(const ServerOptions& options) {
  Address address;
  auto* const four = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&address.storage);
  const std::string host = options.host == "localhost" ? "127.0.0.1" : options.host;
  if (inet_pton(AF_INET, host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<std::uint16_t>(options.port));
    address.size = sizeof *four;
  } else if (inet_pton(AF_INET6, host.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(static_cast<std::uint16_t>(options.port));
    address.size = sizeof *six;
  } else {
    throw usage_error("--host: '{}' is no address of this machine, such as 127.0.0.1 or ::1",
                      "--host : « {} » n'est pas une adresse de cette machine, comme 127.0.0.1 ou ::1",
                      printable(options.host, 80));
  }
  return address;
}

int listening_socket(const ServerOptions& options) {
  const Address address = address_of(options);
  const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) throw cannot_listen(options, errno);
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      listen(socket, SOMAXCONN) != 0) {
    const int reason = errno;
    close(socket);
    throw cannot_listen(options, reason);
  }
  return socket;
}

int port_of(int socket) {
  Address address;
  address.size = sizeof address.storage;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
  return ntohs(address.storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port
                                                     : reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);
}

enum class Phase { Idle, Reading, Working, Writing };

/// One connection; at any time at most one thread has it (EPOLLONESHOT), but for the atomics, which the sweep reads.
struct Connection {
  Connection(int a_socket, const HttpLimits& limits) : socket(a_socket), reader(limits) {}
  ~Connection() { close(socket); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket;
  RequestReader reader;
  std::string in;
  std::string out;
  std::size_t sent = 0;
  bool closes = false;   // once everything is sent
  bool reads_on = true;  // the sender has not ended
  std::atomic<Phase> phase{Phase::Idle};
  std::atomic<Clock::rep> deadline{0};
  std::atomic<bool> is_late{false};
};

}  // namespace

struct HttpServer::Loop {
  ServerOptions options;
  Handler handler;
  Refuse refuse;
  int listener = -1;
  int epoll = -1;
  int wake = -1;
  int port = 0;
  std::atomic<bool> draining{false};
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::unordered_map<int, std::unique_ptr<Connection>> connections;

  void set_phase(Connection& connection, Phase phase, std::chrono::milliseconds time) const {
    connection.deadline = (Clock::now() + time).time_since_epoch().count();
    connection.phase = phase;
  }

  void arm(Connection& connection, std::uint32_t events, int operation = EPOLL_CTL_MOD) const {
    epoll_event event = {};
    event.events = events | EPOLLONESHOT | EPOLLRDHUP;
    event.data.ptr = &connection;
    epoll_ctl(epoll, operation, connection.socket, &event);
  }

  void drop(Connection& connection) {
    const std::lock_guard<std::mutex> lock(mutex);
    connections.erase(connection.socket);
  }

  void accept_all() {
    while (true) {
      const int socket = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        return;  // none left, or no descriptor: the sweep tries again
      }
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      auto connection = std::make_unique<Connection>(socket, options.limits);
      Connection& added = *connection;
      set_phase(added, Phase::Idle, options.head_time);  // who connects is to say something
      const std::lock_guard<std::mutex> lock(mutex);
      if (connections.size() >= options.connections) continue;  // closed again
      connections.emplace(socket, std::move(connection));
      arm(added, EPOLLIN, EPOLL_CTL_ADD);
    }
  }

  /// Sends what is there. False: the connection is broken.
  bool flush(Connection& connection) const {
    while (connection.sent < connection.out.size()) {
      const ssize_t count = send(connection.socket, connection.out.data() + connection.sent,
                                 connection.out.size() - connection.sent, MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
      connection.sent += static_cast<std::size_t>(count);
    }
    connection.out.clear();
    connection.sent = 0;
    return true;
  }

  /// Reads what has arrived, up to a limit. False: the connection is broken.
  bool fill(Connection& connection) const {
    const std::size_t before = connection.in.size();
    connection.in.resize(before + kReadAtOnce);
    ssize_t count = 0;
    do {
      count = recv(connection.socket, connection.in.data() + before, kReadAtOnce, 0);
    } while (count < 0 && errno == EINTR);
    const int reason = errno;
    connection.in.resize(before + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0) connection.reads_on = false;
    return count >= 0 || reason == EAGAIN || reason == EWOULDBLOCK;
  }

  HttpResponse answer(const HttpRequest& request) const {
    try {
      return handler(request);
    } catch (...) {  // ours; the sender learns no more
      return refuse(500);
    }
  }

  void respond(Connection& connection) const {
    HttpRequest& request = connection.reader.request();
    set_phase(connection, Phase::Working, std::chrono::hours(24));
    const HttpResponse response = answer(request);
    connection.closes = !request.keeps_alive || draining;
    connection.out += serialized(response, !connection.closes, request.method != "HEAD");
    set_phase(connection, Phase::Writing, options.write_time);
  }

  void respond_bad(Connection& connection, int status) const {
    connection.out += serialized(refuse(status), false, true);
    connection.closes = true;
    connection.in.clear();
    set_phase(connection, Phase::Writing, std::chrono::seconds(2));
  }

  /// Requests that are complete; false when more bytes are needed.
  bool step(Connection& connection) const {
    if (connection.in.empty() && !connection.reader.has_head()) return false;
    const bool had_head = connection.reader.has_head();
    if (connection.phase == Phase::Idle || connection.phase == Phase::Writing) {
      set_phase(connection, Phase::Reading, options.head_time);
    }
    switch (connection.reader.read(connection.in)) {
      case RequestReader::State::Complete:
        respond(connection);
        return true;
      case RequestReader::State::Bad:
        respond_bad(connection, connection.reader.status());
        return true;
      case RequestReader::State::Incomplete:
        break;
    }
    if (!had_head && connection.reader.has_head()) set_phase(connection, Phase::Reading, options.body_time);
    if (connection.reader.take_expectation()) connection.out += "HTTP/1.1 100 Continue\r\n\r\n";
    return false;
  }

  void serve(Connection& connection) {
    if (!flush(connection)) return drop(connection);
    if (!connection.out.empty()) {
      if (connection.is_late) return drop(connection);
      return arm(connection, EPOLLOUT);
    }
    if (!connection.closes && connection.reads_on && !fill(connection)) return drop(connection);
    while (!connection.closes && connection.out.empty()) {
      if (!step(connection)) break;
      if (!flush(connection)) return drop(connection);
    }
    if (!flush(connection)) return drop(connection);
    if (!connection.out.empty()) return arm(connection, EPOLLOUT);
    if (connection.closes) return hang_up(connection);
    const bool is_between = connection.in.empty() && !connection.reader.has_head();
    if (!connection.reads_on) {
      if (connection.is_late && !is_between) {
        respond_bad(connection, 408);
        flush(connection);
      }
      return drop(connection);
    }
    if (is_between && connection.phase != Phase::Idle) set_phase(connection, Phase::Idle, options.idle_time);
    arm(connection, EPOLLIN);
  }

  /// Closes so that the answer arrives: what the other side still sends is taken for a moment, or its bytes would make
  /// the system throw the answer away.
  void hang_up(Connection& connection) {
    if (!connection.reads_on) return drop(connection);
    shutdown(connection.socket, SHUT_WR);
    char rest[4096];
    for (int i = 0; i < 256; ++i) {
      const ssize_t count = recv(connection.socket, rest, sizeof rest, 0);
      if (count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
        return drop(connection);
      }
      if (count < 0) return arm(connection, EPOLLIN);
    }
    drop(connection);
  }

  void work() {
    while (true) {
      epoll_event event = {};
      const int count = epoll_wait(epoll, &event, 1, -1);
      if (stopping) return;
      if (count != 1) continue;
      if (event.data.ptr == nullptr) {
        if (!draining) accept_all();
        continue;
      }
      Connection& connection = *static_cast<Connection*>(event.data.ptr);
      if (connection.closes && connection.out.empty()) {
        hang_up(connection);
      } else {
        serve(connection);
      }
    }
  }

  /// Ends what takes too long, and when it is to stop, what waits for nothing.
  void sweep() {
    const Clock::rep now = Clock::now().time_since_epoch().count();
    const std::lock_guard<std::mutex> lock(mutex);
    for (const auto& [socket, connection] : connections) {
      const bool is_late = now > connection->deadline;
      if (!is_late && !(draining && connection->phase == Phase::Idle)) continue;
      if (is_late) connection->is_late = true;
      shutdown(socket, connection->phase == Phase::Writing ? SHUT_RDWR : SHUT_RD);
    }
  }

  bool is_empty() {
    const std::lock_guard<std::mutex> lock(mutex);
    return connections.empty();
  }

  void listen_on() {
    epoll_event event = {};
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    event.data.ptr = nullptr;
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  }

  void stop_listening() {
    accept_all();  // who has connected is served
    draining = true;
    epoll_ctl(epoll, EPOLL_CTL_DEL, listener, nullptr);
    close(listener);
    listener = -1;
  }

  void wake_all() const {
    epoll_event event = {};
    event.events = EPOLLIN;  // stays readable: every thread sees it
    epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event);
    const std::uint64_t one = 1;
    static_cast<void>(!write(wake, &one, sizeof one));
  }
};

HttpServer::HttpServer(ServerOptions options, Handler handler, Refuse refuse) : loop_(std::make_unique<Loop>()) {
  loop_->listener = listening_socket(options);
  loop_->port = port_of(loop_->listener);
  loop_->options = std::move(options);
  loop_->handler = std::move(handler);
  loop_->refuse = std::move(refuse);
  loop_->epoll = epoll_create1(EPOLL_CLOEXEC);
  loop_->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

HttpServer::~HttpServer() {
  if (loop_->listener >= 0) close(loop_->listener);
  close(loop_->epoll);
  close(loop_->wake);
}

int HttpServer::port() const { return loop_->port; }

std::size_t HttpServer::connections() const {
  const std::lock_guard<std::mutex> lock(loop_->mutex);
  return loop_->connections.size();
}

void HttpServer::run(const std::function<bool()>& keep_on) {
  Loop& loop = *loop_;
  loop.listen_on();
  std::vector<std::thread> workers;
  for (int i = 0; i < loop.options.threads; ++i) workers.emplace_back([&loop] { loop.work(); });
  while (keep_on()) {
    std::this_thread::sleep_for(kBetweenSweeps);
    loop.sweep();
  }
  loop.stop_listening();
  const auto end = Clock::now() + loop.options.drain_time;
  while (!loop.is_empty() && Clock::now() < end) {
    loop.sweep();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  loop.stopping = true;
  loop.wake_all();
  for (std::thread& worker : workers) worker.join();
  loop.connections.clear();
}

}  // namespace p8::serve
