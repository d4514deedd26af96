#include "p8/vision/dataset/near_duplicates.h"

#include <doctest/doctest.h>

#include "p8/vision/image/thumbnail.h"
#include "support/temporary.h"

namespace p8 {

TEST_CASE("photos that resemble one another form groups, also by way of a third") {
  ImageHashes hashes = {0x0, 0x3f, 0xfff, 0xffffffff00000000, std::nullopt, 0x0};  // 0-1: 6 bits, 1-2: 6, 0-2: 12
  CHECK(duplicate_groups(hashes) == Groups{0, 0, 0, 3, 4, 0});
}

TEST_CASE("only pairs that a split tears apart are reported, the nearest first") {
  ImageSet set;
  for (const char* name : {"a", "b", "c", "d"}) {
    set.items.emplace_back();
    set.items.back().image = name;
  }
  Split split;
  split.parts = {Part::Train, Part::Test, Part::Train, std::nullopt};
  const auto pairs = cross_split_duplicates(set, split, {0x0, 0x7, 0x1, 0x0});
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].first == "b");
  CHECK(pairs[0].second == "c");
  CHECK(pairs[0].distance == 2);
  CHECK(pairs[0].first_part == Part::Test);
  CHECK(pairs[1].first == "a");
  CHECK(pairs[1].distance == 3);
}

TEST_CASE("hashes come from the cache as they went in") {
  const test::TemporaryDirectory directory;
  RgbImage image(64, 48);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * i / 50);
  ImageSet set;
  set.items.resize(2);
  set.items[0].image = "photo.jpg";
  set.items[0].path = directory.write("photo.jpg", thumbnail(image).jpeg);
  set.items[1].image = "none.jpg";
  set.items[1].path = directory.file("none.jpg");
  EmbeddingCache cache(directory.file("cache"), 1 << 20);
  const ImageHashes first = hash_images(set, {0, 1}, {}, 2, &cache);
  const ImageHashes again = hash_images(set, {0, 1}, {}, 1, &cache);
  CHECK(first[0].has_value());
  CHECK(!first[1]);
  CHECK(first == again);
  CHECK(first == hash_images(set, {0, 1}, {}, 1, nullptr));
}

}  // namespace p8
