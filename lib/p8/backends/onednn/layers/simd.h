#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "p8/base/instruction_set.h"

// Vectors of floats for kernels that are written once as always-inline templates and compiled for each instruction set.
namespace p8::engine {

template <std::size_t Width>
using Floats [[gnu::vector_size(Width * 4)]] = float;
template <std::size_t Width>
using Ints [[gnu::vector_size(Width * 4)]] = std::int32_t;
template <std::size_t Width>
using Shorts [[gnu::vector_size(Width * 2)]] = std::uint16_t;
template <std::size_t Width>
using Bytes [[gnu::vector_size(Width)]] = std::uint8_t;

constexpr std::size_t kMaxLanes = 16;

/// `count`, rounded up to whole vectors of any width.
constexpr std::size_t padded(std::size_t count) { return (count + kMaxLanes - 1) / kMaxLanes * kMaxLanes; }

template <typename Vector, typename Number>
[[gnu::always_inline]] inline void load(const Number* from, Vector& vector) {
  std::memcpy(&vector, from, sizeof(Vector));
}
template <typename Vector, typename Number>
[[gnu::always_inline]] inline void store(const Vector& vector, Number* to) {
  std::memcpy(to, &vector, sizeof(Vector));
}

template <std::size_t Width>
[[gnu::always_inline]] inline float sum_of(const Floats<Width>& vector) {
  float sum = 0.0F;
  for (std::size_t i = 0; i < Width; ++i) sum += vector[i];
  return sum;
}
template <std::size_t Width>
[[gnu::always_inline]] inline float largest_of(const Floats<Width>& vector) {
  float largest = vector[0];
  for (std::size_t i = 1; i < Width; ++i) largest = vector[i] > largest ? vector[i] : largest;
  return largest;
}

/// x becomes e^x, to two units in the last place for x in [-87, 88]; below that the smallest normal number's size, NaN
/// stays NaN. Cephes' expf (Moshier 1989): e^x = 2^n e^r, |r| <= ln 2 / 2, and a polynomial for e^r.
template <std::size_t Width>
[[gnu::always_inline]] inline void exponential(Floats<Width>& x) {
  constexpr float kRounder = 12582912.0F;  // 1.5 · 2^23: adding it leaves a whole number in the lowest bits
  x = x < -87.0F ? Floats<Width>{} - 87.0F : x;
  x = x > 88.0F ? Floats<Width>{} + 88.0F : x;
  const Floats<Width> shifted = x * 1.44269504088896341F + kRounder;
  const Floats<Width> n = shifted - kRounder;
  const Floats<Width> r = x - n * 0.693359375F + n * 2.12194440e-4F;
  Floats<Width> polynomial = r * 1.9875691500e-4F + 1.3981999507e-3F;
  polynomial = polynomial * r + 8.3334519073e-3F;
  polynomial = polynomial * r + 4.1665795894e-2F;
  polynomial = polynomial * r + 1.6666665459e-1F;
  polynomial = polynomial * r + 5.0000001201e-1F;
  polynomial = polynomial * r * r + r + 1.0F;
  const Ints<Width> exponent = (reinterpret_cast<Ints<Width>>(shifted) + 127) << 23;
  x = polynomial * reinterpret_cast<Floats<Width>>(exponent);
}

/// Writes the nearest bfloat16 numbers, ties to even; NaN stays NaN.
template <std::size_t Width>
[[gnu::always_inline]] inline void store_bfloats(const Floats<Width>& vector, std::uint16_t* to) {
  const Ints<Width> bits = reinterpret_cast<Ints<Width>>(vector);
  const Ints<Width> rounded = bits + 0x7FFF + ((bits >> 16) & 1);
  const Ints<Width> kept = vector == vector ? rounded : (bits | 0x400000);
  store(__builtin_convertvector(kept >> 16, Shorts<Width>), to);
}

/// The one that the processor runs best. The engine serves no processor without AVX2.
template <typename Kernel>
Kernel* best_of(Kernel* avx2, Kernel* avx512) {
  return instruction_set() == InstructionSet::Avx512 ? avx512 : avx2;
}

}  // namespace p8::engine
