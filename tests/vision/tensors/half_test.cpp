#include "p8/vision/tensors/half.h"

#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

using namespace p8;

namespace {

// IEEE 754-2008, binary16, by the book.
double by_definition(unsigned bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
  const int exponent = static_cast<int>(bits >> 10 & 31U);
  const double mantissa = bits & 1023U;
  if (exponent == 31) return mantissa == 0 ? sign * HUGE_VAL : std::nan("");
  return sign * (exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25));
}

std::uint32_t bits_of(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace

TEST_CASE("half precision: zeros, one, the smallest and the largest numbers") {
  CHECK(half_to_float(0x3C00) == 1.0F);
  CHECK(half_to_float(0xC000) == -2.0F);
  CHECK(half_to_float(0x0001) == 0x1p-24F);
  CHECK(half_to_float(0x03FF) == 1023 * 0x1p-24F);
  CHECK(half_to_float(0x0400) == 0x1p-14F);
  CHECK(half_to_float(0x7BFF) == 65504.0F);
  CHECK(half_to_float(0xFC00) == -HUGE_VALF);
  CHECK(bits_of(half_to_float(0x8000)) == 0x80000000U);
}

TEST_CASE("half precision: each of the 65536 numbers widens to its definition, one by one and in bulk alike") {
  std::vector<std::uint16_t> halves(65536);
  std::iota(halves.begin(), halves.end(), std::uint16_t{0});
  std::vector<float> floats(halves.size());
  halves_to_floats(reinterpret_cast<const char*>(halves.data()), halves.size(), floats.data());
  int wrong = 0;
  for (unsigned i = 0; i < 65536; ++i) {
    const double expected = by_definition(i);
    const float one = half_to_float(halves[i]);
    const bool is_right = std::isnan(expected) ? std::isnan(one) && std::signbit(one) == (i >= 0x8000)
                                               : static_cast<double>(one) == expected;
    if (!is_right || bits_of(one) != bits_of(floats[i])) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("half precision in bulk takes any count and any address") {
  const std::vector<std::uint16_t> halves(40, 0x4200);
  std::vector<char> bytes(1 + 80);
  std::memcpy(bytes.data() + 1, halves.data(), 80);
  for (std::size_t count = 0; count <= 40; ++count) {
    std::vector<float> floats(count + 1, -1.0F);
    halves_to_floats(bytes.data() + 1, count, floats.data());
    CHECK(std::vector<float>(floats.begin(), floats.end() - 1) == std::vector<float>(count, 3.0F));
    CHECK(floats.back() == -1.0F);
  }
}

TEST_CASE("a float is narrowed to the nearest half, ties to even, and every half to itself") {
  for (std::uint32_t half = 0; half < 0x7C00; ++half) {
    const auto bits = static_cast<std::uint16_t>(half);
    const float value = half_to_float(bits);
    const float next = half == 0x7BFF ? 65536.0F : half_to_float(static_cast<std::uint16_t>(bits + 1));
    const float middle = value + (next - value) / 2;  // exact
    REQUIRE(half_of_float(value) == bits);
    REQUIRE(half_of_float(-value) == (bits | 0x8000));
    REQUIRE(half_of_float(middle) == (half % 2 == 0 ? half : half + 1));
    REQUIRE(half_of_float(std::nextafter(middle, value)) == half);
    REQUIRE(half_of_float(std::nextafter(middle, next)) == half + 1);
  }
  CHECK(half_of_float(65520.0F) == 0x7C00);
  CHECK(half_of_float(-HUGE_VALF) == 0xFC00);
  CHECK(half_of_float(1e-30F) == 0);
  CHECK((half_of_float(std::nanf("")) & 0x7FFF) == 0x7E00);
}

TEST_CASE("bfloat16 is the upper half of a float, bit for bit") {
  int wrong = 0;
  for (unsigned i = 0; i < 65536; ++i) {
    const auto bfloat = static_cast<std::uint16_t>(i);
    float value = 0.0F;
    bfloats_to_floats(reinterpret_cast<const char*>(&bfloat), 1, &value);
    if (bits_of(value) != i << 16) ++wrong;
  }
  CHECK(wrong == 0);
}
