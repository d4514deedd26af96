#include "p8/core/log.h"

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("control characters of user data cannot reach the terminal") {
  CHECK(printable("a\x1B[31mb\nc\td") == "a?[31mb?c?d");
  CHECK(printable("\xC2\x9B"
                  "31m") == "?31m");  // CSI of the C1 range
  CHECK(printable("é€ fine") == "é€ fine");
  CHECK(printable("ten percent \x7F") == "ten percent ?");
}

TEST_CASE("bytes that are not UTF-8 are shown as question marks") {
  CHECK(printable("a\xFF"
                  "b\xC3") == "a?b?");
}

TEST_CASE("long text is cut at a character's boundary") {
  CHECK(printable("abcdef", 3) == "abc…");
  CHECK(printable("abé", 3) == "abé");
  CHECK(printable("abéé", 3) == "abé…");
}
