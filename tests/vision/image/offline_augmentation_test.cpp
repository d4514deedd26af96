#include "p8/vision/image/offline_augmentation.h"

#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>

namespace p8 {

namespace {

RgbImage slope(std::size_t width, std::size_t height) {
  RgbImage image(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      image.row(y)[3 * x] = static_cast<std::uint8_t>(40 + 4 * x);
      image.row(y)[3 * x + 1] = static_cast<std::uint8_t>(60 + 3 * y);
      image.row(y)[3 * x + 2] = 100;
    }
  }
  return image;
}

Augmentation nothing() { return {0.0, 0.0, 0.0, 0.0, 0.0, 0.0}; }

RgbImage mirrored(const RgbImage& image) {
  RgbImage copy(image.width, image.height);
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t i = 0; i < 3 * image.width; ++i) {
      copy.row(y)[i] = image.row(y)[3 * (image.width - 1 - i / 3) + i % 3];
    }
  }
  return copy;
}

}  // namespace

TEST_CASE("a variant depends on its seed alone") {
  const RgbImage image = slope(40, 30);
  Random a(1), b(1), c(2);
  const RgbImage first = augmented(image, a);
  CHECK(first.pixels == augmented(image, b).pixels);
  CHECK(first.pixels != augmented(image, c).pixels);
  CHECK(first.width == 40);
  CHECK(first.height == 30);
}

TEST_CASE("without any change a photo stays as it is, or is mirrored") {
  const RgbImage image = slope(40, 30);
  int as_is = 0, in_mirror = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    const RgbImage copy = augmented(image, random, nothing());
    as_is += copy.pixels == image.pixels;
    in_mirror += copy.pixels == mirrored(image).pixels;
  }
  CHECK(as_is + in_mirror == 40);
  CHECK(as_is > 8);
  CHECK(in_mirror > 8);
}

TEST_CASE("a turned and zoomed slope is the slope elsewhere") {
  const RgbImage image = slope(41, 41);
  Augmentation most = nothing();
  most.degrees = 15.0;
  most.zoom = 0.2;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const RgbImage copy = augmented(image, random, most);
    CHECK(copy.row(20)[3 * 20] == image.row(20)[3 * 20]);  // the middle stays
    // Both slopes are linear, so the copy is too, away from the edge.
    for (std::size_t x = 15; x < 25; ++x) {
      const int left = copy.row(20)[3 * (x - 1)], here = copy.row(20)[3 * x], right = copy.row(20)[3 * (x + 1)];
      CHECK(std::abs(left - 2 * here + right) <= 2);
    }
    const double step = std::abs(copy.row(20)[3 * 25] - copy.row(20)[3 * 15]) / 10.0;
    CHECK(step >= 4.0 * std::cos(0.27) / 1.2 - 0.2);
    CHECK(step <= 4.0 / 0.8 + 0.2);
  }
}

TEST_CASE("a photo of one pixel has variants too") {
  Random random(3);
  CHECK(augmented(RgbImage(1, 1), random).pixels.size() == 3);
}

}  // namespace p8
