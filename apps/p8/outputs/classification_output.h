#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "p8/command_line/run.h"
#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/seen_images.h"
#include "p8/vision/dataset/training_images.h"

namespace p8::app {

/// Warns of images that could not be read, if there are any.   @param images  of how many.
void warn_of_failed(const std::vector<FailedImage>& failed, std::size_t images, Log& log);

/// Writes errors.csv where an image failed, and adds it to the files.
void write_failed(const std::vector<FailedImage>& failed, Run& run, std::vector<std::string>& files);

/// Writes predictions.csv, with labels confusion.csv, and errors.csv where an image failed. Adds the last two to the
/// files, which name the first.
void write_classification(const Classification& classification, const ClassifierMetrics& figures, Run& run,
                          std::vector<std::string>& files);

/// (N) whether the classifier was made with the image; warns of those, with their number.
std::vector<bool> find_seen(const TrainingImages& training, const ImageSet& set, const EmbeddedImages& images,
                            Log& log);

/// One line for the terminal: how many images, and with labels the accuracy with its interval; where some got no
/// answer, the share that did stands beside it; where the classifier was made with some of them, the accuracy on the
/// others.
Text classification_summary(const Classification& classification, const ClassifierMetrics& figures,
                            const SeenImages& seen);

/// A line an image, for a few of them: its class with the probability, that it got none, or why it could not be read.
Text answers_in_words(const Classification& classification, const SeenImages& seen);

/// The same for programs: [{image, predicted, most_probable, probability}], those that failed left out.
nlohmann::ordered_json answers_json(const Classification& classification);

}  // namespace p8::app
