#include "p8/http/http_server.h"

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "p8/http/http_connection.h"
#include "p8/http/listening_socket.h"

namespace p8::serve {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenSweeps{100};

}  // namespace

/// Who waits for what. A connection is armed for one event at a time (EPOLLONESHOT), so that one thread has it.
struct HttpServer::Loop {
  HttpService service;
  int listener = -1;
  int epoll = -1;
  int wake = -1;
  int port = 0;
  std::atomic<bool> stopping{false};
  std::atomic<bool> is_paused{false};
  std::mutex mutex;
  std::unordered_map<int, std::unique_ptr<HttpConnection>> connections;

  void arm(HttpConnection& connection, std::uint32_t events, int operation = EPOLL_CTL_MOD) const {
    epoll_event event = {};
    event.events = events | EPOLLONESHOT | EPOLLRDHUP;
    event.data.ptr = &connection;
    epoll_ctl(epoll, operation, connection.socket(), &event);
  }

  void drop(const HttpConnection& connection) {
    const std::lock_guard<std::mutex> lock(mutex);
    connections.erase(connection.socket());
  }

  void accept_all() {
    while (true) {
      const int socket = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) pause_listening();  // no descriptor: who waits stays queued
        return;
      }
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      auto connection = std::make_unique<HttpConnection>(socket, service);
      HttpConnection& added = *connection;
      const std::lock_guard<std::mutex> lock(mutex);
      if (connections.size() >= service.options.connections) continue;  // closed again
      connections.emplace(socket, std::move(connection));
      arm(added, EPOLLIN, EPOLL_CTL_ADD);
    }
  }

  void serve(HttpConnection& connection) {
    switch (connection.advance()) {
      case HttpConnection::Next::Read:
        return arm(connection, EPOLLIN);
      case HttpConnection::Next::Write:
        return arm(connection, EPOLLOUT);
      case HttpConnection::Next::Drop:
        return drop(connection);
    }
  }

  void work() {
    while (true) {
      epoll_event event = {};
      const int count = epoll_wait(epoll, &event, 1, -1);
      if (stopping) return;
      if (count != 1) continue;
      if (event.data.ptr != nullptr) {
        serve(*static_cast<HttpConnection*>(event.data.ptr));
      } else if (!service.draining) {
        accept_all();
      }
    }
  }

  void sweep() {
    const std::lock_guard<std::mutex> lock(mutex);
    for (const auto& [socket, connection] : connections) connection->end_if_late();
    if (is_paused.exchange(false) && !service.draining) listen_on();
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

  /// Until the next sweep: a listener that cannot be served would wake the threads without end.
  void pause_listening() {
    epoll_ctl(epoll, EPOLL_CTL_DEL, listener, nullptr);
    is_paused = true;
  }

  void stop_listening() {
    accept_all();  // who has connected is served
    service.draining = true;
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

HttpServer::HttpServer(ServerOptions options, Handler handler, Refuse refuse, Screen screen, Note note)
    : loop_(std::make_unique<Loop>()) {
  loop_->listener = listening_socket(options.host, options.port);
  loop_->port = port_of(loop_->listener);
  loop_->service.options = std::move(options);
  loop_->service.handler = std::move(handler);
  loop_->service.refuse = std::move(refuse);
  loop_->service.screen = std::move(screen);
  loop_->service.note = std::move(note);
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
  for (int i = 0; i < loop.service.options.threads; ++i) workers.emplace_back([&loop] { loop.work(); });
  while (keep_on()) {
    std::this_thread::sleep_for(kBetweenSweeps);
    loop.sweep();
  }
  loop.stop_listening();
  const auto end = Clock::now() + loop.service.options.drain_time;
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
