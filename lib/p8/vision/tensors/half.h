#pragma once

#include <cstddef>
#include <cstdint>

namespace p8 {

/// The value of an IEEE 754 binary16 number, exact: also subnormals, infinities, and NaN with its payload, made quiet.
float half_to_float(std::uint16_t half);

/// The nearest binary16 number; of two equally near ones that whose last bit is 0 (IEEE 754, roundTiesToEven). From
/// 65520 on it is an infinity; NaN stays NaN.
std::uint16_t half_of_float(float value);

/// Widens `count` numbers; with F16C where the processor has it. The source need not be aligned.
void halves_to_floats(const char* halves, std::size_t count, float* floats);

/// Widens `count` bfloat16 numbers, which are the upper halves of floats: exact, NaNs bit for bit.
void bfloats_to_floats(const char* bfloats, std::size_t count, float* floats);

}  // namespace p8
