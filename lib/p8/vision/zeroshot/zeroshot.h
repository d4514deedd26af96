#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/classification.h"

namespace p8 {

/// How photos are compared with categories (Radford et al. 2021, section 3.1).
enum class ZeroshotStrategy {
  Prompts,       ///< with sentences made of the category's name: "a photo of a watch."
  Descriptions,  ///< with the descriptions of the other products: the category of the one that fits best
};

/// A text that did not fit.
struct LongTextFound {
  std::string owner;       ///< the image or category it belongs to
  std::size_t tokens = 0;  ///< with start and end
};

/// The share of queries whose own counterpart is among the best k, in [0, 1]. Among equal similarities the counterpart
/// is as likely to stand first as any other, and counts for that probability.
struct RecallAt {
  double at_1 = 0.0;
  double at_5 = 0.0;
  double at_10 = 0.0;
};

/// Photos and descriptions that look for each other.
struct Retrieval {
  std::size_t pairs = 0;
  RecallAt image_to_text;
  RecallAt text_to_image;
};

/// What zero-shot classification found.
struct ZeroshotResult {
  Classification classification;
  std::vector<std::vector<std::string>> prompts;  ///< of each class; empty for the strategy "descriptions"
  /// (C, C) cosines of the classes' prompts, or of their mean descriptions, in [-1, 1].
  std::vector<double> class_similarity;
  std::optional<Retrieval> retrieval;
  std::vector<LongTextFound> long_texts;
  std::size_t texts = 0;      ///< how many were encoded
  double temperature = 0.01;  ///< cosines are divided by it before the softmax
  bool calibrated = false;  ///< whether the temperature was fitted to the labels (on other images than it is used for)
  bool temperature_at_limit = false;  ///< fitted, but no temperature is best, see CrossFittedTemperature
};

}  // namespace p8
