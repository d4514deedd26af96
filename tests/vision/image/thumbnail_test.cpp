#include "p8/vision/image/thumbnail.h"

#include <cstdlib>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/pillow_resize.h"

namespace p8 {

namespace {

/// Smooth, as photos are: JPEG changes it little.
RgbImage gradient(std::size_t width, std::size_t height) {
  RgbImage image(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      std::uint8_t* const pixel = image.row(y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(255 * x / width);
      pixel[1] = static_cast<std::uint8_t>(255 * y / height);
      pixel[2] = 90;
    }
  }
  return image;
}

void check_size(std::size_t width, std::size_t height, std::size_t small_width, std::size_t small_height) {
  CAPTURE(width);
  CAPTURE(height);
  const Thumbnail result = thumbnail(RgbImage(width, height));
  CHECK(result.width == small_width);
  CHECK(result.height == small_height);
  const RgbImage decoded = decode_image(result.jpeg, "thumbnail");
  CHECK(decoded.width == small_width);
  CHECK(decoded.height == small_height);
}

}  // namespace

TEST_CASE("the longest side becomes 160 pixels, small images keep their size, no side vanishes") {
  check_size(512, 384, 160, 120);
  check_size(384, 512, 120, 160);
  check_size(161, 161, 160, 160);
  check_size(160, 20, 160, 20);
  check_size(1, 1, 1, 1);
  check_size(1, 5000, 1, 160);
  check_size(1000, 333, 160, 53);
}

TEST_CASE("a thumbnail shows the resized image") {
  const RgbImage image = gradient(400, 300);
  const RgbImage expected = pillow_resize(image, {160, 120}, Interpolation::Bicubic);
  const RgbImage shown = decode_image(thumbnail(image).jpeg, "thumbnail");
  REQUIRE(shown.pixels.size() == expected.pixels.size());
  int worst = 0;
  for (std::size_t i = 0; i < shown.pixels.size(); ++i) {
    worst = std::max(worst, std::abs(shown.pixels[i] - expected.pixels[i]));
  }
  CHECK(worst <= 16);
}

TEST_CASE("the same image gives the same bytes, more quality more of them") {
  Random random(1);
  RgbImage noise(300, 200);
  for (std::uint8_t& value : noise.pixels) value = static_cast<std::uint8_t>(random.below(256));
  const std::string bytes = thumbnail(noise).jpeg;
  CHECK(bytes == thumbnail(noise).jpeg);
  ThumbnailOptions best;
  best.quality = 100;
  CHECK(thumbnail(noise, best).jpeg.size() > bytes.size());
  CHECK(thumbnail(gradient(300, 200)).jpeg.size() < 4000);
}

}  // namespace p8
