#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "p8/report/page.h"
#include "p8/vision/classifier/classification.h"
#include "p8/vision/image/thumbnail.h"

/// Which images a page shows as pictures, and how. All are named by their index in Classification::images.
namespace p8::views {

constexpr std::size_t kImagesShown = 12;  ///< of each gallery

using Thumbnails = std::map<std::string, Thumbnail>;  ///< by ImagePrediction::path

/// The mistakes with the highest probability of the predicted class first; equal ones in the data's order.
std::vector<std::size_t> shown_mistakes(const Classification& classification, std::size_t most);
/// The right answers of the highest probability: the first of each class, then the second of each, and so on.
std::vector<std::size_t> shown_right(const Classification& classification, std::size_t most);
/// Of images without a label: the surest answers, in the same way by predicted class.
std::vector<std::size_t> shown_surest(const Classification& classification, std::size_t most);
/// Of images without a label: those whose most probable class is least probable, answered or not.
std::vector<std::size_t> shown_least_sure(const Classification& classification, std::size_t most);

/// Whether any image has a known class. A page then shows mistakes and right answers, else the surest and the least
/// sure.
bool has_labels(const Classification& classification);

/// The paths of all images that a page shows, each once: those that need a thumbnail.
std::vector<std::string> pictured_paths(const Classification& classification);

/// The images with what the classifier said of them. One without a thumbnail is described in words.
report::Gallery gallery_of(const Classification& classification, const std::vector<std::size_t>& images,
                           const Thumbnails& thumbnails, const Text& caption);

}  // namespace p8::views
