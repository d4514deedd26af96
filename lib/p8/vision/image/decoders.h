#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "p8/base/error.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/stored_image.h"

// One function a file format, for decode_image() only.
namespace p8 {

/// An image and how it wants to be turned.
struct DecodedImage {
  StoredImage image;
  int orientation = 1;  ///< Exif's, 1 to 8; 1 unless it was asked for
};

/// The bytes of one file and what is wanted of it.
struct ImageFile {
  std::string_view bytes;
  const std::string& name;  ///< printable
  const DecodeOptions& options;
};

DecodedImage decode_jpeg(const ImageFile& file);
DecodedImage decode_png(const ImageFile& file);
DecodedImage decode_webp(const ImageFile& file);

/// An Error(Data) that names the file: "photo.jpg: the JPEG image is cut off".
Error image_error(const ImageFile& file, const Text& reason);

/// Throws unless the image has a pixel and not more of them than allowed.
void check_size(const ImageFile& file, std::size_t width, std::size_t height);

/// The reasons that all formats share.
/// @param format  "JPEG".
Text cut_off(const char* format);
/// @param detail  the library's words, in English.
Text damaged(const char* format, const char* detail);

}  // namespace p8
