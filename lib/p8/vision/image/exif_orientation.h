#pragma once

#include <string_view>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// The orientation, 1 to 8, that Exif data ask for (Exif 2.32, section 4.6.4, tag 0x0112 of the first directory); 1
/// where they say nothing or are damaged.   @param exif  a TIFF structure, with or without "Exif\0\0" in front.
int exif_orientation(std::string_view exif);

/// The image turned and mirrored so that it stands as it was taken: Pillow's ImageOps.exif_transpose.
/// @param orientation  1 to 8; 1 leaves it alone.
RgbImage turned_upright(RgbImage image, int orientation);

}  // namespace p8
