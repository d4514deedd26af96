#include "p8/vision/image/preprocessing.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "p8/base/error.h"

namespace p8 {

namespace {

constexpr std::size_t kLargestSide = 4096;  // models take 224 to 448 pixels

/// floor((size - crop) / 2 + 1/2), but halves to even: Python's round.
std::size_t half_to_even(std::size_t pixels) { return pixels / 2 + (pixels % 4 == 3 ? 1 : 0); }

}  // namespace

Preprocessing vgg16_preprocessing() {
  Preprocessing preprocessing;
  preprocessing.size = 256;
  preprocessing.interpolation = Interpolation::Bilinear;
  preprocessing.mean = {0.485F, 0.456F, 0.406F};
  preprocessing.std = {0.229F, 0.224F, 0.225F};
  return preprocessing;
}

void check_preprocessing(const Preprocessing& preprocessing, const std::string& name) {
  if (preprocessing.crop < 1 || preprocessing.crop > preprocessing.size || preprocessing.size > kLargestSide) {
    throw model_error("{0}: images of {1} pixels cut to {2}, expected 1 <= {2} <= {1} <= {3}",
                      "{0} : images de {1} pixels coupées à {2}, attendu 1 <= {2} <= {1} <= {3}", name,
                      preprocessing.size, preprocessing.crop, kLargestSide);
  }
  for (std::size_t c = 0; c < 3; ++c) {
    const bool is_usable =
        std::isfinite(preprocessing.mean[c]) && std::isfinite(preprocessing.std[c]) && preprocessing.std[c] > 0.0F;
    if (is_usable) continue;
    throw model_error("{}: mean {} and standard deviation {} of a colour, expected numbers, the latter above 0",
                      "{} : moyenne {} et écart-type {} d'une couleur, attendu des nombres, le second supérieur à 0",
                      name, preprocessing.mean[c], preprocessing.std[c]);
  }
}

ImageSize resized_by_shorter_side(const ImageSize& image, std::size_t shorter) {
  const auto longer = [&](std::size_t long_side, std::size_t short_side) { return shorter * long_side / short_side; };
  if (image.width <= image.height) return {shorter, longer(image.height, image.width)};
  return {longer(image.width, image.height), shorter};
}

Window center_crop(const ImageSize& image, std::size_t crop) {
  assert(crop > 0 && crop <= image.width && crop <= image.height);
  return {half_to_even(image.width - crop), half_to_even(image.height - crop), crop, crop};
}

RgbImage resize_and_crop(const RgbImage& image, const Preprocessing& preprocessing) {
  const ImageSize size = resized_by_shorter_side({image.width, image.height}, preprocessing.size);
  return pillow_resize(image, size, preprocessing.interpolation, {}, center_crop(size, preprocessing.crop));
}

void normalize(const RgbImage& image, const Preprocessing& preprocessing, float* target) {
  const std::size_t pixels = image.width * image.height;
  for (std::size_t c = 0; c < 3; ++c) {
    std::array<float, 256> values = {};
    for (std::size_t byte = 0; byte < values.size(); ++byte) {
      values[byte] = (static_cast<float>(byte) / 255.0F - preprocessing.mean[c]) / preprocessing.std[c];
    }
    for (std::size_t i = 0; i < pixels; ++i) target[c * pixels + i] = values[image.pixels[3 * i + c]];
  }
}

std::vector<float> preprocess(const RgbImage& image, const Preprocessing& preprocessing) {
  const RgbImage cropped = resize_and_crop(image, preprocessing);
  std::vector<float> result(3 * cropped.width * cropped.height);
  normalize(cropped, preprocessing, result.data());
  return result;
}

}  // namespace p8
