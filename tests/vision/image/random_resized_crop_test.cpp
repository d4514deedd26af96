#include "p8/vision/image/random_resized_crop.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <doctest/doctest.h>

namespace p8 {

namespace {

/// Red grows to the right, green downwards.
RgbImage slope(std::size_t width, std::size_t height) {
  RgbImage image(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      image.row(y)[3 * x] = static_cast<std::uint8_t>(255 * x / width);
      image.row(y)[3 * x + 1] = static_cast<std::uint8_t>(255 * y / height);
      image.row(y)[3 * x + 2] = 100;
    }
  }
  return image;
}

RandomResizedCrop nothing() { return {1.0, 1.0, false, 0.0, 0.0, 0.0}; }

RgbImage seen(const RgbImage& photo, const RandomResizedCrop& variation, std::uint64_t seed) {
  Random random(seed);
  return varied(photo, 16, Interpolation::Bilinear, variation, random);
}

}  // namespace

TEST_CASE("without variation a photo is only resized, and a variant depends on its seed alone") {
  const RgbImage photo = slope(40, 30);
  CHECK(seen(photo, nothing(), 1).pixels == pillow_resize(photo, {16, 16}, Interpolation::Bilinear).pixels);
  CHECK(seen(photo, {}, 7).pixels == seen(photo, {}, 7).pixels);
  CHECK(seen(photo, {}, 7).pixels != seen(photo, {}, 8).pixels);
  CHECK(seen(RgbImage(1, 1), {}, 1).width == 16);
}

TEST_CASE("a random part lies inside, has its share of the area and nearly the photo's form") {
  Random random(2);
  double smallest = 1.0, largest = 0.0;
  for (int i = 0; i < 500; ++i) {
    const Box part = random_part({80, 40}, 0.3, 0.9, 4.0 / 3, random);
    CHECK((part.left >= 0.0F && part.top >= 0.0F && part.right <= 80.0F && part.bottom <= 40.0F));
    const double width = static_cast<double>(part.right - part.left),
                 height = static_cast<double>(part.bottom - part.top);
    const double share = width * height / 3200.0, ratio = width / height / 2.0;
    CHECK(share == doctest::Approx(std::clamp(share, 0.3, 0.9)).epsilon(1e-4));
    CHECK(ratio == doctest::Approx(std::clamp(ratio, 0.75, 4.0 / 3)).epsilon(1e-4));
    smallest = std::min(smallest, share);
    largest = std::max(largest, share);
  }
  CHECK(smallest < 0.35);
  CHECK(largest > 0.8);
}

TEST_CASE("half of the variants are mirrored") {
  RandomResizedCrop variation = nothing();
  variation.mirror = true;
  int mirrored = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RgbImage copy = seen(slope(40, 30), variation, seed);
    mirrored += copy.row(8)[0] > copy.row(8)[3 * 15] ? 1 : 0;
  }
  CHECK(mirrored > 70);
  CHECK(mirrored < 130);
}

TEST_CASE("colours change within their share, or are taken away, or hidden behind a rectangle of one colour") {
  RgbImage plain(8, 8);
  for (std::size_t i = 0; i < plain.pixels.size(); i += 3) {
    plain.pixels[i] = 120;
    plain.pixels[i + 1] = 60;
    plain.pixels[i + 2] = 60;
  }
  RandomResizedCrop variation = nothing();
  variation.colour = 0.3;
  int lightest = 0, darkest = 255;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RgbImage copy = seen(plain, variation, seed);
    lightest = std::max<int>(lightest, copy.pixels[0]);
    darkest = std::min<int>(darkest, copy.pixels[0]);
    CHECK(copy.pixels[1] == copy.pixels[2]);
  }
  CHECK(lightest > 150);
  CHECK(darkest < 90);

  variation = nothing();
  variation.grey = 1.0;
  const RgbImage grey = seen(plain, variation, 1);
  CHECK(std::all_of(grey.pixels.begin(), grey.pixels.end(), [](int value) { return value == 78; }));

  variation = nothing();
  variation.erasing = 1.0;
  const RgbImage hidden = seen(plain, variation, 1);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < hidden.pixels.size(); i += 3) changed += hidden.pixels[i] != 120 ? 1 : 0;
  CHECK(changed >= 1);
  CHECK(changed <= 256 * 35 / 100);
}

}  // namespace p8
