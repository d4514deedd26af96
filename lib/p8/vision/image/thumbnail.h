#pragma once

#include <cstddef>
#include <string>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// A small copy of an image for a report.
struct Thumbnail {
  std::string jpeg;  ///< the bytes of a JPEG file
  std::size_t width = 0;
  std::size_t height = 0;
};

struct ThumbnailOptions {
  std::size_t longest_side = 160;  ///< pixels, at least 1; smaller images keep their size
  int quality = 72;                ///< libjpeg's, 1 to 100
};

/// The image made as small as asked for, in its proportions but at least one pixel wide and high (bicubic, as Pillow's
/// Image.resize), as JPEG. The same image gives the same bytes.   @param image  at least one pixel.
Thumbnail thumbnail(const RgbImage& image, const ThumbnailOptions& options = {});

}  // namespace p8
