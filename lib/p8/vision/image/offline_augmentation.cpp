#include "p8/vision/image/offline_augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace p8 {

namespace {

/// Uniform in [-most, most].
double either_side(Random& random, double most) { return (2.0 * random.uniform() - 1.0) * most; }

std::uint8_t level(double value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))); }

/// Where a pixel of the copy comes from: a turn and a zoom about the middle, maybe a mirror.
struct Movement {
  double across_x, across_y, down_x, down_y;
};

Movement drawn_movement(Random& random, const Augmentation& most) {
  const double angle = either_side(random, most.degrees) * std::acos(-1.0) / 180.0;
  const double zoom = 1.0 + either_side(random, most.zoom);
  const double mirror = random.below(2) == 0 ? 1.0 : -1.0;
  const double cosine = std::cos(angle) / zoom, sine = std::sin(angle) / zoom;
  return {mirror * cosine, mirror * sine, -sine, cosine};
}

/// The colour at a point between pixels, bilinear.
std::array<double, 3> colour_at(const RgbImage& image, double x, double y) {
  x = std::clamp(x, 0.0, static_cast<double>(image.width - 1));
  y = std::clamp(y, 0.0, static_cast<double>(image.height - 1));
  const auto left = static_cast<std::size_t>(x), top = static_cast<std::size_t>(y);
  const std::size_t right = std::min(left + 1, image.width - 1), bottom = std::min(top + 1, image.height - 1);
  const double u = x - static_cast<double>(left), v = y - static_cast<double>(top);
  std::array<double, 3> colour = {};
  for (std::size_t c = 0; c < 3; ++c) {
    const double above = (1.0 - u) * image.row(top)[3 * left + c] + u * image.row(top)[3 * right + c];
    const double below = (1.0 - u) * image.row(bottom)[3 * left + c] + u * image.row(bottom)[3 * right + c];
    colour[c] = (1.0 - v) * above + v * below;
  }
  return colour;
}

RgbImage moved(const RgbImage& image, const Movement& movement) {
  RgbImage copy(image.width, image.height);
  const double middle_x = (static_cast<double>(image.width) - 1.0) / 2.0;
  const double middle_y = (static_cast<double>(image.height) - 1.0) / 2.0;
  for (std::size_t row = 0; row < image.height; ++row) {
    for (std::size_t column = 0; column < image.width; ++column) {
      const double x = static_cast<double>(column) - middle_x, y = static_cast<double>(row) - middle_y;
      const auto colour = colour_at(image, middle_x + movement.across_x * x + movement.down_x * y,
                                    middle_y + movement.across_y * x + movement.down_y * y);
      for (std::size_t c = 0; c < 3; ++c) copy.row(row)[3 * column + c] = level(colour[c]);
    }
  }
  return copy;
}

void recolour(RgbImage& image, Random& random, const Augmentation& most) {
  const double light = 255.0 * either_side(random, most.brightness);
  const double contrast = 1.0 + either_side(random, most.contrast);
  const double saturation = 1.0 + either_side(random, most.saturation);
  const double deviation = most.noise * random.uniform();
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    std::uint8_t* const pixel = image.pixels.data() + i;
    const double grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
    for (std::size_t c = 0; c < 3; ++c) {
      const double vivid = grey + saturation * (pixel[c] - grey);
      // The sum of three uniform numbers is near enough to a bell, of variance 1 / 4.
      const double bell = 2.0 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
      pixel[c] = level(127.5 + contrast * (vivid - 127.5) + light + deviation * bell);
    }
  }
}

}  // namespace

RgbImage augmented(const RgbImage& image, Random& random, const Augmentation& most) {
  RgbImage copy = moved(image, drawn_movement(random, most));
  recolour(copy, random, most);
  return copy;
}

}  // namespace p8
