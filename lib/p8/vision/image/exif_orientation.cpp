#include "p8/vision/image/exif_orientation.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace p8 {

namespace {

using namespace std::string_view_literals;

/// Numbers of a TIFF file, in its byte order; 0 beyond its end.
class TiffReader {
 public:
  explicit TiffReader(std::string_view bytes) : bytes_(bytes), is_big_endian_(bytes.substr(0, 2) == "MM") {}

  bool has_header() const { return (bytes_.substr(0, 2) == "II" || bytes_.substr(0, 2) == "MM") && number(2, 2) == 42; }

  std::size_t number(std::size_t position, std::size_t size) const {
    if (position > bytes_.size() || bytes_.size() - position < size) return 0;
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t byte = static_cast<unsigned char>(bytes_[position + (is_big_endian_ ? i : size - 1 - i)]);
      value = value << 8 | byte;
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool is_big_endian_;
};

}  // namespace

int exif_orientation(std::string_view exif) {
  constexpr std::string_view kPrefix = "Exif\0\0"sv;
  constexpr std::size_t kEntrySize = 12;
  constexpr std::size_t kOrientation = 0x0112;
  constexpr std::size_t kShort = 3;
  if (exif.substr(0, kPrefix.size()) == kPrefix) exif.remove_prefix(kPrefix.size());
  const TiffReader tiff(exif);
  if (!tiff.has_header()) return 1;
  const std::size_t directory = tiff.number(4, 4);
  const std::size_t entries = tiff.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntrySize;  // tag, type, count, value
    if (tiff.number(entry, 2) != kOrientation || tiff.number(entry + 2, 2) != kShort) continue;
    const std::size_t orientation = tiff.number(entry + 8, 2);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

RgbImage turned_upright(RgbImage image, int orientation) {
  assert(orientation >= 1 && orientation <= 8);
  if (orientation == 1) return image;
  // From the turned image back to the stored one: swap the axes, then count from the right or from below.
  const bool swaps_axes = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  RgbImage turned(swaps_axes ? image.height : image.width, swaps_axes ? image.width : image.height);
  for (std::size_t y = 0; y < turned.height; ++y) {
    for (std::size_t x = 0; x < turned.width; ++x) {
      std::size_t stored_x = swaps_axes ? y : x;
      std::size_t stored_y = swaps_axes ? x : y;
      if (from_right) stored_x = image.width - 1 - stored_x;
      if (from_below) stored_y = image.height - 1 - stored_y;
      std::copy_n(image.row(stored_y) + 3 * stored_x, 3, turned.row(y) + 3 * x);
    }
  }
  return turned;
}

}  // namespace p8
