#include "p8/csv/number.h"

#include <cmath>
#include <cstring>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

TEST_CASE("a number fills the whole cell") {
  CHECK(parse_number("12.5").value == 12.5);
  CHECK(parse_number("-0.5e3").value == -500.0);
  CHECK(parse_number("+3").value == 3.0);
  CHECK(parse_number(" 7 ").value == 7.0);
  for (const char* text : {"", " ", "abc", "1,5", "1 000", "12abc", "0x10", "+-3", "--3", "1e", "."}) {
    CAPTURE(text);
    CHECK(parse_number(text).fault == NumberFault::NotANumber);
  }
}

TEST_CASE("nan, infinities and numbers beyond a double are not finite; tiny ones are 0") {
  for (const char* text : {"nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "1.8e308"}) {
    CAPTURE(text);
    CHECK(parse_number(text).fault == NumberFault::NotFinite);
  }
  CHECK(parse_number("1e-400").fault == NumberFault::None);
  CHECK(parse_number("1e-400").value == 0.0);
}

TEST_CASE("a written number reads back to the same bits") {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random.below(UINT64_MAX);
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const ParsedNumber parsed = parse_number(number_text(value));
    REQUIRE(parsed.fault == NumberFault::None);
    REQUIRE(std::memcmp(&parsed.value, &value, sizeof value) == 0);
  }
  CHECK(number_text(std::nan("")) == "");
}
