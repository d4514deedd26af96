#include "p8/vision/dataset/decoded_images.h"

#include <doctest/doctest.h>

#include "p8/vision/image/png_encoder.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::TemporaryDirectory;

/// Three photos of which the second cannot be read.
ImageSet three_photos(const TemporaryDirectory& directory) {
  ImageSet set;
  set.name = directory.path();
  const auto add = [&](const std::string& name, const std::string& bytes) {
    ImageItem item;
    item.image = name;
    item.path = directory.write(name, bytes);
    set.items.push_back(item);
  };
  add("wide.png", png_bytes(RgbImage(300, 100)));
  add("broken.png", "no picture");
  add("small.png", png_bytes(RgbImage(20, 30)));
  return set;
}

}  // namespace

TEST_CASE("photos are kept no larger than asked for, small ones as they are, broken ones with their reason") {
  const TemporaryDirectory directory;
  const ImageSet set = three_photos(directory);
  for (const int threads : {1, 3}) {
    const DecodedImages kept = decode_images(set, {50, {}, false, threads});
    REQUIRE(kept.photos.size() == 2);
    CHECK(kept.items == std::vector<std::size_t>{0, 2});
    CHECK(kept.photos[0].width == 150);
    CHECK(kept.photos[0].height == 50);
    CHECK(kept.photos[1].width == 20);
    CHECK(kept.bytes == 3 * (150 * 50 + 20 * 30));
    REQUIRE(kept.failed.size() == 1);
    CHECK(kept.failed[0].image == "broken.png");
    CHECK(kept.hashes[0].has_value());
    CHECK_FALSE(kept.hashes[1].has_value());
  }
}

TEST_CASE("in strict mode the first photo that cannot be read ends it") {
  const TemporaryDirectory directory;
  const ImageSet set = three_photos(directory);
  CHECK(test::kind_of([&] { decode_images(set, {50, {}, true, 2}); }) == 3);
  CHECK(test::message_of([&] { decode_images(set, {50, {}, true, 2}); }).find("broken.png") != std::string::npos);
}

}  // namespace p8
