#include "p8/backends/onednn/layers/quantized_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "p8/backends/onednn/layers/activation.h"
#include "p8/backends/onednn/layers/simd.h"

namespace p8::engine {

namespace {

/// Of a vector's lanes that a row fills; the others keep what they had.
template <std::size_t Width, typename Vector, typename Number>
[[gnu::always_inline]] inline void load_some(const Number* from, std::size_t count, Vector& vector) {
  if (count == Width) {
    load(from, vector);
  } else {
    std::memcpy(&vector, from, count * sizeof(Number));
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void quantize(const float* x, std::size_t rows, std::size_t width, const QuantizedRows& y,
                                            std::size_t first) {
  for (std::size_t row = first; row < first + rows; ++row) {
    const float* const from = x + (row - first) * width;
    Floats<Width> smallest = {}, largest = {}, faults = {};
    for (std::size_t i = 0; i < width; i += Width) {
      Floats<Width> part = {};
      load_some<Width>(from + i, std::min(Width, width - i), part);
      smallest = part < smallest ? part : smallest;
      largest = part > largest ? part : largest;
      faults += part - part;  // NaN for NaN and infinity
    }
    const float low = -largest_of<Width>(-smallest), high = largest_of<Width>(largest);
    const float range = high - low;
    const float scale = range / 255.0F + sum_of<Width>(faults);
    const float inverse = range > 0.0F ? 255.0F / range : 0.0F;
    const float zero = std::isfinite(scale) ? std::nearbyint(-low * inverse) : 0.0F;
    y.scales[row] = scale;
    y.zeros[row] = static_cast<std::int32_t>(zero);
    std::uint8_t* const to = y.numbers + row * width;
    constexpr float kRounder = 12582912.0F;  // 1.5 · 2^23: adding it leaves a whole number in the lowest bits
    for (std::size_t i = 0; i < width; i += Width) {
      const std::size_t count = std::min(Width, width - i);
      Floats<Width> part = {};
      load_some<Width>(from + i, count, part);
      part = part * inverse + zero;
      part = part < 255.0F ? part : Floats<Width>{} + 255.0F;
      part = part > 0.0F ? part : Floats<Width>{};
      const Ints<Width> whole = reinterpret_cast<Ints<Width>>(part + kRounder) & 0xFF;
      const Bytes<Width> bytes = __builtin_convertvector(whole, Bytes<Width>);
      std::memcpy(to + i, &bytes, count);
    }
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void dequantize(const std::int32_t* sums, const QuantizedRows& x, std::size_t first,
                                              std::size_t rows, const OutputScales& scales, const Epilogue& epilogue,
                                              float* y) {
  const std::size_t width = scales.scales.size();
  for (std::size_t row = first; row < first + rows; ++row, sums += width, y += width) {
    for (std::size_t i = 0; i < width; i += Width) {
      const std::size_t count = std::min(Width, width - i);
      Ints<Width> sum = {}, weights = {};
      Floats<Width> scale = {}, value = {}, before = {};
      load_some<Width>(sums + i, count, sum);
      load_some<Width>(scales.scales.data() + i, count, scale);
      load_some<Width>(scales.sums.data() + i, count, weights);
      load_some<Width>(scales.bias.data() + i, count, value);
      value += __builtin_convertvector(sum - weights * x.zeros[row], Floats<Width>) * (scale * x.scales[row]);
      activate<Width>(epilogue.activation, value);
      if (epilogue.accumulates) {
        load_some<Width>(y + i, count, before);
        value += before;
      }
      std::memcpy(y + i, &value, count * sizeof(float));
    }
  }
}

using Quantize = void(const float*, std::size_t, std::size_t, const QuantizedRows&, std::size_t);
using Dequantize = void(const std::int32_t*, const QuantizedRows&, std::size_t, std::size_t, const OutputScales&,
                        const Epilogue&, float*);

[[gnu::target("avx2,fma")]] void quantize_avx2(const float* x, std::size_t rows, std::size_t width,
                                               const QuantizedRows& y, std::size_t first) {
  quantize<8>(x, rows, width, y, first);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void quantize_avx512(const float* x, std::size_t rows,
                                                                               std::size_t width,
                                                                               const QuantizedRows& y,
                                                                               std::size_t first) {
  quantize<16>(x, rows, width, y, first);
}
[[gnu::target("avx2,fma")]] void dequantize_avx2(const std::int32_t* sums, const QuantizedRows& x, std::size_t first,
                                                 std::size_t rows, const OutputScales& scales, const Epilogue& epilogue,
                                                 float* y) {
  dequantize<8>(sums, x, first, rows, scales, epilogue, y);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void dequantize_avx512(const std::int32_t* sums,
                                                                                 const QuantizedRows& x,
                                                                                 std::size_t first, std::size_t rows,
                                                                                 const OutputScales& scales,
                                                                                 const Epilogue& epilogue, float* y) {
  dequantize<16>(sums, x, first, rows, scales, epilogue, y);
}

}  // namespace

void quantize_rows(const float* x, std::size_t rows, std::size_t width, const QuantizedRows& y, std::size_t first) {
  static Quantize* const best = best_of<Quantize>(quantize_avx2, quantize_avx512);
  best(x, rows, width, y, first);
}

std::vector<std::int8_t> quantize_weights(const std::vector<float>& weight, std::size_t outputs, OutputScales& scales) {
  const std::size_t inputs = weight.size() / outputs;
  std::vector<std::int8_t> bytes(weight.size());
  for (std::size_t n = 0; n < outputs; ++n) {
    const float* const row = weight.data() + n * inputs;
    float largest = 0.0F;
    bool is_finite = true;
    for (std::size_t k = 0; k < inputs; ++k) {
      largest = std::max(largest, std::abs(row[k]));
      is_finite = is_finite && std::isfinite(row[k]);
    }
    const float inverse = is_finite && largest > 0.0F ? 127.0F / largest : 0.0F;
    std::int32_t sum = 0;
    for (std::size_t k = 0; k < inputs && inverse > 0.0F; ++k) {
      const float rounded = std::clamp(std::nearbyint(row[k] * inverse), -127.0F, 127.0F);
      bytes[n * inputs + k] = static_cast<std::int8_t>(rounded);
      sum += bytes[n * inputs + k];
    }
    scales.scales.push_back(is_finite ? largest / 127.0F : std::numeric_limits<float>::quiet_NaN());
    scales.sums.push_back(sum);
  }
  return bytes;
}

void dequantize_rows(const std::int32_t* sums, const QuantizedRows& x, std::size_t first, std::size_t rows,
                     const OutputScales& scales, const Epilogue& epilogue, float* y) {
  static Dequantize* const best = best_of<Dequantize>(dequantize_avx2, dequantize_avx512);
  best(sums, x, first, rows, scales, epilogue, y);
}

}  // namespace p8::engine
