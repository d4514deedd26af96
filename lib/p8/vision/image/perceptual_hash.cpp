#include "p8/vision/image/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstddef>

#include "p8/vision/image/pillow_resize.h"

namespace p8 {

namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kKept = 8;
/// Sums of 1024 grey levels are exact to far less; what is smaller is no frequency but rounding.
constexpr double kNothing = 1e-6;

using Grey = std::array<double, kSide * kSide>;
using Basis = std::array<double, kKept * kSide>;

Grey grey_of(const RgbImage& image) {
  const RgbImage small = pillow_resize(image, {kSide, kSide}, Interpolation::Bilinear);
  Grey grey = {};
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const std::uint8_t* const pixel = small.pixels.data() + 3 * i;
    grey[i] = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  }
  return grey;
}

/// (8, 32) cosines of the frequencies 1 to 8.
Basis cosine_basis() {
  const double step = std::acos(-1.0) / static_cast<double>(2 * kSide);
  Basis basis = {};
  for (std::size_t k = 0; k < kKept; ++k) {
    for (std::size_t x = 0; x < kSide; ++x) {
      basis[k * kSide + x] = std::cos(static_cast<double>((2 * x + 1) * (k + 1)) * step);
    }
  }
  return basis;
}

/// (8, 8) the lowest frequencies, as they are but for a common factor.
std::array<double, kKept * kKept> frequencies(const Grey& grey) {
  const Basis basis = cosine_basis();
  std::array<double, kKept* kSide> rows = {};  // (8 vertical, 32 columns)
  for (std::size_t v = 0; v < kKept; ++v) {
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) rows[v * kSide + x] += basis[v * kSide + y] * grey[y * kSide + x];
    }
  }
  std::array<double, kKept* kKept> result = {};
  for (std::size_t v = 0; v < kKept; ++v) {
    for (std::size_t u = 0; u < kKept; ++u) {
      double sum = 0.0;
      for (std::size_t x = 0; x < kSide; ++x) sum += basis[u * kSide + x] * rows[v * kSide + x];
      result[v * kKept + u] = std::abs(sum) < kNothing ? 0.0 : sum;
    }
  }
  return result;
}

}  // namespace

std::uint64_t perceptual_hash(const RgbImage& image) {
  const auto values = frequencies(grey_of(image));
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const double median = (sorted[sorted.size() / 2 - 1] + sorted[sorted.size() / 2]) / 2.0;
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < values.size(); ++i) hash |= std::uint64_t{values[i] > median} << i;
  return hash;
}

int hash_distance(std::uint64_t a, std::uint64_t b) { return static_cast<int>(std::bitset<64>(a ^ b).count()); }

}  // namespace p8
