#pragma once

#include <cstddef>

#include "p8/vision/embedding/similarity.h"
#include "p8/vision/zeroshot/zeroshot.h"

namespace p8 {

/// The probability that the counterpart stands among the best k when equal ones are put in random order.
/// @param better  how many others are more similar.   @param equal  how many others are just as similar.
double chance_among_best(std::size_t better, std::size_t equal, std::size_t k);

/// How often photo and text of the same row find each other among all.
/// @param images, texts  (N, E), row i of both belongs together.
Retrieval retrieve(const UnitVectors& images, const UnitVectors& texts, int threads);

}  // namespace p8
