#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace p8 {

/// A picture as the segmenters see it: (H, W, 3) red, green, blue in [0, 1], row-major.
struct ColourImage {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<double> values;

  double* pixel(std::size_t y, std::size_t x) { return values.data() + 3 * (y * width + x); }
  const double* pixel(std::size_t y, std::size_t x) const { return values.data() + 3 * (y * width + x); }
};

/// (H, W, 3) bytes, divided by 255.
ColourImage colour_image(const std::uint8_t* rgb, std::size_t height, std::size_t width);

/// A picture cut into regions: every pixel belongs to one of S.
struct Segments {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t count = 0;              ///< S, at least 1
  std::vector<std::uint32_t> labels;  ///< (H, W), 0 to S - 1, each of which occurs

  std::uint32_t at(std::size_t y, std::size_t x) const { return labels[y * width + x]; }
};

/// Segments numbered from 0 in the order in which their labels are sorted, whatever the labels are.
Segments numbered_segments(const std::vector<std::uint32_t>& labels, std::size_t height, std::size_t width);

/// About `count` rectangles of about the same shape as the picture; never more than there are pixels.
Segments grid_segments(std::size_t height, std::size_t width, std::size_t count);

/// Pixels of each segment, (S).
std::vector<std::size_t> segment_sizes(const Segments& segments);

/// Which segments share an edge of a pixel: pairs (a, b) with a < b, each once, ascending.
std::vector<std::pair<std::uint32_t, std::uint32_t>> adjacent_segments(const Segments& segments);

}  // namespace p8
