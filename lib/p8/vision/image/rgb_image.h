#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace p8 {

/// An image of 8-bit red, green and blue: (H, W, 3), row-major, from the top left.
struct RgbImage {
  std::size_t width = 0;   ///< W, pixels
  std::size_t height = 0;  ///< H, pixels
  std::vector<std::uint8_t> pixels;

  /// A black image.
  RgbImage(std::size_t image_width, std::size_t image_height)
      : width(image_width), height(image_height), pixels(3 * image_width * image_height) {}

  std::size_t row_bytes() const { return 3 * width; }
  std::uint8_t* row(std::size_t y) { return pixels.data() + y * row_bytes(); }
  const std::uint8_t* row(std::size_t y) const { return pixels.data() + y * row_bytes(); }
};

}  // namespace p8
