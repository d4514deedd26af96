#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/run.h"
#include "p8/vision/classification.h"

namespace p8::app {

/// Warns of images that could not be read, if there are any.   @param images  of how many.
void warn_of_failed(const std::vector<FailedImage>& failed, std::size_t images, Log& log);

/// Writes errors.csv where an image failed, and adds it to the files.
void write_failed(const std::vector<FailedImage>& failed, Run& run, std::vector<std::string>& files);

/// Writes predictions.csv, with labels confusion.csv, and errors.csv where an image failed. Adds the last two to the
/// files, which name the first.
void write_classification(const Classification& classification, const ClassificationFigures& figures, Run& run,
                          std::vector<std::string>& files);

}  // namespace p8::app
