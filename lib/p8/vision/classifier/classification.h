#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/statistics/classification_metrics.h"
#include "p8/vision/dataset/failed_image.h"

namespace p8 {

/// What a classifier says of one image.
struct ImagePrediction {
  std::string image;                     ///< as the data name it
  std::string path;                      ///< the file
  std::optional<std::size_t> label;      ///< its true class; empty: not known
  std::optional<std::size_t> predicted;  ///< empty: the classifier abstained
  std::vector<double> p;                 ///< (C) probabilities, which add up to 1
};

/// What a classifier says of a set of images.
struct Classification {
  std::vector<std::string> classes;     ///< C names
  std::vector<ImagePrediction> images;  ///< in the data's order, without those that failed
  std::vector<FailedImage> failed;
};

/// How good it is, on the images whose class is known.
struct ClassifierMetrics {
  ClassificationMetrics metrics;          ///< of the images that were answered
  std::size_t images = 0;                 ///< all that could be read
  std::size_t labelled = 0;               ///< of them, those with a known class
  std::size_t answered = 0;               ///< of the labelled, those that got a class
  std::optional<double> accuracy_of_all;  ///< in [0, 1], had the abstentions been answered too; empty: no labels
};

ClassifierMetrics classifier_metrics(const Classification& classification);

/// The most probable class, or none where its probability is below `abstain_below`; the first one among equals.
std::optional<std::size_t> chosen_class(const std::vector<double>& p, double abstain_below);

/// predictions.csv: image,label,predicted,correct,p_<class>…; "correct" is 1, 0, or empty where either is not known.
std::string predictions_csv(const Classification& classification);
/// confusion.csv: a row a true class, a column a predicted one ("label,<class>…,abstained").
std::string confusion_csv(const Classification& classification);

}  // namespace p8
