#include "p8/vision/image/png_encoder.h"

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/image/decode_image.h"

using namespace p8;

TEST_CASE("A PNG file read again has the pixels that were written, and the same image the same bytes") {
  Random random(1);
  for (const auto& [width, height] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 3}, {224, 224}}) {
    RgbImage image(width, height);
    for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
    const std::string bytes = png_bytes(image);
    CHECK(decode_image(bytes, "written.png").pixels == image.pixels);
    CHECK(png_bytes(image) == bytes);
  }
}
