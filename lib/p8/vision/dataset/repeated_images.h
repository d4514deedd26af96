#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/base/text.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_set.h"

namespace p8 {

/// (items) a number for each photo, the same for the rows of a table that name the same file; an item without a path
/// has one of its own.
std::vector<std::int64_t> image_numbers(const ImageSet& set);

/// Photos whose labels contradict one another: lists of at least two items with the same bytes, whether in several rows
/// or in several files, and at least two labels. In the set's order.
std::vector<std::vector<std::size_t>> contradictory_images(const ImageSet& set, const EmbeddedImages& images);

/// "'a.jpg' (row 2) is 'Watches', 'a.jpg' (row 7) is 'Pens'; …", the first five photos.
Text contradictions_in_words(const ImageSet& set, const std::vector<std::vector<std::size_t>>& photos);

}  // namespace p8
