#include "p8/backends/onednn/layers/feature_maps.h"

#include <algorithm>

#include "p8/backends/onednn/layers/convolution.h"

namespace p8::engine {

namespace {

template <std::size_t Block>
void pool_block(const float* x, std::size_t side, float* y) {
  const std::size_t half = side / 2, line = side * Block;
  for (std::size_t row = 0; row < half; ++row) {
    for (std::size_t column = 0; column < half; ++column, y += Block) {
      const float* const from = x + 2 * row * line + 2 * column * Block;
      for (std::size_t c = 0; c < Block; ++c) {
        const float above = from[c] < from[Block + c] ? from[Block + c] : from[c];
        const float below = from[line + c] < from[line + Block + c] ? from[line + Block + c] : from[line + c];
        y[c] = above < below ? below : above;
      }
    }
  }
}

}  // namespace

void pool_largest(const float* x, std::size_t channels, std::size_t side, float* y, const Worker& member) {
  const std::size_t block = channel_block(), half = side / 2;
  const Range blocks = member.share((channels + block - 1) / block);
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const float* const from = x + b * block * side * side;
    float* const to = y + b * block * half * half;
    if (block == 16) {
      pool_block<16>(from, side, to);
    } else {
      pool_block<8>(from, side, to);
    }
  }
}

void pool_mean(const float* x, std::size_t channels, std::size_t side, std::size_t pooled, float* y,
               const Worker& member) {
  const std::size_t block = channel_block();
  const Range share = member.share(channels);
  const auto begin = [&](std::size_t field) { return field * side / pooled; };
  const auto end = [&](std::size_t field) { return ((field + 1) * side + pooled - 1) / pooled; };
  for (std::size_t c = share.begin; c < share.end; ++c) {
    const float* const map = x + c / block * block * side * side + c % block;
    for (std::size_t row = 0; row < pooled; ++row) {
      for (std::size_t column = 0; column < pooled; ++column) {
        float sum = 0.0F;
        for (std::size_t i = begin(row); i < end(row); ++i) {
          for (std::size_t j = begin(column); j < end(column); ++j) sum += map[(i * side + j) * block];
        }
        const std::size_t count = (end(row) - begin(row)) * (end(column) - begin(column));
        y[(c * pooled + row) * pooled + column] = sum / static_cast<float>(count);
      }
    }
  }
}

}  // namespace p8::engine
