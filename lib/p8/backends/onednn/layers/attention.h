#pragma once

#include <cstddef>

#include "p8/backends/onednn/layers/onednn.h"

namespace p8::engine {

/// One head of one sequence: rows of d numbers, each row so many numbers behind the one before.
struct AttentionHead {
  const float* queries = nullptr;
  const float* keys = nullptr;
  const float* values = nullptr;
  std::size_t query_stride = 0;
  std::size_t key_stride = 0;  ///< of values too
  std::size_t query_count = 0;
  std::size_t key_count = 0;
  std::size_t width = 0;   ///< d
  bool is_causal = false;  ///< the last query sees all keys, the one before it one less, and so on
  void* out = nullptr;     ///< (query_count, d), rows out_stride numbers apart
  std::size_t out_stride = 0;
  Numbers numbers = Numbers::Float;  ///< of out: floats or bfloats
};

/// softmax(Q Kᵀ / √d) V (Vaswani et al. 2017, section 3.2.1).   @param scratch  attention_scratch() floats.
void attend(const AttentionHead& head, float* scratch);

/// For heads of that width and at most so many keys.
std::size_t attention_scratch(std::size_t width, std::size_t keys);

}  // namespace p8::engine
