#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/backends/onednn/layers/onednn.h"

namespace p8::engine {

/// Rows of bytes, each row with a scale and a zero of its own: the value of a byte q is scale (q - zero).
struct QuantizedRows {
  std::uint8_t* numbers = nullptr;  ///< (rows, width)
  float* scales = nullptr;          ///< (rows)
  std::int32_t* zeros = nullptr;    ///< (rows), 0 to 255
};

/// The nearest bytes. A row's smallest and largest number, or 0 if it lies outside, become 0 and 255; 0 stays 0. A row
/// with NaN or infinity gets the scale NaN.
void quantize_rows(const float* x, std::size_t rows, std::size_t width, const QuantizedRows& y, std::size_t first);

/// How the outputs of a layer with signed bytes as weights become floats: that of a sum s of products is
/// row scale · weight scale · (s - row zero · sum of weights) + bias.
struct OutputScales {
  std::vector<float> scales;       ///< (out)
  std::vector<std::int32_t> sums;  ///< (out): of the weights' bytes
  std::vector<float> bias;         ///< (out)
};

/// The nearest signed bytes of a layer's weight, (out, in), each output with a scale of its own; appends to `scales`
/// all but the bias. An output with a weight that is not finite gets the scale NaN.
std::vector<std::int8_t> quantize_weights(const std::vector<float>& weight, std::size_t outputs, OutputScales& scales);

/// @param sums  (rows, out), products of those rows of x.   @param y  (rows, out), may be the same memory.
/// Adds to what is in y where the epilogue says so.
void dequantize_rows(const std::int32_t* sums, const QuantizedRows& x, std::size_t first, std::size_t rows,
                     const OutputScales& scales, const Epilogue& epilogue, float* y);

}  // namespace p8::engine
