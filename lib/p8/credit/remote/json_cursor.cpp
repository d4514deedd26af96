#include "p8/credit/remote/json_cursor.h"

#include "p8/base/log.h"
#include "p8/base/utf8.h"
#include "p8/csv/number.h"

namespace p8::serve {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

}  // namespace

std::string shown_name(std::string_view name) { return printable(std::string(name.substr(0, 200)), 60); }

void JsonCursor::fail(const char* en, const char* fr) const {
  throw PredictFault{400, text("byte {0}: {1}", "octet {0} : {1}", at_ + 1, Text{en, fr})};
}

bool JsonCursor::take_word(std::string_view word) {
  peek();
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

void JsonCursor::expect_end() {
  if (peek() != '\0' || at_ < text_.size()) fail("expected the end", "la fin était attendue");
}

std::string_view JsonCursor::string(std::string& scratch) {
  expect('"', "expected a string", "une chaîne était attendue");
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && !is_control(text_[at_])) ++at_;
  if (at_ < text_.size() && text_[at_] == '"') return text_.substr(start, at_++ - start);
  scratch.assign(text_.substr(start, at_ - start));
  while (at_ < text_.size() && text_[at_] != '"') {
    if (is_control(text_[at_])) fail("a control character in a string", "un caractère de contrôle dans une chaîne");
    text_[at_] == '\\' ? escape(scratch) : static_cast<void>(scratch += text_[at_++]);
  }
  if (at_ == text_.size()) fail("a string without end", "une chaîne sans fin");
  ++at_;
  return scratch;
}

double JsonCursor::number(std::string_view name) {
  const std::size_t start = at_;
  if (at_ < text_.size() && text_[at_] == '-') ++at_;
  const bool leads_with_zero = at_ < text_.size() && text_[at_] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (leads_with_zero && whole > 1)) fail("not a number", "ce n'est pas un nombre");
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    if (digits() == 0) fail("not a number", "ce n'est pas un nombre");
  }
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (digits() == 0) fail("not a number", "ce n'est pas un nombre");
  }
  const ParsedNumber parsed = parse_number(text_.substr(start, at_ - start));
  if (parsed.fault != NumberFault::None) {
    throw PredictFault{422, text("'{}': too large a number", "« {} » : nombre trop grand", shown_name(name))};
  }
  return parsed.value;
}

std::size_t JsonCursor::digits() {
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
  return at_ - start;
}

unsigned JsonCursor::code_unit() {
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) fail("a broken escape in a string", "un échappement incorrect dans une chaîne");
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return unit;
}

void JsonCursor::escape(std::string& out) {
  static constexpr std::string_view kShort = "\"\\/bfnrt";
  static constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
  ++at_;  // the backslash
  const char c = at_ < text_.size() ? text_[at_++] : '\0';
  if (const std::size_t i = kShort.find(c); c != '\0' && i != std::string_view::npos) {
    out += kMeaning[i];
    return;
  }
  if (c != 'u') fail("a broken escape in a string", "un échappement incorrect dans une chaîne");
  unsigned code = code_unit();
  if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    at_ += 2;
    const unsigned low = code_unit();
    if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair", "une moitié de paire de substitution");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xD800 && code < 0xE000) {
    fail("half a surrogate pair", "une moitié de paire de substitution");
  }
  append_utf8(out, code);
}

}  // namespace p8::serve
