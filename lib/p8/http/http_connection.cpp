#include "p8/http/http_connection.h"

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

namespace p8::serve {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t{64} << 10;
constexpr std::size_t kKept = std::size_t{16} << 10;  // of an empty buffer, for the next request

HttpResponse answer(const HttpService& service, const HttpRequest& request) {
  try {
    return service.handler(request);
  } catch (...) {  // ours; the sender learns no more
    return service.refuse(500);
  }
}

std::optional<HttpResponse> screen(const HttpService& service, const HttpRequest& head) {
  try {
    return service.screen ? service.screen(head) : std::nullopt;
  } catch (...) {
    return service.refuse(500);
  }
}

}  // namespace

HttpConnection::HttpConnection(int socket, const HttpService& service)
    : socket_(socket), service_(service), reader_(service.options.limits) {
  set_phase(Phase::Idle, service.options.head_time);  // who connects is to say something
}

HttpConnection::~HttpConnection() {
  service_.buffered -= buffered_;
  close(socket_);
}

/// Gives back what is not needed and tells the service what is.
void HttpConnection::count_buffered() {
  for (std::string* buffer : {&in_, &out_}) {
    if (buffer->empty() && buffer->capacity() > kKept) std::string().swap(*buffer);
  }
  const std::size_t now = in_.capacity() + out_.capacity() + reader_.request().body.capacity();
  service_.buffered += now - buffered_;  // modulo 2^64: less is subtracted
  buffered_ = now;
}

void HttpConnection::set_phase(Phase phase, std::chrono::milliseconds time) {
  deadline_ = (Clock::now() + time).time_since_epoch().count();
  phase_ = phase;
}

/// Sends what is there. False: the connection is broken.
bool HttpConnection::flush() {
  while (sent_ < out_.size()) {
    const ssize_t count = send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    sent_ += static_cast<std::size_t>(count);
  }
  out_.clear();
  sent_ = 0;
  return true;
}

/// Reads what has arrived, up to a limit. False: the connection is broken.
bool HttpConnection::fill() {
  thread_local std::vector<char> bytes(kReadAtOnce);  // hundreds of connections wait for one that sends
  ssize_t count = 0;
  do {
    count = recv(socket_, bytes.data(), bytes.size(), 0);
  } while (count < 0 && errno == EINTR);
  const int reason = errno;
  if (count > 0) in_.append(bytes.data(), static_cast<std::size_t>(count));
  if (count == 0) reads_on_ = false;
  return count >= 0 || reason == EAGAIN || reason == EWOULDBLOCK;
}

void HttpConnection::respond() {
  const HttpRequest& request = reader_.request();
  set_phase(Phase::Working, std::chrono::hours(24));
  began_ = Clock::now();
  const HttpResponse response = answer(service_, request);
  reader_.request().body = {};
  if (service_.buffered + response.body.size() > service_.options.buffered_bytes) return respond_bad(503, true);
  note(response);
  closes_ = !request.keeps_alive || service_.draining || response.status == 413;  // as where the body is still to come
  out_ += serialized(response, !closes_, request.method != "HEAD");
  set_phase(Phase::Writing, service_.options.write_time);
}

void HttpConnection::respond_bad(int status, bool has_request) {
  HttpResponse response = service_.refuse(status);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  end_with(response, has_request);
}

void HttpConnection::note(const HttpResponse& sent) const {
  if (!service_.note) return;
  try {
    service_.note(reader_.request(), sent, std::chrono::duration<double>(Clock::now() - began_).count());
  } catch (...) {  // a log that cannot be written keeps no answer back
  }
}

void HttpConnection::end_with(const HttpResponse& response, bool has_request) {
  if (has_request) note(response);
  out_ += serialized(response, false, !has_request || reader_.request().method != "HEAD");
  closes_ = true;
  in_.clear();
  reader_.request().body = {};
  set_phase(Phase::Writing, std::chrono::seconds(2));
}

/// Answers a request that is complete; false when more bytes are needed.
bool HttpConnection::step() {
  if (in_.empty() && !reader_.has_head()) return false;
  const bool had_head = reader_.has_head();
  if (!had_head) began_ = Clock::now();
  if (phase_ == Phase::Idle || phase_ == Phase::Writing) set_phase(Phase::Reading, service_.options.head_time);
  switch (reader_.read(in_)) {
    case RequestReader::State::Complete:
      respond();
      return true;
    case RequestReader::State::Bad:
      respond_bad(reader_.status(), reader_.has_head());
      return true;
    case RequestReader::State::Incomplete:
      break;
  }
  if (!had_head && reader_.has_head()) {
    set_phase(Phase::Reading, service_.options.body_time);
    if (const std::optional<HttpResponse> refusal = screen(service_, reader_.request())) {
      end_with(*refusal, true);
      return true;
    }
  }
  if (reader_.has_head() && service_.buffered > service_.options.buffered_bytes) {
    respond_bad(503, true);
    return true;
  }
  if (reader_.take_expectation()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  return false;
}

HttpConnection::Next HttpConnection::advance() {
  const Next next = go_on();
  count_buffered();
  return next;
}

HttpConnection::Next HttpConnection::go_on() {
  if (closes_ && out_.empty()) return hang_up();
  if (!flush()) return Next::Drop;
  if (!out_.empty()) return is_late_ ? Next::Drop : Next::Write;
  return read_and_answer();
}

HttpConnection::Next HttpConnection::read_and_answer() {
  if (!closes_ && reads_on_ && !fill()) return Next::Drop;
  while (!closes_ && out_.empty() && step()) {
    if (!flush()) return Next::Drop;
  }
  if (!flush()) return Next::Drop;
  if (!out_.empty()) return Next::Write;
  if (closes_) return hang_up();
  const bool is_between = in_.empty() && !reader_.has_head();
  if (!reads_on_) {
    if (is_late_ && !is_between) {
      respond_bad(408, reader_.has_head());
      flush();
    }
    return Next::Drop;
  }
  if (is_between && phase_ != Phase::Idle) set_phase(Phase::Idle, service_.options.idle_time);
  return Next::Read;
}

/// Closes so that the answer arrives: what the other side still sends is taken for a moment, or its bytes would make
/// the system throw the answer away.
HttpConnection::Next HttpConnection::hang_up() {
  if (!reads_on_) return Next::Drop;
  shutdown(socket_, SHUT_WR);
  char rest[4096];
  for (int i = 0; i < 256; ++i) {
    const ssize_t count = recv(socket_, rest, sizeof rest, 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return Next::Read;
    if (count <= 0) return Next::Drop;
  }
  return Next::Drop;
}

void HttpConnection::end_if_late() {
  const bool is_late = Clock::now().time_since_epoch().count() > deadline_;
  if (!is_late && !(service_.draining && phase_ == Phase::Idle)) return;
  if (is_late) is_late_ = true;
  shutdown(socket_, phase_ == Phase::Writing ? SHUT_RDWR : SHUT_RD);
}

}  // namespace p8::serve
