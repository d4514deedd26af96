#include "p8/base/base64.h"

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("base 64 has RFC 4648's own examples") {
  CHECK(base64_of("").empty());
  CHECK(base64_of("f") == "Zg==");
  CHECK(base64_of("fo") == "Zm8=");
  CHECK(base64_of("foo") == "Zm9v");
  CHECK(base64_of("foob") == "Zm9vYg==");
  CHECK(base64_of("fooba") == "Zm9vYmE=");
  CHECK(base64_of("foobar") == "Zm9vYmFy");
}

TEST_CASE("base 64 takes any byte, and has no break in what is long") {
  CHECK(base64_of(std::string("\x00\xFF\xFE", 3)) == "AP/+");
  const std::size_t size = (std::size_t{3} << 20) + 1;
  const std::string encoded = base64_of(std::string(size, 'f') + "o");
  CHECK(encoded.size() == (size + 1 + 2) / 3 * 4);
  CHECK(encoded.find_first_of("\n\r") == std::string::npos);
  CHECK(encoded.find('\0') == std::string::npos);
  CHECK(encoded.substr(encoded.size() - 8) == "ZmZmZm8=");
}
