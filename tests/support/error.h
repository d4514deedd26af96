#pragma once

#include <string>

#include "p8/base/error.h"

namespace p8::test {

/// The message of the p8::Error that `body` throws, or "no error".
template <typename Body>
std::string message_of(Body body, Language language = Language::English) {
  try {
    body();
  } catch (const Error& error) {
    return error.message().in(language);
  }
  return "no error";
}

/// The kind of the p8::Error that `body` throws; 0 for none.
template <typename Body>
int kind_of(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return static_cast<int>(error.kind());
  }
  return 0;
}

}  // namespace p8::test
