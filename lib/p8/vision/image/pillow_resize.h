#pragma once

#include <cstddef>
#include <optional>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

enum class Interpolation { Bilinear, Bicubic };

/// Width and height in pixels.
struct ImageSize {
  std::size_t width = 0;
  std::size_t height = 0;
};

/// A rectangle of the image to be resized, in pixels from its top left corner; ends may lie inside a pixel.
struct Box {
  float left = 0.0F;
  float top = 0.0F;
  float right = 0.0F;
  float bottom = 0.0F;
};

/// A rectangle of whole pixels of the resized image.
struct Window {
  std::size_t left = 0;
  std::size_t top = 0;
  std::size_t width = 0;
  std::size_t height = 0;
};

/// The image at another size, bit for bit as Pillow's Image.resize (9.4, src/libImaging/Resample.c) gives it for RGB: a
/// convolution that widens with the scale when shrinking, bilinear (triangle) or bicubic (Keys 1981 with a = -0.5), in
/// integers of 22 fractional bits, first along rows, then along columns, rounded to 8 bits in between.
/// @param size  at least 1 x 1.   @param box  what is resized, not empty and inside the image; all of it by default.
/// @param window  what is computed, inside the resized image; all of it by default. Its pixels are those of the whole.
RgbImage pillow_resize(const RgbImage& image, const ImageSize& size, Interpolation interpolation,
                       const std::optional<Box>& box = {}, const std::optional<Window>& window = {});

}  // namespace p8
