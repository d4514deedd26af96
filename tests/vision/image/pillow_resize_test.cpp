#include "p8/vision/image/pillow_resize.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "p8/base/hash.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

RgbImage random_image(Random& random, std::size_t width, std::size_t height) {
  RgbImage image(width, height);
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

/// A row of grey pixels.
RgbImage grey_row(const std::vector<std::uint8_t>& greys) {
  RgbImage image(greys.size(), 1);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = greys[i / 3];
  return image;
}

std::vector<int> greys(const RgbImage& image) {
  std::vector<int> result;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) result.push_back(image.pixels[i]);
  return result;
}

/// Pixels that anyone can make: the high byte of i * 2654435761 mod 2^32 at byte i.
RgbImage scrambled(std::size_t width, std::size_t height) {
  RgbImage image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>((static_cast<std::uint32_t>(i) * 2654435761U) >> 24);
  }
  return image;
}

double weight(double x, Interpolation interpolation) {
  x = std::abs(x);
  if (interpolation == Interpolation::Bilinear) return std::max(0.0, 1.0 - x);
  if (x < 1.0) return 1.5 * x * x * x - 2.5 * x * x + 1.0;
  return x < 2.0 ? -0.5 * x * x * x + 2.5 * x * x - 4.0 * x + 2.0 : 0.0;
}

/// The convolution by its definition, in real numbers, without rounding in between: the whole image at once.
double slow_value(const RgbImage& image, const ImageSize& size, Interpolation interpolation, std::size_t x,
                  std::size_t y, std::size_t c) {
  const double scale_x = static_cast<double>(image.width) / static_cast<double>(size.width);
  const double scale_y = static_cast<double>(image.height) / static_cast<double>(size.height);
  double sum = 0.0;
  double weights = 0.0;
  for (std::size_t j = 0; j < image.height; ++j) {
    for (std::size_t i = 0; i < image.width; ++i) {
      const double dx =
          (static_cast<double>(i) + 0.5 - (static_cast<double>(x) + 0.5) * scale_x) / std::max(1.0, scale_x);
      const double dy =
          (static_cast<double>(j) + 0.5 - (static_cast<double>(y) + 0.5) * scale_y) / std::max(1.0, scale_y);
      const double w = weight(dx, interpolation) * weight(dy, interpolation);
      sum += w * image.row(j)[3 * i + c];
      weights += w;
    }
  }
  return std::clamp(sum / weights, 0.0, 255.0);
}

}  // namespace

TEST_CASE("four pixels become two: weights 3/7, 3/7, 1/7 and their mirror") {
  CHECK(greys(pillow_resize(grey_row({0, 70, 140, 210}), {2, 1}, Interpolation::Bilinear)) ==
        std::vector<int>{50, 160});
}

TEST_CASE("two pixels become four: a quarter and three quarters, and the ends repeated") {
  CHECK(greys(pillow_resize(grey_row({0, 200}), {4, 1}, Interpolation::Bilinear)) == std::vector<int>{0, 50, 150, 200});
}

TEST_CASE("bicubic overshoot is cut at black and white") {
  const std::vector<int> values = greys(pillow_resize(grey_row({0, 0, 255, 255}), {8, 1}, Interpolation::Bicubic));
  CHECK(values == std::vector<int>{0, 0, 0, 52, 203, 255, 255, 255});
}

TEST_CASE("the bytes are those of Pillow 9.4") {
  struct Case {
    std::size_t width, height;
    ImageSize size;
    Interpolation interpolation;
    std::optional<Box> box;
    const char* sha256;
  };
  for (const Case& one : {
           Case{50,
                40,
                {17, 13},
                Interpolation::Bicubic,
                {},
                "0e7d115cf387ae35287092474fab23358f9324ad7ebfcb777107d86fc4a1e0ef"},
           Case{50,
                40,
                {17, 13},
                Interpolation::Bilinear,
                {},
                "fd7636772adb72ff382d291618ced2d58d3b8e5165743eb867f6d6f401c6f394"},
           Case{7,
                5,
                {31, 29},
                Interpolation::Bicubic,
                {},
                "f6126a0dbb9e469045e6bbada8f2ab2e022cc07a93abe51aeaa46808e372d56c"},
           Case{7,
                5,
                {31, 29},
                Interpolation::Bilinear,
                {},
                "b8405671158623eae5723baa8d315bc742f1d9e327b7793b8b219735f0163a17"},
           Case{1,
                1,
                {3, 2},
                Interpolation::Bicubic,
                {},
                "144e5ed1c71e159e9dc1137120360b019ef34ccb471a3519b11da6f085af5ed4"},
           Case{64,
                3,
                {5, 64},
                Interpolation::Bicubic,
                {},
                "a7042a3438a952a486fbeec5ac5130ebb5b43f0529d9ebb12158dad44f86595a"},
           Case{3,
                64,
                {64, 5},
                Interpolation::Bilinear,
                {},
                "0b2ab13db7dc3b5307d5ee413c4978bdbf6b231a3f8e1572227ba77a8b65ddb7"},
           Case{50,
                40,
                {20, 20},
                Interpolation::Bicubic,
                Box{3.25F, 1.5F, 44.75F, 39.0F},
                "2b26c46168808d2938d17f6984d577d2a0ec45d5dca43cd457c0a369c040c1f7"},
           Case{50,
                40,
                {60, 20},
                Interpolation::Bilinear,
                Box{0.0F, 10.0F, 12.5F, 40.0F},
                "e12af0d35c491ba06292ec4724472da3c75e0603975a8ddb55f7ee782179680b"},
       }) {
    CAPTURE(one.sha256);
    const RgbImage resized = pillow_resize(scrambled(one.width, one.height), one.size, one.interpolation, one.box);
    CHECK(digest_of(std::string(resized.pixels.begin(), resized.pixels.end())).sha256 == one.sha256);
  }
}

TEST_CASE("the same size is the same image, and one colour stays one colour") {
  Random random(1);
  const RgbImage image = random_image(random, 23, 17);
  for (const Interpolation interpolation : {Interpolation::Bilinear, Interpolation::Bicubic}) {
    CHECK(pillow_resize(image, {23, 17}, interpolation).pixels == image.pixels);
    RgbImage plain(9, 4);
    std::fill(plain.pixels.begin(), plain.pixels.end(), std::uint8_t{77});
    const RgbImage resized = pillow_resize(plain, {5, 31}, interpolation);
    CHECK(std::all_of(resized.pixels.begin(), resized.pixels.end(), [](std::uint8_t value) { return value == 77; }));
  }
}

TEST_CASE("a window holds the pixels of the whole") {
  Random random(2);
  for (int repeat = 0; repeat < 50; ++repeat) {
    const RgbImage image = random_image(random, 1 + random.below(40), 1 + random.below(40));
    const ImageSize size = {1 + random.below(40), 1 + random.below(40)};
    Window window;
    window.left = random.below(size.width);
    window.top = random.below(size.height);
    window.width = 1 + random.below(size.width - window.left);
    window.height = 1 + random.below(size.height - window.top);
    const RgbImage whole = pillow_resize(image, size, Interpolation::Bicubic);
    const RgbImage part = pillow_resize(image, size, Interpolation::Bicubic, {}, window);
    for (std::size_t y = 0; y < part.height; ++y) {
      CHECK(std::equal(part.row(y), part.row(y) + part.row_bytes(), whole.row(window.top + y) + 3 * window.left));
    }
  }
}

TEST_CASE("values are those of the convolution in real numbers, but for rounding twice") {
  constexpr double kTwoRoundings = 0.5 + 0.5 + 1e-3;  // the weights have 22 bits
  Random random(3);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const RgbImage image = random_image(random, 1 + random.below(30), 1 + random.below(30));
    const ImageSize size = {1 + random.below(30), 1 + random.below(30)};
    const RgbImage resized = pillow_resize(image, size, Interpolation::Bilinear);
    for (std::size_t i = 0; i < resized.pixels.size(); ++i) {
      const std::size_t pixel = i / 3;
      const double exact =
          slow_value(image, size, Interpolation::Bilinear, pixel % size.width, pixel / size.width, i % 3);
      CHECK(std::abs(resized.pixels[i] - exact) <= kTwoRoundings);
    }
  }
}

}  // namespace p8
