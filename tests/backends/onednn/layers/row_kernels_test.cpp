#include "p8/backends/onednn/layers/row_kernels.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "p8/backends/onednn/layers/quantized_rows.h"
#include "p8/base/instruction_set.h"
#include "p8/base/random.h"
#include "p8/vision/tensors/half.h"

namespace p8::engine {

namespace {

std::vector<float> drawn(std::size_t count, double low, double high, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> numbers(count);
  for (float& number : numbers) number = static_cast<float>(low + (high - low) * random.uniform());
  return numbers;
}

}  // namespace

TEST_CASE("a normalised row has the mean and deviation of its layer, whatever its width") {
  if (instruction_set() == InstructionSet::Baseline) return;
  for (const std::size_t width : {1, 7, 16, 45, 768}) {
    CAPTURE(width);
    const LayerNorm norm{drawn(width, 0.5, 1.5, 1), drawn(width, -1.0, 1.0, 2), 1e-5F};
    const std::vector<float> x = drawn(2 * width, 3.0, 9.0, 3);
    std::vector<float> y(2 * width);
    normalize_rows(norm, x.data(), 2, y.data(), Numbers::Float);
    for (std::size_t row = 0; row < 2; ++row) {
      double mean = 0.0, variance = 0.0;
      for (std::size_t i = 0; i < width; ++i) mean += x[row * width + i] / static_cast<double>(width);
      for (std::size_t i = 0; i < width; ++i) {
        variance += std::pow(x[row * width + i] - mean, 2) / static_cast<double>(width);
      }
      for (std::size_t i = 0; i < width; ++i) {
        const double expected =
            (x[row * width + i] - mean) / std::sqrt(variance + 1e-5) * norm.weight[i] + norm.bias[i];
        CHECK(y[row * width + i] == doctest::Approx(expected).epsilon(1e-5).scale(1.0));
      }
    }
  }
}

TEST_CASE("floats become the nearest bfloats, ties to even, and NaN stays NaN") {
  if (instruction_set() == InstructionSet::Baseline) return;
  const std::vector<float> x = {1.0F, 1.00390625F, 1.01171875F, -3.14159274F, 0.0F, INFINITY, NAN};
  std::vector<std::uint16_t> bfloats(x.size());
  convert(x.data(), x.size(), bfloats.data(), Numbers::BFloat);
  std::vector<float> back(x.size());
  bfloats_to_floats(reinterpret_cast<const char*>(bfloats.data()), x.size(), back.data());
  const float expected[] = {1.0F, 1.0F, 1.015625F, -3.140625F, 0.0F, INFINITY};
  for (std::size_t i = 0; i < 6; ++i) CHECK(back[i] == expected[i]);
  CHECK(std::isnan(back[6]));
}

TEST_CASE("a row of bytes is within half a step of its numbers, and 0 stays 0") {
  if (instruction_set() == InstructionSet::Baseline) return;
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{-1.0, 3.0}, {2.0, 5.0}, {-4.0, -1.0}, {0, 0}}) {
    constexpr std::size_t kWidth = 77;
    std::vector<float> x = drawn(kWidth, low, high, 4);
    x[5] = 0.0F;
    std::vector<std::uint8_t> bytes(kWidth);
    float scale = 0.0F;
    std::int32_t zero = 0;
    quantize_rows(x.data(), 1, kWidth, {bytes.data(), &scale, &zero}, 0);
    for (std::size_t i = 0; i < kWidth; ++i) {
      CHECK(std::abs(scale * static_cast<float>(bytes[i] - zero) - x[i]) <= 1.001F * scale);
    }
    CHECK(bytes[5] == zero);
  }
}

TEST_CASE("products of bytes become the products of what they stand for") {
  if (instruction_set() == InstructionSet::Baseline) return;
  constexpr std::size_t kIn = 50, kOut = 19;
  const std::vector<float> x = drawn(kIn, -0.2, 3.0, 5), weight = drawn(kIn * kOut, -0.5, 0.5, 6);
  std::vector<std::uint8_t> bytes(kIn);
  float scale = 0.0F;
  std::int32_t zero = 0;
  const QuantizedRows rows{bytes.data(), &scale, &zero};
  quantize_rows(x.data(), 1, kIn, rows, 0);
  OutputScales scales;
  const std::vector<std::int8_t> weights = quantize_weights(weight, kOut, scales);
  scales.bias = drawn(kOut, -1.0, 1.0, 7);
  std::vector<std::int32_t> sums(kOut);
  std::vector<float> exact(kOut), y(kOut, 10.0F);
  for (std::size_t n = 0; n < kOut; ++n) {
    exact[n] = scales.bias[n];
    for (std::size_t k = 0; k < kIn; ++k) {
      sums[n] += bytes[k] * weights[n * kIn + k];
      exact[n] += x[k] * weight[n * kIn + k];
    }
  }
  dequantize_rows(sums.data(), rows, 0, 1, scales, {true, Epilogue::Activation::None}, y.data());
  for (std::size_t n = 0; n < kOut; ++n) CHECK(y[n] - 10.0F == doctest::Approx(exact[n]).epsilon(0.02).scale(2.0));
  dequantize_rows(sums.data(), rows, 0, 1, scales, {false, Epilogue::Activation::Gelu}, y.data());
  for (std::size_t n = 0; n < kOut; ++n) {
    const double value = exact[n];
    const double expected = 0.5 * value * (1.0 + std::erf(value / std::sqrt(2.0)));
    CHECK(y[n] == doctest::Approx(expected).epsilon(0.02).scale(2.0));
  }
}

TEST_CASE("a row or weight that is not finite gets a scale that is not") {
  if (instruction_set() == InstructionSet::Baseline) return;
  for (const float fault : {NAN, INFINITY, -INFINITY}) {
    const std::vector<float> x = {1.0F, fault, 2.0F};
    std::vector<std::uint8_t> bytes(3);
    float scale = 0.0F;
    std::int32_t zero = 0;
    quantize_rows(x.data(), 1, 3, {bytes.data(), &scale, &zero}, 0);
    CHECK(std::isnan(scale));
    OutputScales scales;
    quantize_weights(x, 1, scales);
    CHECK(std::isnan(scales.scales[0]));
  }
}

}  // namespace p8::engine
