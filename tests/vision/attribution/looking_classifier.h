#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include "p8/vision/classifier/image_classifier.h"

// A classifier of which a test knows where it looks.
namespace p8::test {

/// A rectangle of pixels: [left, right) × [top, bottom).
struct Region {
  std::size_t left = 0, top = 0, right = 0, bottom = 0;

  bool has(std::size_t x, std::size_t y) const { return x >= left && x < right && y >= top && y < bottom; }
};

/// An image's embedding is the mean of its red in the region, in [0, 1], and 1.
class LookingEncoder : public ImageEncoder {
 public:
  LookingEncoder(const Region& region, std::size_t side) : region_(region), side_(side) {}

  std::size_t width() const override { return 2; }
  void encode(const float* pixels, std::size_t images, float* embeddings) override {
    largest_batch = std::max(largest_batch, images);
    encoded += images;
    for (std::size_t b = 0; b < images; ++b) {
      const float* const red = pixels + b * 3 * side_ * side_;
      double sum = 0.0, count = 0.0;
      for (std::size_t y = region_.top; y < region_.bottom; ++y) {
        for (std::size_t x = region_.left; x < region_.right; ++x, count += 1.0) {
          sum += static_cast<double>(red[y * side_ + x]);
        }
      }
      embeddings[2 * b] = static_cast<float>(sum / count);
      embeddings[2 * b + 1] = 1.0F;
    }
  }

  std::size_t largest_batch = 0;
  std::size_t encoded = 0;

 private:
  Region region_;
  std::size_t side_;
};

/// Two classes: "red" with 0.1 + 0.8 × the region's red, and "other". The model's square has `side` pixels and is not
/// normalised.
inline ImageClassifier looking_classifier(const Region& region, std::size_t side) {
  ImageClassifier classifier;
  classifier.name = "made up";
  classifier.classes = {"red", "other"};
  classifier.preprocessing.size = classifier.preprocessing.crop = side;
  classifier.preprocessing.mean = {0.0F, 0.0F, 0.0F};
  classifier.preprocessing.std = {1.0F, 1.0F, 1.0F};
  classifier.image = std::make_unique<LookingEncoder>(region, side);
  classifier.encoder_identity = classifier.identity = "looking";
  classifier.probabilities = [](const std::vector<float>& embeddings) {
    std::vector<double> p;
    for (std::size_t i = 0; i < embeddings.size(); i += 2) {
      p.push_back(0.1 + 0.8 * static_cast<double>(embeddings[i]));
      p.push_back(1.0 - p.back());
    }
    return p;
  };
  return classifier;
}

}  // namespace p8::test
