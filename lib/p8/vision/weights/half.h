#pragma once

#include <cstddef>
#include <cstdint>

namespace p8 {

/// The value of an IEEE 754 binary16 number, exact: also subnormals, infinities, and NaN with its payload, made quiet.
float half_to_float(std::uint16_t half);

/// Widens `count` numbers; with F16C where the processor has it. The source need not be aligned.
void halves_to_floats(const char* halves, std::size_t count, float* floats);

/// Widens `count` bfloat16 numbers, which are the upper halves of floats: exact, NaNs bit for bit.
void bfloats_to_floats(const char* bfloats, std::size_t count, float* floats);

}  // namespace p8
