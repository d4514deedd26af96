#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

struct DecodeOptions {
  std::size_t max_bytes = std::size_t{1} << 28;  ///< of the file
  std::size_t max_pixels = 100'000'000;          ///< of the image; more is refused before memory is taken
  bool apply_orientation = false;                ///< turn the image as its Exif data ask; the CLIP reference does not
  /// JPEGs: colours are spread to their pixels without interpolation, and blocks are decoded at half, a quarter or an
  /// eighth of their side as long as the image's shorter side keeps `least_side` pixels. Pixels differ a little from
  /// Pillow's.
  bool fast = false;
  std::size_t least_side = 0;  ///< of a fast decoded image, pixels; 0: full size
};

/// The pixels of a JPEG, PNG or WebP file, byte for byte those of Pillow 9.4's Image.open(…).convert("RGB") unless
/// options.fast says otherwise:
///  - transparency is dropped, not blended: the colours below it appear;
///  - grey of 16 bits is clipped, so that all but the darkest 256 levels are white; colour of 16 bits is divided by
///  256;
///  - CMYK is taken as Adobe's inverted values and converted by its plain formula, without colour profile;
///  - of an animation the first picture.
/// The format is told by the content, not by the file's name.
/// Throws Error(Data) naming the file and the reason: another format, empty, cut off, damaged, too large. Damage that
/// the format cannot tell (a changed byte inside a JPEG) passes, as in Pillow.
/// @param name  the file for messages.
RgbImage decode_image(std::string_view bytes, const std::string& name, const DecodeOptions& options = {});

/// The same for a file. Throws Error(Data) also when it cannot be read.
RgbImage read_image(const std::string& path, const DecodeOptions& options = {});

}  // namespace p8
