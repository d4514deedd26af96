#include "p8/vision/image/file_format.h"

#include <string>

#include <doctest/doctest.h>

#include "support/temporary.h"

namespace p8 {

namespace {

using namespace std::string_literals;

std::string format_of(const std::string& bytes) {
  const FileFormat format = file_format(bytes);
  const char* const kinds[] = {"image", "other image", "text", "other"};
  return std::string(kinds[static_cast<int>(format.kind)]) +
         (format.name != nullptr ? " " + std::string(format.name) : "");
}

std::string kept(const std::string& name) { return test::read(P8_SOURCE_DIR "/tests/fuzz/image/" + name); }

}  // namespace

TEST_CASE("the first bytes tell the format") {
  CHECK(format_of(kept("baseline_420.jpg")) == "image JPEG");
  CHECK(format_of(kept("rgb_16_bits.png")) == "image PNG");
  CHECK(format_of(kept("lossy.webp")) == "image WebP");
  CHECK(format_of(kept("animated.gif")) == "other image GIF");
  CHECK(format_of("BM\x36\0\x03\0\0\0\0\0\x36\0"s) == "other image BMP");
  CHECK(format_of("II*\0\x08\0\0\0"s) == "other image TIFF");
  CHECK(format_of("MM\0*\0\0\0\x08"s) == "other image TIFF");
  CHECK(format_of("\0\0\0\x1c"
                  "ftypavif\0\0\0\0"s) == "other image AVIF");
  CHECK(format_of("\0\0\0\x1c"
                  "ftypmif1\0\0\0\0mif1avif"s) == "other image AVIF");
  CHECK(format_of("\0\0\0\x1c"
                  "ftypheic\0\0\0\0mif1heic"s) == "other image HEIC");
  CHECK(format_of("\0\0\0\x18"
                  "ftypmif1\0\0\0\0mif1heic"s) == "other image HEIC");
  CHECK(format_of("\0\0\0\x0c"
                  "JXL \r\n\x87\n"s) == "other image JPEG XL");
  CHECK(format_of("\0\0\0\x0c"
                  "jP  \r\n\x87\n"s) == "other image JPEG 2000");
  CHECK(format_of("8BPS\0\1"s) == "other image PSD");
  CHECK(format_of("P6\n2 2\n255\n") == "other image PNM");
  CHECK(format_of("<?xml version=\"1.0\"?>\n<svg width=\"1\"/>") == "other image SVG");
  CHECK(format_of("\0\0\0\x18"
                  "ftypisom"s) == "other MP4");
  CHECK(format_of("PK\3\4\x14\0"s) == "other ZIP");
}

TEST_CASE("words are text, whatever their code, and all else is nothing known") {
  CHECK(format_of("image,label\r\na.jpg,caf\xC3\xA9\n") == "text");
  CHECK(format_of("caf\xE9\n") == "text");
  CHECK(format_of("\xFF\xFE"
                  "a\0b\0"s) == "text");
  CHECK(format_of("BM is no bitmap") == "text");
  CHECK(format_of("<!doctype html>\n<p>404") == "text HTML");
  CHECK(format_of("") == "other");
  CHECK(format_of("\x80\0\1\2"s) == "other");
}

TEST_CASE("16 bits of grey stand in the heading of a PNG") {
  CHECK(is_deep_grey(kept("grey_16_bits.png")));
  CHECK_FALSE(is_deep_grey(kept("rgb_16_bits.png")));
  CHECK_FALSE(is_deep_grey(kept("grey_alpha.png")));
  CHECK_FALSE(is_deep_grey(kept("grey_16_bits.png").substr(0, 24)));
}

}  // namespace p8
