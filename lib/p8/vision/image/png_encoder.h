#pragma once

#include <string>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// The image as a PNG file of 8-bit red, green and blue in sRGB, without loss. The same image gives the same bytes.
/// @param image  at least one pixel.   Throws std::runtime_error with libpng's words where it fails.
std::string png_bytes(const RgbImage& image);

}  // namespace p8
