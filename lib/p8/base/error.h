#pragma once

#include <exception>
#include <utility>

#include "p8/base/text.h"

namespace p8 {

/// Why a run failed; the value is the exit code of the program (see README, "Exit codes"). What is not an Error
/// exits with 1 too, and says "internal error".
enum class ErrorKind {
  Check = 1,   ///< a check that the user asked for does not hold
  Usage = 2,   ///< the command line is wrong
  Data = 3,    ///< an input is wrong: the message names file, row and column, and what was expected
  Model = 4,   ///< a model or weight file is missing, damaged or of an unsupported kind
  Output = 5,  ///< the output cannot be written
};

/// The one exception of p8. The message is one line, in the user's words and in both languages.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, Text message) : kind_(kind), message_(std::move(message)) {}

  ErrorKind kind() const { return kind_; }
  const Text& message() const { return message_; }
  const char* what() const noexcept override { return message_.en.c_str(); }

 private:
  ErrorKind kind_;
  Text message_;
};

/// Thrown where a loop notices SIGINT or SIGTERM; the program then exits with 128 + signal.
struct Interrupted {
  int signal;
};

template <typename... Args>
[[nodiscard]] Error check_error(const char* en, const char* fr, const Args&... args) {
  return {ErrorKind::Check, text(en, fr, args...)};
}
template <typename... Args>
[[nodiscard]] Error usage_error(const char* en, const char* fr, const Args&... args) {
  return {ErrorKind::Usage, text(en, fr, args...)};
}
template <typename... Args>
[[nodiscard]] Error data_error(const char* en, const char* fr, const Args&... args) {
  return {ErrorKind::Data, text(en, fr, args...)};
}
template <typename... Args>
[[nodiscard]] Error model_error(const char* en, const char* fr, const Args&... args) {
  return {ErrorKind::Model, text(en, fr, args...)};
}
template <typename... Args>
[[nodiscard]] Error output_error(const char* en, const char* fr, const Args&... args) {
  return {ErrorKind::Output, text(en, fr, args...)};
}

}  // namespace p8
