#pragma once

#include "p8/vision/segmentation/segments.h"

namespace p8 {

/// CIE L*a*b* of sRGB, white D65 of the 2° observer (IEC 61966-2-1; CIE 15): L in [0, 100]; with the constants of
/// scikit-image 0.19 (color.rgb2lab).
ColourImage lab_image(const ColourImage& rgb);

/// A Gaussian blur of each channel: the kernel reaches 4 standard deviations, the picture is mirrored at its edges
/// (scipy.ndimage.gaussian_filter's defaults).   @param sigma  pixels; 0: unchanged.
ColourImage blurred(const ColourImage& image, double sigma);

}  // namespace p8
