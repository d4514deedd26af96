#include "p8/backends/onednn/layers/attention.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "p8/backends/onednn/layers/simd.h"

namespace p8::engine {

namespace {

constexpr std::size_t kRows = 6;  // queries at once: six rows of four vectors fill the registers of AVX-512

/// c = a b for kRows rows and Vectors · Width columns. Rows of a may be the same.
/// @param a  first numbers of its rows.   @param b  (depth, columns), rows b_stride apart.   @param c  rows c_stride
/// apart.
template <std::size_t Width, std::size_t Vectors>
[[gnu::always_inline]] inline void multiply_panel(const float* const (&a)[kRows], const float* b, std::size_t b_stride,
                                                  std::size_t depth, float* c, std::size_t c_stride) {
  Floats<Width> sums[kRows][Vectors] = {};
  for (std::size_t k = 0; k < depth; ++k, b += b_stride) {
    Floats<Width> row[Vectors];
    for (std::size_t v = 0; v < Vectors; ++v) load(b + v * Width, row[v]);
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t v = 0; v < Vectors; ++v) sums[r][v] += a[r][k] * row[v];
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < Vectors; ++v) store(sums[r][v], c + r * c_stride + v * Width);
  }
}

/// The same for any number of whole vectors.
template <std::size_t Width>
[[gnu::always_inline]] inline void multiply(const float* const (&a)[kRows], const float* b, std::size_t b_stride,
                                            std::size_t depth, std::size_t columns, float* c, std::size_t c_stride) {
  constexpr std::size_t kVectors = Width == 16 ? 4 : 2;
  std::size_t column = 0;
  for (; column + kVectors * Width <= columns; column += kVectors * Width) {
    multiply_panel<Width, kVectors>(a, b + column, b_stride, depth, c + column, c_stride);
  }
  if (column + 2 * Width <= columns) {
    multiply_panel<Width, 2>(a, b + column, b_stride, depth, c + column, c_stride);
    column += 2 * Width;
  }
  if (column < columns) multiply_panel<Width, 1>(a, b + column, b_stride, depth, c + column, c_stride);
}

/// e^((s - max) scale) of the first `seen` scores, 0 for the others. → 1 / their sum.
template <std::size_t Width>
[[gnu::always_inline]] inline float soften(float* scores, std::size_t seen, std::size_t stride, float scale) {
  std::fill(scores + seen, scores + stride, -std::numeric_limits<float>::infinity());
  Floats<Width> largest;
  load(scores, largest);
  for (std::size_t i = Width; i < seen; i += Width) {
    Floats<Width> next;
    load(scores + i, next);
    largest = next > largest ? next : largest;
  }
  const float shift = largest_of<Width>(largest);
  Floats<Width> sums = {};
  for (std::size_t i = 0; i < seen; i += Width) {
    Floats<Width> next;
    load(scores + i, next);
    next = (next - shift) * scale;
    exponential<Width>(next);
    store(next, scores + i);
    sums += next;
  }
  std::fill(scores + seen, scores + stride, 0.0F);
  return 1.0F / sum_of<Width>(sums);
}

template <std::size_t Width>
[[gnu::always_inline]] inline void write(const float* row, float factor, const AttentionHead& head, std::size_t query) {
  const std::size_t first = query * head.out_stride;
  for (std::size_t i = 0; i < head.width; i += Width) {
    Floats<Width> vector;
    load(row + i, vector);
    vector *= factor;
    const std::size_t count = std::min(Width, head.width - i);
    if (head.numbers == Numbers::Float) {
      std::memcpy(static_cast<float*>(head.out) + first + i, &vector, count * sizeof(float));
    } else {
      std::uint16_t bfloats[Width];
      store_bfloats<Width>(vector, bfloats);
      std::memcpy(static_cast<std::uint16_t*>(head.out) + first + i, bfloats, count * sizeof(std::uint16_t));
    }
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void attend_any(const AttentionHead& head, float* scratch) {
  const std::size_t width = head.width, stride = padded(head.key_count), columns = padded(width);
  float* const keys = scratch;                      // (d, keys): transposed, so that a vector holds several keys
  float* const values = keys + width * stride;      // (keys, columns)
  float* const scores = values + stride * columns;  // (kRows, keys)
  float* const mixed = scores + kRows * stride;     // (kRows, columns)
  for (std::size_t k = 0; k < head.key_count; ++k) {
    const float* const key = head.keys + k * head.key_stride;
    for (std::size_t i = 0; i < width; ++i) keys[i * stride + k] = key[i];
    std::memcpy(values + k * columns, head.values + k * head.key_stride, width * sizeof(float));
    std::fill(values + k * columns + width, values + (k + 1) * columns, 0.0F);
  }
  for (std::size_t i = 0; i < width; ++i) {
    std::fill(keys + i * stride + head.key_count, keys + (i + 1) * stride, 0.0F);
  }

  const float scale = 1.0F / std::sqrt(static_cast<float>(width));
  for (std::size_t first = 0; first < head.query_count; first += kRows) {
    const std::size_t count = std::min(kRows, head.query_count - first);
    const std::size_t hidden = head.is_causal ? head.query_count - first - count : 0;  // keys that none of these sees
    const float* queries[kRows];
    const float* weights[kRows];
    for (std::size_t r = 0; r < kRows; ++r) {
      queries[r] = head.queries + (first + std::min(r, count - 1)) * head.query_stride;
      weights[r] = scores + r * stride;
    }
    multiply<Width>(queries, keys, stride, width, stride, scores, stride);
    float factors[kRows];
    for (std::size_t r = 0; r < kRows; ++r) {
      const std::size_t later = head.is_causal ? head.query_count - 1 - first - std::min(r, count - 1) : 0;
      factors[r] = soften<Width>(scores + r * stride, head.key_count - later, stride, scale);
    }
    multiply<Width>(weights, values, columns, head.key_count - hidden, columns, mixed, columns);
    for (std::size_t r = 0; r < count; ++r) write<Width>(mixed + r * columns, factors[r], head, first + r);
  }
}

using Attend = void(const AttentionHead&, float*);

[[gnu::target("avx2,fma")]] void attend_avx2(const AttentionHead& head, float* scratch) {
  attend_any<8>(head, scratch);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void attend_avx512(const AttentionHead& head,
                                                                             float* scratch) {
  attend_any<16>(head, scratch);
}

}  // namespace

void attend(const AttentionHead& head, float* scratch) {
  static Attend* const best = best_of<Attend>(attend_avx2, attend_avx512);
  best(head, scratch);
}

std::size_t attention_scratch(std::size_t width, std::size_t keys) {
  const std::size_t stride = padded(keys), columns = padded(width);
  return padded(width * stride) + stride * columns + kRows * (stride + columns);
}

}  // namespace p8::engine
