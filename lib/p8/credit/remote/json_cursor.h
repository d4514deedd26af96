#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "p8/base/text.h"

namespace p8::serve {

/// Why a request cannot be answered.
struct PredictFault {
  int status = 400;  ///< 400: no JSON; 413: too many clients; 422: JSON of another meaning
  Text message;
};

/// Reads JSON (RFC 8259) from left to right, without a tree. Everything throws PredictFault: 400 with the place and
/// what was expected there, 422 for a number that no double holds.
class JsonCursor {
 public:
  /// Borrows the text.
  explicit JsonCursor(std::string_view text) : text_(text) {}

  [[noreturn]] void fail(const char* en, const char* fr) const;

  /// The next character that is not a space, '\0' at the end.
  char peek() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, const char* en, const char* fr) {
    if (!take(c)) fail(en, fr);
  }
  /// "true", "false" or "null".
  bool take_word(std::string_view word);
  void expect_end();

  /// The text of a string; it is in the request, or where it has escapes in `scratch`.
  std::string_view string(std::string& scratch);
  /// A finite number.  @param name  whose number it is, for the message.
  double number(std::string_view name);

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

  std::size_t digits();
  unsigned code_unit();
  void escape(std::string& out);

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The name as messages show it.
std::string shown_name(std::string_view name);

}  // namespace p8::serve
