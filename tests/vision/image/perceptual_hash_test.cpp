#include "p8/vision/image/perceptual_hash.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/pillow_resize.h"
#include "p8/vision/image/thumbnail.h"

namespace p8 {

namespace {

/// Smooth blobs, so that the picture has low frequencies like a photo.
RgbImage blobs(std::uint64_t seed, std::size_t width = 200, std::size_t height = 160) {
  Random random(seed);
  RgbImage coarse(6, 6);
  for (std::uint8_t& value : coarse.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return pillow_resize(coarse, {width, height}, Interpolation::Bicubic);
}

}  // namespace

TEST_CASE("a photo keeps its hash when it is made smaller, compressed, or brighter") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const RgbImage image = blobs(seed);
    const std::uint64_t hash = perceptual_hash(image);
    const RgbImage smaller = pillow_resize(image, {120, 96}, Interpolation::Bicubic);
    CHECK(hash_distance(hash, perceptual_hash(smaller)) <= kNearDuplicateBits);
    ThumbnailOptions options;
    options.quality = 40;
    const RgbImage compressed = decode_image(thumbnail(image, options).jpeg, "copy.jpg");
    CHECK(hash_distance(hash, perceptual_hash(compressed)) <= kNearDuplicateBits);
    RgbImage darker = image;
    for (std::uint8_t& value : darker.pixels) value = static_cast<std::uint8_t>(value / 2);
    CHECK(hash_distance(hash, perceptual_hash(darker)) <= kNearDuplicateBits);
  }
}

TEST_CASE("different photos differ in about half of the bits") {
  double sum = 0.0;
  int pairs = 0, least = 64;
  for (std::uint64_t a = 1; a <= 20; ++a) {
    for (std::uint64_t b = a + 1; b <= 20; ++b, ++pairs) {
      const int distance = hash_distance(perceptual_hash(blobs(a)), perceptual_hash(blobs(b)));
      sum += distance;
      least = std::min(least, distance);
    }
  }
  CHECK(std::abs(sum / pairs - 32.0) < 3.0);
  CHECK(least > kNearDuplicateBits);
}

TEST_CASE("an image of one colour has no bit set, a wave along both sides has its own") {
  RgbImage image(40, 40);
  CHECK(perceptual_hash(image) == 0);
  std::fill(image.pixels.begin(), image.pixels.end(), std::uint8_t{200});
  CHECK(perceptual_hash(image) == 0);
  RgbImage wave(32, 32);
  const double pi = std::acos(-1.0);
  for (std::size_t y = 0; y < 32; ++y) {
    for (std::size_t x = 0; x < 32; ++x) {
      const double value = std::cos((2.0 * static_cast<double>(x) + 1.0) * 3.0 * pi / 64.0) *
                           std::cos((2.0 * static_cast<double>(y) + 1.0) * 2.0 * pi / 64.0);
      for (std::size_t c = 0; c < 3; ++c) {
        wave.row(y)[3 * x + c] = static_cast<std::uint8_t>(std::lround(128.0 + 100.0 * value));
      }
    }
  }
  CHECK((perceptual_hash(wave) >> (1 * 8 + 2) & 1) == 1);  // two half waves down, three across
}

}  // namespace p8
