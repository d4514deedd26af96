#include "p8/vision/tensors/half.h"

#include <cmath>
#include <cstring>

#include "p8/vision/tensors/little_endian.h"

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace p8 {

namespace {

float from_bits(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void widen(const char* halves, std::size_t count, float* floats) {
  for (std::size_t i = 0; i < count; ++i) floats[i] = half_to_float(weights::load<std::uint16_t>(halves + 2 * i));
}

#ifdef __x86_64__
bool has_f16c() {
  unsigned int eax = 0;
  unsigned int ebx = 0;
  unsigned int ecx = 0;
  unsigned int edx = 0;
  // "avx" asks the system too whether it saves the wide registers.
  return __builtin_cpu_supports("avx") != 0 && __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}

__attribute__((target("avx,f16c"))) void widen_f16c(const char* halves, std::size_t count, float* floats) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(halves + 2 * i));
    _mm256_storeu_ps(floats + i, _mm256_cvtph_ps(eight));
  }
  widen(halves + 2 * i, count - i, floats + i);
}
#endif

}  // namespace

// A half is sign 1, exponent 5, mantissa 10; a float is 1, 8, 23.
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1FU;
  const std::uint32_t mantissa = half & 0x3FFU;
  if (exponent == 0) {  // zero and subnormals: mantissa * 2^-24, which a float holds as a normal number
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;
    return sign == 0 ? magnitude : -magnitude;
  }
  if (exponent == 31) {
    const std::uint32_t quiet = mantissa == 0 ? 0 : 0x400000U;
    return from_bits(sign | 0x7F800000U | quiet | mantissa << 13);
  }
  return from_bits(sign | (exponent + 112) << 23 | mantissa << 13);
}

std::uint16_t half_of_float(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const float magnitude = std::fabs(value);
  if (std::isnan(value)) return sign | 0x7E00U;
  if (magnitude >= 65520.0F) return sign | 0x7C00U;
  if (magnitude < 0x1p-14F) {  // subnormal: a whole number of 2^-24, which the current rounding finds
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24F)));
  }
  const std::uint32_t mantissa = bits & 0x7FFFFFU;
  const std::uint32_t exponent = ((bits >> 23) & 0xFFU) - 112;
  std::uint32_t half = exponent << 10 | mantissa >> 13;
  const std::uint32_t lost = mantissa & 0x1FFFU;
  if (lost > 0x1000U || (lost == 0x1000U && (half & 1U) != 0)) ++half;  // may carry into the exponent, rightly
  return static_cast<std::uint16_t>(sign | half);
}

void halves_to_floats(const char* halves, std::size_t count, float* floats) {
#ifdef __x86_64__
  static const bool fast = has_f16c();
  if (fast) return widen_f16c(halves, count, floats);
#endif
  widen(halves, count, floats);
}

void bfloats_to_floats(const char* bfloats, std::size_t count, float* floats) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = static_cast<std::uint32_t>(weights::load<std::uint16_t>(bfloats + 2 * i)) << 16;
    std::memcpy(floats + i, &bits, sizeof bits);
  }
}

}  // namespace p8
