#pragma once

#include <cstddef>

#include "p8/vision/segmentation/segments.h"

namespace p8 {

struct SlicOptions {
  std::size_t count = 100;    ///< about how many segments
  double compactness = 10.0;  ///< weight of place against colour; large: nearly squares
  double sigma = 1.0;         ///< of the blur before, pixels
  int iterations = 10;
};

/// SLIC superpixels (Achanta et al. 2012, PAMI 34) as scikit-image 0.19 makes them: k-means in Lab colour and place
/// that starts on a grid and looks two steps far; then connected pieces smaller than half the usual size go to a
/// neighbour, and none grows beyond three times of it. Nothing is random.
/// @param image  at least one pixel.
Segments slic(const ColourImage& image, const SlicOptions& options = {});

}  // namespace p8
