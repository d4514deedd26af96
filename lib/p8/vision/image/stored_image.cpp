#include "p8/vision/image/stored_image.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "p8/vision/image/exif_orientation.h"

namespace p8 {

namespace {

/// round(a b / 255), Pillow's MULDIV255.
std::uint8_t product(unsigned a, unsigned b) {
  const unsigned scaled = a * b + 128;
  return static_cast<std::uint8_t>(((scaled >> 8) + scaled) >> 8);
}

/// Pillow resizes each channel for itself: three times the same one is as good as one.
RgbImage as_grey(const Plane& plane, std::size_t width, std::size_t height) {
  RgbImage grey(width, height);
  for (std::size_t i = 0; i < plane.size(); ++i) std::fill_n(grey.pixels.data() + 3 * i, 3, plane[i]);
  return grey;
}

Plane one_channel(const RgbImage& grey) {
  Plane plane(grey.width * grey.height);
  for (std::size_t i = 0; i < plane.size(); ++i) plane[i] = grey.pixels[3 * i];
  return plane;
}

/// Of each output pixel the input that its middle lies in. Pillow's ImagingScaleAffine adds up the positions, with the
/// same rounding.
std::vector<std::size_t> nearest_inputs(std::size_t in_size, std::size_t out_size, std::size_t first,
                                        std::size_t count) {
  constexpr std::size_t kMaxAdditions = std::size_t{1} << 26;  // Pillow could not hold such an image
  const double step = static_cast<double>(in_size) / static_cast<double>(out_size);
  double position = step * 0.5;
  if (first > kMaxAdditions) {
    position += step * static_cast<double>(first);
  } else {
    for (std::size_t output = 0; output < first; ++output) position += step;
  }
  std::vector<std::size_t> inputs;
  for (std::size_t i = 0; i < count; ++i, position += step) {
    inputs.push_back(std::min(in_size - 1, static_cast<std::size_t>(position)));
  }
  return inputs;
}

RgbImage resize_nearest(const RgbImage& image, const ImageSize& size, const Window& window) {
  const auto columns = nearest_inputs(image.width, size.width, window.left, window.width);
  const auto rows = nearest_inputs(image.height, size.height, window.top, window.height);
  RgbImage result(window.width, window.height);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < columns.size(); ++x) {
      std::copy_n(image.row(rows[y]) + 3 * columns[x], 3, result.row(y) + 3 * x);
    }
  }
  return result;
}

/// Pillow's conversion from RGBA to RGBa.
RgbImage multiplied(RgbImage colors, const Plane& alpha) {
  for (std::size_t i = 0; i < colors.pixels.size(); ++i) colors.pixels[i] = product(colors.pixels[i], alpha[i / 3]);
  return colors;
}

/// And back, rounded down; what is fully transparent stays as it is.
void divide(RgbImage& colors, const Plane& alpha) {
  for (std::size_t i = 0; i < colors.pixels.size(); ++i) {
    const unsigned by = alpha[i / 3];
    if (by == 0) continue;
    colors.pixels[i] = static_cast<std::uint8_t>(std::min(255U, 255U * colors.pixels[i] / by));
  }
}

Plane turned_upright(const Plane& plane, std::size_t width, std::size_t height, int orientation) {
  if (plane.empty()) return plane;
  return one_channel(turned_upright(as_grey(plane, width, height), orientation));
}

}  // namespace

StoredImage stored_rgb(std::vector<std::uint8_t> rgb, std::size_t width, std::size_t height) {
  StoredImage image{RgbImage(0, 0), {}, {}, false};
  image.colors.width = width;
  image.colors.height = height;
  image.colors.pixels = std::move(rgb);
  return image;
}

StoredImage split_rgba(std::vector<std::uint8_t> rgba, std::size_t width, std::size_t height) {
  const std::size_t pixels = width * height;
  Plane alpha(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {  // in place: 100 million pixels are not held twice
    alpha[i] = rgba[4 * i + 3];
    std::memmove(rgba.data() + 3 * i, rgba.data() + 4 * i, 3);
  }
  rgba.resize(3 * pixels);
  StoredImage image = stored_rgb(std::move(rgba), width, height);
  const bool is_opaque = std::all_of(alpha.begin(), alpha.end(), [](std::uint8_t value) { return value == 255; });
  if (!is_opaque) image.alpha = std::move(alpha);
  return image;
}

void lay_on(Background background, StoredImage& image) {
  if (background == Background::Drop || image.alpha.empty()) return;
  const unsigned below = background == Background::White ? 255 : 0;
  for (std::size_t i = 0; i < image.colors.pixels.size(); ++i) {
    const unsigned alpha = image.alpha[i / 3];
    const unsigned scaled = image.colors.pixels[i] * alpha + below * (255 - alpha) + 128;
    image.colors.pixels[i] = static_cast<std::uint8_t>(((scaled >> 8) + scaled) >> 8);
  }
  image.alpha.clear();
  image.is_indexed = false;
}

StoredImage turned_upright(StoredImage image, int orientation) {
  if (orientation == 1) return image;
  const std::size_t width = image.colors.width, height = image.colors.height;
  image.alpha = turned_upright(image.alpha, width, height, orientation);
  image.black = turned_upright(image.black, width, height, orientation);
  image.colors = turned_upright(std::move(image.colors), orientation);
  return image;
}

RgbImage to_rgb(StoredImage image) {
  if (image.black.empty()) return std::move(image.colors);
  for (std::size_t i = 0; i < image.colors.pixels.size(); ++i) {  // cmyk2rgb of src/libImaging/Convert.c
    const unsigned light = 255U - image.black[i / 3];
    const unsigned ink = product(image.colors.pixels[i], light);
    image.colors.pixels[i] = static_cast<std::uint8_t>(light - std::min(light, ink));
  }
  return std::move(image.colors);
}

RgbImage as_resized(StoredImage image) {
  if (image.alpha.empty() || image.is_indexed) return to_rgb(std::move(image));
  RgbImage colors = multiplied(std::move(image.colors), image.alpha);
  divide(colors, image.alpha);
  return colors;
}

RgbImage resize_stored(const StoredImage& image, const ImageSize& size, Interpolation interpolation,
                       const Window& window) {
  const auto resized = [&](const RgbImage& channels) {
    return pillow_resize(channels, size, interpolation, {}, window);
  };
  const auto resized_plane = [&](const Plane& plane) {
    return one_channel(resized(as_grey(plane, image.colors.width, image.colors.height)));
  };
  const bool keeps_size = size.width == image.colors.width && size.height == image.colors.height;
  if (keeps_size) return resized(to_rgb(image));  // Pillow copies it then, hidden colours and all
  if (image.is_indexed) return resize_nearest(image.colors, size, window);
  if (!image.black.empty()) return to_rgb({resized(image.colors), {}, resized_plane(image.black), false});
  if (image.alpha.empty()) return resized(image.colors);
  RgbImage colors = resized(multiplied(image.colors, image.alpha));
  divide(colors, resized_plane(image.alpha));
  return colors;
}

}  // namespace p8
