#include "p8/backends/onednn/layers/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "p8/backends/onednn/layers/activation.h"
#include "p8/backends/onednn/layers/simd.h"

namespace p8::engine {

namespace {

/// Writes a vector as floats or bfloats, `count` of its numbers.
template <std::size_t Width>
[[gnu::always_inline]] inline void store_as(const Floats<Width>& vector, std::size_t count, void* y, std::size_t at,
                                            Numbers numbers) {
  if (numbers == Numbers::Float) {
    std::memcpy(static_cast<float*>(y) + at, &vector, count * sizeof(float));
    return;
  }
  std::uint16_t bfloats[Width];
  store_bfloats<Width>(vector, bfloats);
  std::memcpy(static_cast<std::uint16_t*>(y) + at, bfloats, count * sizeof(std::uint16_t));
}

/// `count` numbers of a vector; the others are 0.
template <std::size_t Width>
[[gnu::always_inline]] inline void load_some(const float* from, std::size_t count, Floats<Width>& vector) {
  if (count == Width) {
    load(from, vector);
  } else {
    vector = Floats<Width>{};
    std::memcpy(&vector, from, count * sizeof(float));
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void normalize(const LayerNorm& norm, const float* x, std::size_t rows, void* y,
                                             Numbers numbers) {
  const std::size_t width = norm.weight.size();
  for (std::size_t row = 0; row < rows; ++row, x += width) {
    Floats<Width> part, sums = {}, squares = {};
    std::size_t at = 0;
    for (; at + Width <= width; at += Width) {
      load(x + at, part);
      sums += part;
    }
    float sum = sum_of<Width>(sums);
    for (; at < width; ++at) sum += x[at];
    const float mean = sum / static_cast<float>(width);

    for (at = 0; at + Width <= width; at += Width) {
      load(x + at, part);
      squares += (part - mean) * (part - mean);
    }
    float square = sum_of<Width>(squares);
    for (; at < width; ++at) square += (x[at] - mean) * (x[at] - mean);
    const float scale = 1.0F / std::sqrt(square / static_cast<float>(width) + norm.epsilon);

    for (at = 0; at < width; at += Width) {
      const std::size_t count = std::min(Width, width - at);
      Floats<Width> weight, bias;
      load_some<Width>(x + at, count, part);
      load_some<Width>(norm.weight.data() + at, count, weight);
      load_some<Width>(norm.bias.data() + at, count, bias);
      store_as<Width>((part - mean) * scale * weight + bias, count, y, row * width + at, numbers);
    }
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void convert_any(const float* x, std::size_t count, void* y, Numbers numbers) {
  for (std::size_t at = 0; at < count; at += Width) {
    const std::size_t some = std::min(Width, count - at);
    Floats<Width> part;
    load_some<Width>(x + at, some, part);
    store_as<Width>(part, some, y, at, numbers);
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void activate_any(Epilogue::Activation activation, float* x, std::size_t count) {
  for (std::size_t at = 0; at < count; at += Width) {
    const std::size_t some = std::min(Width, count - at);
    Floats<Width> part;
    load_some<Width>(x + at, some, part);
    activate<Width>(activation, part);
    std::memcpy(x + at, &part, some * sizeof(float));
  }
}

using Activate = void(Epilogue::Activation, float*, std::size_t);
using Normalize = void(const LayerNorm&, const float*, std::size_t, void*, Numbers);
using Convert = void(const float*, std::size_t, void*, Numbers);

[[gnu::target("avx2,fma")]] void normalize_avx2(const LayerNorm& norm, const float* x, std::size_t rows, void* y,
                                                Numbers numbers) {
  normalize<8>(norm, x, rows, y, numbers);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void normalize_avx512(const LayerNorm& norm, const float* x,
                                                                                std::size_t rows, void* y,
                                                                                Numbers numbers) {
  normalize<16>(norm, x, rows, y, numbers);
}
[[gnu::target("avx2,fma")]] void convert_avx2(const float* x, std::size_t count, void* y, Numbers numbers) {
  convert_any<8>(x, count, y, numbers);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void convert_avx512(const float* x, std::size_t count,
                                                                              void* y, Numbers numbers) {
  convert_any<16>(x, count, y, numbers);
}

[[gnu::target("avx2,fma")]] void activate_avx2(Epilogue::Activation activation, float* x, std::size_t count) {
  activate_any<8>(activation, x, count);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void activate_avx512(Epilogue::Activation activation,
                                                                               float* x, std::size_t count) {
  activate_any<16>(activation, x, count);
}

}  // namespace

void activate(Epilogue::Activation activation, float* x, std::size_t count) {
  static Activate* const best = best_of<Activate>(activate_avx2, activate_avx512);
  best(activation, x, count);
}

void normalize_rows(const LayerNorm& norm, const float* x, std::size_t rows, void* y, Numbers numbers) {
  static Normalize* const best = best_of<Normalize>(normalize_avx2, normalize_avx512);
  best(norm, x, rows, y, numbers);
}

void convert(const float* x, std::size_t count, void* y, Numbers numbers) {
  static Convert* const best = best_of<Convert>(convert_avx2, convert_avx512);
  best(x, count, y, numbers);
}

}  // namespace p8::engine
