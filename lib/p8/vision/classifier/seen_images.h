#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "p8/vision/classifier/classification.h"

namespace p8 {

/// What the answers to a set of images tell where the classifier was made with some of them: trained on them, or its
/// epoch chosen by them. Only the others say how it does on new ones.
struct SeenImages {
  std::vector<bool> seen;        ///< (images of the classification) whether it was made with each; empty: with none
  std::size_t count = 0;         ///< of those that it was made with
  std::size_t new_answered = 0;  ///< images of known class that got an answer and that it was not made with
  ClassificationMetrics of_new;  ///< of these
};

/// @param seen  one for each image of the classification.
SeenImages seen_images(const Classification& classification, std::vector<bool> seen);

/// The share of images that got a class, in [0, 1]: of the labelled ones, on which the figures are, or without labels
/// of all. Accuracy is only worth something beside it. Empty without images.
std::optional<double> answered_share(const Classification& classification, const ClassifierMetrics& figures);

}  // namespace p8
