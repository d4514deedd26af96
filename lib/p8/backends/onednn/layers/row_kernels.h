#pragma once

#include <cstddef>
#include <vector>

#include "p8/backends/onednn/layers/onednn.h"

namespace p8::engine {

/// Layer normalisation (Ba et al. 2016): (x - mean) / √(variance + epsilon) · weight + bias over each row.
struct LayerNorm {
  std::vector<float> weight;  ///< (D)
  std::vector<float> bias;    ///< (D)
  float epsilon = 1e-5F;
};

/// @param x  (rows, D).   @param y  (rows, D), floats or bfloats; floats may be x itself.
void normalize_rows(const LayerNorm& norm, const float* x, std::size_t rows, void* y, Numbers numbers);

void activate(Epilogue::Activation activation, float* x, std::size_t count);

/// Floats as floats or bfloats.
void convert(const float* x, std::size_t count, void* y, Numbers numbers);

}  // namespace p8::engine
