#pragma once

#include <csetjmp>

namespace p8 {

/// Runs `body`, calls of a C library that reports errors by std::longjmp to `jump`; false when it did. An exception may
/// not pass through such a library, so `body` must neither throw nor own anything that has a destructor.
template <typename Body>
[[gnu::noinline]] bool finishes(std::jmp_buf& jump, const Body& body) {
  if (setjmp(jump) != 0) return false;  // NOLINT(cert-err52-cpp): the way that both libraries prescribe
  body();
  return true;
}

}  // namespace p8
