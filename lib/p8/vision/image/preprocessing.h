#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "p8/vision/image/pillow_resize.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// What a model wants done to an image before it sees it. The default is that of OpenAI's CLIP at 224 pixels.
struct Preprocessing {
  std::size_t size = 224;  ///< of the shorter side after the resize, pixels
  std::size_t crop = 224;  ///< side of the square cut from the middle, at most `size`, pixels
  Interpolation interpolation = Interpolation::Bicubic;
  std::array<float, 3> mean = {0.48145466F, 0.4578275F, 0.40821073F};  ///< of red, green, blue in [0, 1]
  std::array<float, 3> std = {0.26862954F, 0.26130258F, 0.27577711F};  ///< their standard deviations, above 0
};

/// torchvision's VGG16_Weights.IMAGENET1K_V1.transforms().
Preprocessing vgg16_preprocessing();

/// Throws Error(Model) unless sizes, means and deviations are such that preprocess() can work with them.
/// @param name  the file they come from, printable.
void check_preprocessing(const Preprocessing& preprocessing, const std::string& name);

/// The size of an image whose shorter side was made `shorter` pixels long; the longer side is rounded down, as by
/// torchvision 0.14's Resize (functional.py, _compute_resized_output_size).
ImageSize resized_by_shorter_side(const ImageSize& image, std::size_t shorter);

/// The square of side `crop` in the middle of an image of at least that size. Of an odd number of pixels to be cut off,
/// the half is rounded to even, as by torchvision 0.14's CenterCrop.
Window center_crop(const ImageSize& image, std::size_t crop);

/// Resized and cropped: (crop, crop) pixels. As Hugging Face, and torchvision's own loader, the image is RGB before it
/// is resized; OpenAI's transform resizes images with a palette or transparency before it converts them. Of images with
/// extreme proportions only the part that is kept is computed.
RgbImage resize_and_crop(const RgbImage& image, const Preprocessing& preprocessing);

/// The pixels as numbers: (3, H, W), channel by channel, (value / 255 - mean) / std in float32.
/// @param target  3 * H * W numbers.
void normalize(const RgbImage& image, const Preprocessing& preprocessing, float* target);

/// resize_and_crop() and normalize(): one image of a batch (B, 3, crop, crop).
std::vector<float> preprocess(const RgbImage& image, const Preprocessing& preprocessing);

}  // namespace p8
