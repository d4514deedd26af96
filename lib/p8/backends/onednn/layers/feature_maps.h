#pragma once

#include <cstddef>

#include "p8/backends/onednn/layers/thread_pool.h"

namespace p8::engine {

// On the feature map of one image as convolutions leave it (see Convolution). A member does its share of the channels.

/// The largest of each 2 × 2 numbers; an odd last line or column counts for nothing: (C, side, side) → (C, side / 2,
/// side / 2).
void pool_largest(const float* x, std::size_t channels, std::size_t side, float* y, const Worker& member);

/// Means over a grid of pooled × pooled fields, which overlap where they do not divide the side, as PyTorch's
/// adaptive_avg_pool2d: (C, side, side) → (C, pooled, pooled), one channel after the other.
void pool_mean(const float* x, std::size_t channels, std::size_t side, std::size_t pooled, float* y,
               const Worker& member);

}  // namespace p8::engine
