#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// What is seen where an image is transparent.
enum class Background {
  White,
  Black,
  Drop,  ///< the colours that the file stores beneath, as Pillow's convert("RGB") leaves them
};

struct DecodeOptions {
  std::size_t max_bytes = std::size_t{1} << 28;  ///< of the file
  std::size_t max_pixels = 100'000'000;          ///< of the image; more is refused before memory is taken
  bool apply_orientation = false;                ///< turn the image as its Exif data ask; the CLIP reference does not
  Background background = Background::White;     ///< the CLIP reference drops transparency
  /// For model_square(): images with a palette, transparency or CMYK are resized as such and then made RGB, as by
  /// OpenAI and open_clip; Hugging Face, and torchvision's own loader, make them RGB first.
  bool resizes_first = false;
  /// JPEGs: colours are spread to their pixels without interpolation, and blocks are decoded at half, a quarter or an
  /// eighth of their side as long as the image's shorter side keeps `least_side` pixels. Pixels differ a little from
  /// Pillow's.
  bool fast = false;
  std::size_t least_side = 0;  ///< of a fast decoded image, pixels; 0: full size
};

/// The pixels of a JPEG, PNG or WebP file, byte for byte those of Pillow 9.4's Image.open(…).convert("RGB") under
/// Background::Drop, unless options.fast says otherwise, or grey has 16 bits:
///  - what is transparent lies on the background: alpha of PNG and WebP, palettes and colour keys (tRNS) of PNG; opaque
///  images are the same on every background;
///  - 16 bits are divided by 256, also in grey, which Pillow 9.4 clips to white;
///  - CMYK is taken as Adobe's inverted values and converted by its plain formula, without colour profile;
///  - of an animation the first picture.
/// The format is told by the content, not by the file's name.
/// Throws Error(Data) naming the file and the reason: another format, empty, cut off, damaged, too large. Damage that
/// the format cannot tell (a changed byte inside a JPEG) passes, as in Pillow.
/// @param name  the file for messages.
RgbImage decode_image(std::string_view bytes, const std::string& name, const DecodeOptions& options = {});

/// The same for a file. Throws Error(Data) also when it cannot be read.
RgbImage read_image(const std::string& path, const DecodeOptions& options = {});

struct StoredImage;

/// The same before it is RGB, for models that resize first; turned upright and laid on the background.
StoredImage decode_stored(std::string_view bytes, const std::string& name, const DecodeOptions& options = {});

/// "white", "black", "drop", as the command line and classifier.json name them.
const char* name_of(Background background);
/// Nothing for another name.
std::optional<Background> background_of(std::string_view name);

}  // namespace p8
