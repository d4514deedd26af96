#pragma once

#include "p8/base/random.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// How much variants of a photo differ from it, at most.
struct Augmentation {
  double degrees = 15.0;    ///< turned to either side
  double zoom = 0.2;        ///< larger or smaller by that share
  double brightness = 0.1;  ///< lighter or darker by that share of the range
  double contrast = 0.2;    ///< of the contrast
  double saturation = 0.2;  ///< of the distance to grey
  double noise = 6.0;       ///< standard deviation in levels of 255
};

/// A copy of the same size, as another photo of the same thing might be: turned, zoomed, mirrored in one of two cases
/// (bilinear; beyond the edge the edge goes on), with other brightness, contrast and saturation, and noise. All of it
/// is drawn uniformly from `random`: the same state, the same copy.   @param image  at least one pixel.
RgbImage augmented(const RgbImage& image, Random& random, const Augmentation& most = {});

}  // namespace p8
