#include "p8/vision/classifier/seen_images.h"

#include <algorithm>
#include <utility>

namespace p8 {

SeenImages seen_images(const Classification& classification, std::vector<bool> seen) {
  Classification others{classification.classes, {}, {}};
  SeenImages result;
  for (std::size_t i = 0; i < classification.images.size(); ++i) {
    if (seen[i]) {
      ++result.count;
    } else {
      others.images.push_back(classification.images[i]);
    }
  }
  const ClassifierMetrics figures = classifier_metrics(others);
  result.new_answered = figures.answered;
  result.of_new = figures.metrics;
  result.seen = std::move(seen);
  return result;
}

std::optional<double> answered_share(const Classification& classification, const ClassifierMetrics& figures) {
  const bool has_labels = figures.labelled > 0;
  const std::size_t all = has_labels ? figures.labelled : figures.images;
  if (all == 0) return std::nullopt;
  const auto given = static_cast<std::size_t>(
      std::count_if(classification.images.begin(), classification.images.end(), [&](const ImagePrediction& image) {
        return image.predicted.has_value() && (!has_labels || image.label.has_value());
      }));
  return static_cast<double>(given) / static_cast<double>(all);
}

}  // namespace p8
