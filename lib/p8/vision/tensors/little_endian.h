#pragma once

#include <cstring>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "weight files are little-endian and read as they are");

namespace p8::weights {

/// The number whose bytes, not necessarily aligned, begin here.
template <typename Number>
Number load(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

}  // namespace p8::weights
