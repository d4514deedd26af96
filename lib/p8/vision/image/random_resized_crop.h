#pragma once

#include <cstddef>

#include "p8/base/random.h"
#include "p8/vision/image/pillow_resize.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// How a photo is changed each time it is seen: a random part of it, resized to the model's square (torchvision's
/// RandomResizedCrop; Szegedy et al. 2015, section 6), mirrored in one of two cases, its colours changed, a part of it
/// hidden (random erasing, Zhong et al. 2020).
struct RandomResizedCrop {
  double least_area = 0.4;  ///< of the part, as a share of the photo's area; at most all of it
  double aspect = 4.0 / 3;  ///< of the part: between 1 / aspect and aspect times the photo's own
  bool mirror = true;
  double colour = 0.3;   ///< brightness, contrast and saturation: each by up to that share
  double grey = 0.1;     ///< probability that the colours are taken away
  double erasing = 0.1;  ///< probability that a rectangle is hidden
};

/// A rectangle inside an image of that size: its area a share of the image's drawn uniformly from [least, most], the
/// logarithm of its aspect, over that of the image, uniformly from ±ln aspect. Of ten drawn, the first that fits; then
/// all of the image.
Box random_part(const ImageSize& image, double least, double most, double aspect, Random& random);

/// The photo as it is seen once: (side, side). All is drawn from `random`: the same state, the same copy. Brightness,
/// contrast and saturation are torchvision's ColorJitter (functional_tensor.py 0.14), in that order; a hidden rectangle
/// takes 2 to 25 % of the square and has one colour, drawn uniformly.   @param photo  at least one pixel.
RgbImage varied(const RgbImage& photo, std::size_t side, Interpolation interpolation,
                const RandomResizedCrop& variation, Random& random);

}  // namespace p8
