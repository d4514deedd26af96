#include "p8/http/chunked_body.h"

#include <algorithm>
#include <charconv>

#include "p8/http/http_syntax.h"

namespace p8::serve {

namespace {

constexpr std::string_view kEndOfLine = "\r\n";
constexpr std::size_t kMaxLine = 4096;  // of a size with its extensions, or a trailer

}  // namespace

ChunkedBody::Step ChunkedBody::bad(int status) {
  status_ = status;
  return Step::Bad;
}

ChunkedBody::State ChunkedBody::read(std::string& bytes, std::string& body) {
  std::size_t at = 0;
  Step result = Step::Done;
  while (result == Step::Done) result = step(bytes, at, body);
  bytes.erase(0, at);  // once: a body may come in millions of chunks
  return result == Step::Bad ? State::Bad : result == Step::Finished ? State::Complete : State::Incomplete;
}

ChunkedBody::Step ChunkedBody::step(std::string_view bytes, std::size_t& at, std::string& body) {
  if (part_ == Part::Data) {
    const std::size_t count = std::min(chunk_left_, bytes.size() - at);
    body.append(bytes.substr(at, count));
    at += count;
    chunk_left_ -= count;
    if (chunk_left_ > 0) return Step::MoreBytes;
    part_ = Part::EndOfData;
  }
  if (part_ == Part::EndOfData) {
    const std::string_view end = bytes.substr(at, kEndOfLine.size());
    if (end != kEndOfLine.substr(0, end.size())) return bad(400);
    if (end.size() < kEndOfLine.size()) return Step::MoreBytes;
    at += kEndOfLine.size();
    part_ = Part::Size;
  }
  const std::size_t end = bytes.find(kEndOfLine, at);
  if (end == std::string_view::npos) {
    if (bytes.size() - at > kMaxLine) return bad(part_ == Part::Size ? 400 : 431);
    return bytes.find('\n', at) == std::string_view::npos ? Step::MoreBytes : bad(400);
  }
  const std::string_view line = bytes.substr(at, end - at);
  if (line.size() > kMaxLine) return bad(part_ == Part::Size ? 400 : 431);
  at = end + kEndOfLine.size();
  return part_ == Part::Size ? size_line(line) : trailer_line(line);
}

/// "1F", or with extensions "1F;name=value".
ChunkedBody::Step ChunkedBody::size_line(std::string_view line) {
  const std::string_view extensions = line.substr(std::min(line.find(';'), line.size()));
  std::string_view digits = line.substr(0, line.size() - extensions.size());
  while (!extensions.empty() && !digits.empty() && (digits.back() == ' ' || digits.back() == '\t')) {
    digits.remove_suffix(1);  // blanks are allowed before the semicolon only
  }
  if (has_control(line) || extensions.size() > extensions_left_) return bad(400);
  extensions_left_ -= extensions.size();
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) return bad(400);
  if (error != std::errc() || size > body_left_) return bad(413);
  body_left_ -= size;
  chunk_left_ = size;
  part_ = size == 0 ? Part::Trailers : Part::Data;
  return Step::Done;
}

ChunkedBody::Step ChunkedBody::trailer_line(std::string_view line) {
  if (line.empty()) return Step::Finished;
  if (line.size() > trailers_left_ || fields_left_ == 0) return bad(431);
  trailers_left_ -= line.size();
  --fields_left_;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || has_control(line)) return bad(400);
  return Step::Done;
}

}  // namespace p8::serve
