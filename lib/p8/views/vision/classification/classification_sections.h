#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/report/page.h"
#include "p8/views/vision/classification/shown_images.h"
#include "p8/vision/classifier/seen_images.h"

/// What is to be said of a classifier of images, however it was made.
namespace p8::views {

/// Everything is borrowed.
struct ClassificationView {
  const Classification& classification;
  const ClassifierMetrics& figures;  ///< classifier_metrics() of it
  const Thumbnails& thumbnails;      ///< of pictured_paths(); missing ones are described in words
  const SeenImages* seen = nullptr;  ///< null: the classifier was made with none of them

  bool has_seen() const { return seen != nullptr && seen->count > 0; }
};

/// The answer in words: with labels the accuracy, what naming the same class always would give, the most frequent
/// mistake and the abstentions; without, how many images went to how many classes.
Text classification_lead(const ClassificationView& view);

/// Accuracy with its interval, balanced accuracy, macro F1, ECE and log loss; without labels, counts.
report::KeyFigures classification_cards(const ClassificationView& view);

inline Text not_measured() { return {"not measured", "non mesuré"}; }

/// "Images per second", or that it was not measured.   @param images_per_second  empty: nothing was encoded.
report::KeyFigure speed_card(const std::optional<double>& images_per_second, const std::string& device,
                             const std::string& precision);

/// Warns where the classifier was made with some of the images; nothing where it was not.
void warn_of_seen(const ClassificationView& view, report::Page& page);

/// Where it errs: the most frequent confusions in words and as a matrix; with more than 20 classes as a table alone.
report::Section confusions_section(const ClassificationView& view);

/// The most confident mistakes and right answers as pictures; without labels, the surest and the least sure answers.
report::Section pictures_section(const ClassificationView& view);

/// Recall with its interval as bars, and all figures of every class as a table; then those of all classes together.
report::Section classes_section(const ClassificationView& view);

/// Whether probabilities can be believed: reliability, how sure right and wrong answers are, and what abstaining gives.
report::Section confidence_section(const ClassificationView& view);

/// Without labels: how many images went to each class, and how sure the answers are.
report::Section counts_section(const ClassificationView& view);

/// What there is to say of images that could be read, in the order of a page: with labels confusions, pictures,
/// classes, confidence; without, counts and pictures.
void add_classification_sections(const ClassificationView& view, report::Page& page);

/// The images that could not be read, with the reasons.
report::Section failed_section(const std::vector<FailedImage>& failed);

}  // namespace p8::views
