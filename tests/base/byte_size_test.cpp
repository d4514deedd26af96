#include "p8/base/byte_size.h"

#include <doctest/doctest.h>

#include "support/error.h"

using namespace p8;

TEST_CASE("sizes are read in bytes, units are powers of 1024") {
  CHECK(parse_size("0") == 0);
  CHECK(parse_size("123456") == 123456);
  CHECK(parse_size("2G") == 2147483648);
  CHECK(parse_size("500M") == 524288000);
  CHECK(parse_size("64 KiB") == 65536);
  CHECK(parse_size("1.5k") == 1536);
  CHECK(parse_size("3mb") == 3145728);
  CHECK(parse_size("1T") == 1099511627776);
  CHECK(parse_size("0.3") == 0);
}

TEST_CASE("what is no size is refused as a wrong option") {
  for (const char* text : {"", " ", "G", "-1", "+1", "1e9", "0x10", "inf", "nan", "2GG", "2 G B", "2G ", " 2G", "1,5G",
                           "2P", "9999999999999999999G", "2\xC2\xA0G", "1..5G"}) {
    CAPTURE(text);
    CHECK(test::kind_of([&] { parse_size(text); }) == 2);
  }
  CHECK(test::kind_of([] { parse_size(std::string(100'000, '9')); }) == 2);
  CHECK(test::kind_of([] { parse_size(std::string("2G\0", 3)); }) == 2);
  CHECK(test::message_of([] { parse_size("much"); }) ==
        "'much' is not a size; expected bytes as a number, with K, M, G or T behind it: 500M, 2G");
}
