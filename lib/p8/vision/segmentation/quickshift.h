#pragma once

#include <cstdint>

#include "p8/vision/segmentation/segments.h"

namespace p8 {

/// The defaults are those that LIME uses for photos.
struct QuickshiftOptions {
  double kernel_size = 4.0;     ///< standard deviation of the density's kernel, pixels and colour together
  double max_distance = 200.0;  ///< between a pixel and its parent; further apart, a new segment begins
  double ratio = 0.2;           ///< weight of colour against place, in (0, 1]
  std::uint64_t seed = 42;      ///< of the noise that breaks ties of density
  int threads = 1;
};

/// Quickshift (Vedaldi and Soatto 2008, ECCV) in Lab colour and place, as scikit-image 0.19 does it: each pixel's
/// parent is the nearest one of higher density within three kernel sizes; a tree is a segment.
/// @param image  at least one pixel.   The seed alone decides among ties, not the threads.
Segments quickshift(const ColourImage& image, const QuickshiftOptions& options = {});

}  // namespace p8
