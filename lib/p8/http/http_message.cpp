#include "p8/http/http_message.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "p8/csv/csv_reader.h"
#include "p8/http/http_syntax.h"
#include "p8/http/url.h"

namespace p8::serve {

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::size_t kMaxFields = 1000;
/// Two of these could be read in two ways (RFC 9110, 5.3 and 7.2).
constexpr const char* kOnce[] = {"host", "authorization", "content-type", "content-length"};

const char* reason(int status) {
  static const std::pair<int, const char*> kReasons[] = {{200, "OK"},
                                                         {302, "Found"},
                                                         {400, "Bad Request"},
                                                         {401, "Unauthorized"},
                                                         {403, "Forbidden"},
                                                         {404, "Not Found"},
                                                         {405, "Method Not Allowed"},
                                                         {408, "Request Timeout"},
                                                         {411, "Length Required"},
                                                         {413, "Content Too Large"},
                                                         {414, "URI Too Long"},
                                                         {415, "Unsupported Media Type"},
                                                         {417, "Expectation Failed"},
                                                         {421, "Misdirected Request"},
                                                         {422, "Unprocessable Content"},
                                                         {431, "Request Header Fields Too Large"},
                                                         {500, "Internal Server Error"},
                                                         {501, "Not Implemented"},
                                                         {503, "Service Unavailable"},
                                                         {505, "HTTP Version Not Supported"}};
  for (const auto& [code, text] : kReasons) {
    if (code == status) return text;
  }
  return "Status";
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string http_date() {
  static const char* const kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char text[40];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday], utc.tm_mday,
                kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

/// Takes "http://authority" off a target in absolute form; nothing for one that starts with its path.
std::optional<std::string_view> take_authority(std::string_view& target) {
  if (target[0] == '/') return std::nullopt;  // nearly always
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (lower_case(target.substr(0, scheme.size())) != scheme) continue;
    target.remove_prefix(scheme.size());
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(authority.size());
    return authority;
  }
  return std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string_view HttpRequest::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

RequestReader::State RequestReader::bad(int status) {
  status_ = status;
  return State::Bad;
}

RequestReader::State RequestReader::read(std::string& bytes) {
  if (!has_head_) {
    std::size_t start = 0;
    while (bytes.compare(start, 2, "\r\n") == 0) start += 2;  // empty lines before a request (RFC 9112, 2.2)
    if (start > 0) {
      bytes.erase(0, start);
      scanned_ = 0;
    }
    const std::size_t end = bytes.find(kEndOfHead, scanned_);
    if (end == std::string::npos || end + kEndOfHead.size() > limits_.head_bytes) {
      const std::string_view allowed = std::string_view(bytes).substr(0, limits_.head_bytes);
      if (allowed.size() == limits_.head_bytes) return bad(allowed.find("\r\n") == std::string_view::npos ? 414 : 431);
      scanned_ = bytes.size() < kEndOfHead.size() ? 0 : bytes.size() - kEndOfHead.size() + 1;
      return State::Incomplete;
    }
    request_ = {};
    if (read_head(std::string_view(bytes).substr(0, end + 2)) == State::Bad) return State::Bad;
    bytes.erase(0, end + kEndOfHead.size());
    has_head_ = true;
    scanned_ = 0;
  }
  if (chunks_) {
    switch (chunks_->read(bytes, request_.body)) {
      case ChunkedBody::State::Incomplete:
        return State::Incomplete;
      case ChunkedBody::State::Bad:
        return bad(chunks_->status());
      case ChunkedBody::State::Complete:
        break;
    }
  } else if (bytes.size() < body_bytes_) {
    return State::Incomplete;
  } else if (bytes.size() == body_bytes_) {
    request_.body = std::move(bytes);
    bytes.clear();
  } else {
    request_.body = bytes.substr(0, body_bytes_);
    bytes.erase(0, body_bytes_);
  }
  has_head_ = false;
  expects_continue_ = false;
  return State::Complete;
}

RequestReader::State RequestReader::read_head(std::string_view head) {
  const std::size_t end = head.find("\r\n");
  const std::string_view line = head.substr(0, end);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || has_control(line)) return bad(400);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(line.substr(0, first)) || target.empty() || target.find(' ') != std::string_view::npos) return bad(400);
  if (version.substr(0, 5) != "HTTP/") return bad(400);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad(505);
  const std::optional<std::string_view> authority = take_authority(target);
  if (authority ? !host_of(*authority) : target[0] != '/') return bad(400);
  request_.method = std::string(line.substr(0, first));
  request_.keeps_alive = version == "HTTP/1.1";
  const std::size_t query = std::min(target.find('?'), target.size());
  request_.path = query == 0 ? "/" : std::string(target.substr(0, query));
  if (query < target.size()) request_.query = std::string(target.substr(query + 1));

  std::string_view rest = head.substr(end + 2);
  while (!rest.empty()) {
    const std::size_t line_end = rest.find("\r\n");
    const std::string_view field = rest.substr(0, line_end);
    rest.remove_prefix(line_end + 2);
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos || !is_token(field.substr(0, colon))) return bad(400);
    const std::string_view value = trimmed(field.substr(colon + 1));
    if (has_control(value)) return bad(400);
    if (request_.headers.size() == limits_.headers) return bad(431);
    request_.headers.emplace_back(lower_case(field.substr(0, colon)), std::string(value));
  }
  const std::string_view host = request_.header("host");
  if (version == "HTTP/1.1" && host.empty()) return bad(400);
  if (!host.empty() && !host_of(host)) return bad(400);
  if (authority) set_host(*authority);
  return read_fields();
}

/// Keeps the number of Host headers, which read_fields() looks at; HTTP/1.0 may have none.
void RequestReader::set_host(std::string_view authority) {
  bool is_set = false;
  for (auto& [name, value] : request_.headers) {
    if (name != "host") continue;
    value = std::string(authority);
    is_set = true;
  }
  if (!is_set) request_.headers.emplace_back("host", std::string(authority));
}

RequestReader::State RequestReader::read_fields() {
  body_bytes_ = 0;
  chunks_.reset();
  const bool is_http_1_0 = !request_.keeps_alive;  // no Connection has been looked at
  bool has_length = false;
  bool is_encoded = false;
  bool closes = false;
  std::vector<std::string> codings;
  for (const char* name : kOnce) {
    const auto is_it = [&](const auto& header) { return header.first == name; };
    if (std::count_if(request_.headers.begin(), request_.headers.end(), is_it) > 1) return bad(400);
  }
  for (const auto& [name, value] : request_.headers) {
    if (name == "transfer-encoding") {
      is_encoded = true;
      for (std::string& coding : list_members(value)) codings.push_back(std::move(coding));
    }
    if (name == "expect" && !is_http_1_0) {
      if (lower_case(value) != "100-continue") return bad(417);
      expects_continue_ = true;
    }
    if (name == "connection") {
      for (const std::string& option : list_members(value)) {
        closes = closes || option == "close";
        if (option == "keep-alive") request_.keeps_alive = true;
      }
    }
    if (name != "content-length") continue;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), body_bytes_);
    if (error == std::errc::invalid_argument || end != value.data() + value.size()) return bad(400);
    if (error != std::errc() || body_bytes_ > limits_.body_bytes) return bad(413);
    has_length = true;
  }
  if (closes) request_.keeps_alive = false;  // whatever else is said (RFC 9112, 9.3)
  if (is_encoded) return read_codings(codings, has_length || is_http_1_0);
  if (!has_length && (request_.method == "POST" || request_.method == "PUT")) return bad(411);
  return State::Incomplete;
}

/// Chunked and nothing else: no other coding is known (501), and what another server could read another way is bad.
RequestReader::State RequestReader::read_codings(const std::vector<std::string>& codings, bool is_ambiguous) {
  if (is_ambiguous || codings.empty()) return bad(400);
  if (codings.back() != "chunked") return bad(std::count(codings.begin(), codings.end(), "chunked") > 0 ? 400 : 501);
  if (codings.size() > 1) return bad(codings.front() == "chunked" ? 400 : 501);
  chunks_.emplace(limits_.body_bytes, limits_.head_bytes, limits_.headers);
  return State::Incomplete;
}

std::string serialized(const HttpResponse& response, bool keeps_alive, bool with_body) {
  std::string bytes = "HTTP/1.1 " + std::to_string(response.status) + " " + reason(response.status) +
                      "\r\nDate: " + http_date() + "\r\nContent-Type: " + response.type +
                      "\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const auto& [name, value] : response.headers) bytes += name + ": " + value + "\r\n";
  bytes += keeps_alive ? "\r\n" : "Connection: close\r\n\r\n";
  if (with_body) bytes += response.body;
  return bytes;
}

std::optional<std::string> decoded(std::string_view text, bool is_query) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_query) {
      result += ' ';
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      result += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      result += text[i];
    }
  }
  if (find_invalid_utf8(result) != std::string_view::npos) return std::nullopt;
  return result;
}

std::string encoded(std::string_view text) {
  static const char* const kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      result += c;
    } else {
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  return result;
}

std::optional<QueryFields> query_fields(std::string_view query) {
  QueryFields fields;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view field = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    const auto name = decoded(field.substr(0, equals), true);
    const auto value = decoded(equals < field.size() ? field.substr(equals + 1) : std::string_view(), true);
    if (!name || !value || fields.size() == kMaxFields) return std::nullopt;
    fields.emplace_back(*name, *value);
  }
  return fields;
}

}  // namespace p8::serve
