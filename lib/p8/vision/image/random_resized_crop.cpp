#include "p8/vision/image/random_resized_crop.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace p8 {

namespace {

/// Uniform in [low, high).
double between(Random& random, double low, double high) { return low + (high - low) * random.uniform(); }

/// Rounded, inside a byte's range; not std::lround, which no vector unit does.
std::uint8_t level(float value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F); }

float grey_of(const std::uint8_t* pixel) {
  return 0.299F * static_cast<float>(pixel[0]) + 0.587F * static_cast<float>(pixel[1]) +
         0.114F * static_cast<float>(pixel[2]);
}

float mean_grey(const RgbImage& image) {
  double sum = 0.0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) sum += static_cast<double>(grey_of(image.pixels.data() + i));
  return static_cast<float>(sum / static_cast<double>(image.pixels.size() / 3));
}

void mirror(RgbImage& image) {
  for (std::size_t y = 0; y < image.height; ++y) {
    std::uint8_t* const row = image.row(y);
    for (std::size_t left = 0, right = image.width - 1; left < right; ++left, --right) {
      std::swap_ranges(row + 3 * left, row + 3 * left + 3, row + 3 * right);
    }
  }
}

/// Brightness, contrast about the mean grey, saturation about each pixel's grey, at once: all three are linear.
void recolour(RgbImage& image, double most, Random& random) {
  const auto brightness = static_cast<float>(between(random, 1.0 - most, 1.0 + most));
  const auto contrast = static_cast<float>(between(random, 1.0 - most, 1.0 + most));
  const auto saturation = static_cast<float>(between(random, 1.0 - most, 1.0 + most));
  const float factor = brightness * contrast, light = (1.0F - contrast) * brightness * mean_grey(image);
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    std::uint8_t* const pixel = image.pixels.data() + i;
    const float greyness = (1.0F - saturation) * grey_of(pixel);
    for (std::size_t c = 0; c < 3; ++c) {
      pixel[c] = level(factor * (greyness + saturation * static_cast<float>(pixel[c])) + light);
    }
  }
}

void take_colours(RgbImage& image) {
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    std::fill_n(image.pixels.data() + i, 3, level(grey_of(image.pixels.data() + i)));
  }
}

void hide_part(RgbImage& image, Random& random) {
  constexpr double kMin = 0.02, kMax = 0.25, kAspect = 3.0;
  const Box part = random_part({image.width, image.height}, kMin, kMax, kAspect, random);
  std::array<std::uint8_t, 3> colour = {};
  for (std::uint8_t& value : colour) value = static_cast<std::uint8_t>(random.below(256));
  for (auto y = static_cast<std::size_t>(part.top); y < static_cast<std::size_t>(part.bottom); ++y) {
    for (auto x = static_cast<std::size_t>(part.left); x < static_cast<std::size_t>(part.right); ++x) {
      std::copy(colour.begin(), colour.end(), image.row(y) + 3 * x);
    }
  }
}

}  // namespace

Box random_part(const ImageSize& image, double least, double most, double aspect, Random& random) {
  constexpr int kTries = 10;
  const auto width = static_cast<double>(image.width), height = static_cast<double>(image.height);
  for (int i = 0; i < kTries; ++i) {
    const double share = between(random, least, most);
    const double ratio = std::exp(between(random, -std::log(aspect), std::log(aspect)));
    const double across = width * std::sqrt(share * ratio), down = height * std::sqrt(share / ratio);
    if (across > width || down > height || across < 1.0 || down < 1.0) continue;
    const double left = between(random, 0.0, width - across), top = between(random, 0.0, height - down);
    return {static_cast<float>(left), static_cast<float>(top),
            std::min(static_cast<float>(left + across), static_cast<float>(width)),
            std::min(static_cast<float>(top + down), static_cast<float>(height))};
  }
  return {0.0F, 0.0F, static_cast<float>(width), static_cast<float>(height)};
}

RgbImage varied(const RgbImage& photo, std::size_t side, Interpolation interpolation,
                const RandomResizedCrop& variation, Random& random) {
  const Box part = random_part({photo.width, photo.height}, variation.least_area, 1.0, variation.aspect, random);
  RgbImage copy = pillow_resize(photo, {side, side}, interpolation, part);
  if (variation.mirror && random.below(2) == 1) mirror(copy);
  if (variation.colour > 0.0) recolour(copy, variation.colour, random);
  if (random.uniform() < variation.grey) take_colours(copy);
  if (random.uniform() < variation.erasing) hide_part(copy, random);
  return copy;
}

}  // namespace p8
