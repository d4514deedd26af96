#include "p8/vision/image/exif_orientation.h"

#include <string>

#include <doctest/doctest.h>

namespace p8 {

namespace {

using namespace std::string_literals;

/// A directory with another entry and the orientation, little or big endian.
std::string exif(int orientation, bool big_endian) {
  const char value = static_cast<char>(orientation);
  if (big_endian) {
    return "MM\0*\0\0\0\x08\0\x02"s + "\x01\0\0\x03\0\0\0\x01\0\x07\0\0"s + "\x01\x12\0\x03\0\0\0\x01\0"s + value +
           "\0\0"s;
  }
  return "II*\0\x08\0\0\0\x02\0"s + "\0\x01\x03\0\x01\0\0\0\x07\0\0\0"s + "\x12\x01\x03\0\x01\0\0\0"s + value +
         "\0\0\0"s;
}

/// Two rows of three pixels, whose red is 1 to 6.
RgbImage numbered() {
  RgbImage image(3, 2);
  for (std::uint8_t i = 0; i < 6; ++i) image.pixels[3 * static_cast<std::size_t>(i)] = i + 1;
  return image;
}

/// The red of each pixel, a row after the other: "123 456".
std::string reds(const RgbImage& image) {
  std::string text;
  for (std::size_t y = 0; y < image.height; ++y) {
    if (y > 0) text += ' ';
    for (std::size_t x = 0; x < image.width; ++x) text += static_cast<char>('0' + image.row(y)[3 * x]);
  }
  return text;
}

}  // namespace

TEST_CASE("the orientation is found in either byte order, with or without the prefix") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CHECK(exif_orientation(exif(orientation, false)) == orientation);
    CHECK(exif_orientation(exif(orientation, true)) == orientation);
    CHECK(exif_orientation("Exif\0\0"s + exif(orientation, true)) == orientation);
  }
}

TEST_CASE("data that say nothing, nonsense or too little leave the image as it is") {
  CHECK(exif_orientation("") == 1);
  CHECK(exif_orientation("Exif\0\0"s) == 1);
  CHECK(exif_orientation("no Exif data at all") == 1);
  CHECK(exif_orientation(exif(0, false)) == 1);
  CHECK(exif_orientation(exif(9, true)) == 1);
  const std::string whole = exif(6, true);
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) CHECK(exif_orientation(whole.substr(0, size)) == 1);
  std::string far_away = whole;
  far_away[4] = '\x7F';  // the directory's place
  CHECK(exif_orientation(far_away) == 1);
}

TEST_CASE("the eight orientations of 123 over 456") {
  const char* const expected[] = {"123 456",  "321 654",  "654 321",  "456 123",
                                  "14 25 36", "41 52 63", "63 52 41", "36 25 14"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CHECK(reds(turned_upright(numbered(), orientation)) == expected[orientation - 1]);
  }
}

}  // namespace p8
