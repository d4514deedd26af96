#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace p8 {

/// A .npy file of float32 numbers, little-endian, in C order, as numpy.load reads it (numpy/lib/format.py, format 1.0;
/// the header is padded so that the numbers begin at a multiple of 64 bytes).
/// @param shape  sizes whose product is the count of `values`.
std::string npy_bytes(const std::vector<float>& values, const std::vector<std::size_t>& shape);

/// Writes it without a second copy in memory. Throws Error(Output).
void write_npy(const std::string& path, const std::vector<float>& values, const std::vector<std::size_t>& shape);

}  // namespace p8
