#include "p8/vision/image/pillow_resize.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace p8 {

namespace {

// Pillow's fixed point: a byte and a sum of weights a little above 1 fit into 32 bits with sign.
constexpr int kFractionBits = 32 - 8 - 2;
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);

double triangle(double x) { return std::abs(x) < 1.0 ? 1.0 - std::abs(x) : 0.0; }

double keys_cubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * kA;
  return 0.0;
}

struct Filter {
  double (*weight)(double);
  double support;  ///< the weight is 0 from here on
};

Filter filter_of(Interpolation interpolation) {
  return interpolation == Interpolation::Bicubic ? Filter{keys_cubic, 2.0} : Filter{triangle, 1.0};
}

/// Which inputs make one output, and how much of each.
struct Taps {
  std::size_t first_input = 0;
  std::size_t count = 0;
  std::size_t first_weight = 0;
};

/// The taps of neighbouring outputs along one axis.
struct Axis {
  std::vector<Taps> outputs;
  std::vector<std::int32_t> weights;

  std::size_t first_input() const { return outputs.front().first_input; }
  std::size_t end_input() const { return outputs.back().first_input + outputs.back().count; }
};

/// Pillow's precompute_coeffs and normalize_coeffs_8bpc, for the outputs from `first` on.
/// @param start, end  the part of the inputs that is spread over `out_size` outputs.
Axis make_axis(std::size_t in_size, float start, float end, std::size_t out_size, const Filter& filter,
               std::size_t first, std::size_t count) {
  const double scale = static_cast<double>(end - start) / static_cast<double>(out_size);
  const double filter_scale = std::max(scale, 1.0);
  const double support = filter.support * filter_scale;
  Axis axis;
  std::vector<double> weights;
  for (std::size_t output = first; output < first + count; ++output) {
    const double center = start + (static_cast<double>(output) + 0.5) * scale;
    const auto low = static_cast<std::size_t>(std::max(0.0, center - support + 0.5));
    const std::size_t high = std::min(in_size, static_cast<std::size_t>(std::floor(center + support + 0.5)));
    weights.clear();
    double sum = 0.0;
    for (std::size_t input = low; input < high; ++input) {
      weights.push_back(filter.weight((static_cast<double>(input) - center + 0.5) * (1.0 / filter_scale)));
      sum += weights.back();
    }
    axis.outputs.push_back({low, weights.size(), axis.weights.size()});
    for (const double weight : weights) {
      const double scaled = (sum != 0.0 ? weight / sum : weight) * (1 << kFractionBits);
      axis.weights.push_back(static_cast<std::int32_t>(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5));
    }
  }
  return axis;
}

/// A sum of weighted bytes as a byte.
inline std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

using Ints [[gnu::vector_size(16)]] = std::int32_t;
using Shorts [[gnu::vector_size(16)]] = std::int16_t;
using Bytes [[gnu::vector_size(16)]] = std::uint8_t;

/// Four bytes as numbers: red, green and blue of a pixel, and the red of the next one. Zeros are put between them,
/// bytes first, then pairs of bytes: GCC 12 would convert a vector of four bytes one by one.
[[gnu::always_inline]] inline Ints four_bytes(const std::uint8_t* bytes) {
  std::int32_t four = 0;
  std::memcpy(&four, bytes, 4);
  const auto packed = reinterpret_cast<Bytes>(Ints{four, 0, 0, 0});
  const auto pairs = reinterpret_cast<Shorts>(
      __builtin_shufflevector(packed, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  return reinterpret_cast<Ints>(__builtin_shufflevector(pairs, Shorts{}, 0, 8, 1, 9, 2, 10, 3, 11));
}

/// Rows along x, a few at a time: the weights are fetched once for all. Reads one byte behind their last pixels.
constexpr std::size_t kRows = 4;
[[gnu::target_clones("avx2", "default")]] void resize_along_x(const Axis& axis, const std::uint8_t* const* sources,
                                                              std::uint8_t* const* targets) {
  for (std::size_t x = 0; x < axis.outputs.size(); ++x) {
    const Taps& taps = axis.outputs[x];
    const std::int32_t* const weights = axis.weights.data() + taps.first_weight;
    Ints sums[kRows];
    for (Ints& sum : sums) sum = Ints{kHalf, kHalf, kHalf, kHalf};
    for (std::size_t tap = 0; tap < taps.count; ++tap) {
      for (std::size_t row = 0; row < kRows; ++row) {
        sums[row] += four_bytes(sources[row] + 3 * (taps.first_input + tap)) * weights[tap];
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t c = 0; c < 3; ++c) targets[row][3 * x + c] = to_byte(sums[row][c]);
    }
  }
}

/// One row of the result from `taps` rows of the source, one below the other. Plain loops that the compiler turns into
/// vector code.
/// @param sums  room for `row_bytes` numbers.
[[gnu::target_clones("avx2", "default")]] void resize_along_y(const std::int32_t* weights, std::size_t taps,
                                                              const std::uint8_t* source, std::size_t row_bytes,
                                                              std::int32_t* sums, std::uint8_t* target) {
  std::fill_n(sums, row_bytes, kHalf);
  for (std::size_t tap = 0; tap < taps; ++tap) {
    const std::int32_t weight = weights[tap];
    const std::uint8_t* const row = source + tap * row_bytes;
    for (std::size_t i = 0; i < row_bytes; ++i) sums[i] += weight * row[i];
  }
  for (std::size_t i = 0; i < row_bytes; ++i) target[i] = to_byte(sums[i]);
}

/// The rows from `first` to `end`, as many pixels wide as the axis has outputs.
std::vector<std::uint8_t> narrow_rows(const RgbImage& image, const Axis& columns, std::size_t first, std::size_t end) {
  const std::size_t row_bytes = 3 * columns.outputs.size();
  std::vector<std::uint8_t> result((end - first) * row_bytes);
  std::vector<std::uint8_t> last_row(image.row(image.height - 1), image.row(image.height));
  last_row.push_back(0);  // behind the image there would be nothing to read
  for (std::size_t y = first; y < end; y += kRows) {
    const std::uint8_t* sources[kRows];
    std::uint8_t* targets[kRows];
    for (std::size_t i = 0; i < kRows; ++i) {
      const std::size_t row = std::min(y + i, end - 1);  // the last one again, to fill up
      sources[i] = row + 1 == image.height ? last_row.data() : image.row(row);
      targets[i] = result.data() + (row - first) * row_bytes;
    }
    resize_along_x(columns, sources, targets);
  }
  return result;
}

}  // namespace

RgbImage pillow_resize(const RgbImage& image, const ImageSize& size, Interpolation interpolation,
                       const std::optional<Box>& box, const std::optional<Window>& window) {
  const Box source = box.value_or(Box{0.0F, 0.0F, static_cast<float>(image.width), static_cast<float>(image.height)});
  const Window wanted = window.value_or(Window{0, 0, size.width, size.height});
  assert(source.left >= 0.0F && source.left < source.right && source.right <= static_cast<float>(image.width));
  assert(source.top >= 0.0F && source.top < source.bottom && source.bottom <= static_cast<float>(image.height));
  assert(wanted.width > 0 && wanted.left + wanted.width <= size.width);
  assert(wanted.height > 0 && wanted.top + wanted.height <= size.height);
  const Filter filter = filter_of(interpolation);
  const Axis columns = make_axis(image.width, source.left, source.right, size.width, filter, wanted.left, wanted.width);
  const Axis rows = make_axis(image.height, source.top, source.bottom, size.height, filter, wanted.top, wanted.height);
  const std::vector<std::uint8_t> narrow = narrow_rows(image, columns, rows.first_input(), rows.end_input());

  RgbImage result(wanted.width, wanted.height);
  std::vector<std::int32_t> sums(result.row_bytes());
  for (std::size_t y = 0; y < result.height; ++y) {
    const Taps& taps = rows.outputs[y];
    resize_along_y(rows.weights.data() + taps.first_weight, taps.count,
                   narrow.data() + (taps.first_input - rows.first_input()) * result.row_bytes(), result.row_bytes(),
                   sums.data(), result.row(y));
  }
  return result;
}

}  // namespace p8
