#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/pillow_resize.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// One byte a pixel, (H, W).
using Plane = std::vector<std::uint8_t>;

/// An image as its file stores it, before it is RGB: what Pillow calls modes RGB and L, P and 1 (is_indexed), RGBA and
/// LA (alpha), CMYK (black).
struct StoredImage {
  RgbImage colors;          ///< of CMYK: cyan, magenta, yellow; 255 is full ink
  Plane alpha;              ///< 0 is transparent; empty: all is opaque
  Plane black;              ///< 255 is full ink; empty: not CMYK
  bool is_indexed = false;  ///< a palette, or one bit a pixel: Pillow resizes without interpolation
};

/// Of three bytes a pixel, (H, W, 3): opaque colours.
StoredImage stored_rgb(std::vector<std::uint8_t> rgb, std::size_t width, std::size_t height);

/// Takes apart four bytes a pixel (red, green, blue, alpha), (H, W, 4); without alpha where all is opaque.
StoredImage split_rgba(std::vector<std::uint8_t> rgba, std::size_t width, std::size_t height);

/// Lays white or black beneath what is transparent: c alpha / 255 + background (1 - alpha / 255), rounded, as
/// Pillow's Image.paste with the alpha as its mask. Afterwards nothing is transparent, nor indexed where anything was.
/// Opaque images and Background::Drop change nothing.
void lay_on(Background background, StoredImage& image);

/// The same turned and mirrored; see turned_upright().
StoredImage turned_upright(StoredImage image, int orientation);

/// Pillow's convert("RGB"): alpha is left out, CMYK becomes R = (255 - K) - C (255 - K) / 255, the product rounded.
RgbImage to_rgb(StoredImage image);

/// RGB in the colours that a resize of the image's own mode leaves, in its own size: multiplied with their alpha and
/// divided by it again, black where all is transparent.
RgbImage as_resized(StoredImage image);

/// Resized as Pillow 9.4's Image.resize does it in the image's own mode, then RGB: the nearest pixel where it is
/// indexed, colours multiplied with their alpha, four inks each for itself; in its own size it is to_rgb().
/// @param window  as in pillow_resize().
RgbImage resize_stored(const StoredImage& image, const ImageSize& size, Interpolation interpolation,
                       const Window& window);

}  // namespace p8
