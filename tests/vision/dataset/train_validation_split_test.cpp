#include "p8/vision/dataset/train_validation_split.h"

#include <numeric>

#include <doctest/doctest.h>

#include "support/error.h"

namespace p8 {

namespace {

std::vector<std::size_t> first(std::size_t count) {
  std::vector<std::size_t> items(count);
  std::iota(items.begin(), items.end(), std::size_t{0});
  return items;
}

}  // namespace

TEST_CASE("two shares that add up to 1 are a split for a training from nothing") {
  CHECK(parse_validation_share("0.95,0.05") == doctest::Approx(0.05));
  for (const char* const wrong : {"0.6,0.2,0.2", "1,0", "0.5", "0.9,0.2", "a,b", "0.5,0.5x", "", ",", "nan,0.5"}) {
    CHECK(test::kind_of([&] { parse_validation_share(wrong); }) == 2);
  }
  CHECK(test::message_of([] { parse_validation_share("0.6,0.2,0.2"); }).find("has two parts") != std::string::npos);
}

TEST_CASE("every photo gets a part, validation its share, and the seed decides which") {
  const Split split = validation_split(first(200), 0.1, 7, single_groups(200));
  CHECK(split.items_of(Part::Validation).size() == 20);
  CHECK(split.items_of(Part::Train).size() == 180);
  CHECK(split.parts == validation_split(first(200), 0.1, 7, single_groups(200)).parts);
  CHECK(split.parts != validation_split(first(200), 0.1, 8, single_groups(200)).parts);
}

TEST_CASE("photos that cannot be read get no part") {
  const Split split = validation_split({0, 2}, 0.5, 1, single_groups(3));
  CHECK_FALSE(split.parts[1].has_value());
  CHECK(split.items_of(Part::Train).size() == 1);
}

TEST_CASE("groups are never torn, and validation does not grow beyond its share") {
  Groups groups(100);
  for (std::size_t item = 0; item < 100; ++item) groups[item] = item / 7 * 7;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Split split = validation_split(first(100), 0.2, seed, groups);
    for (std::size_t item = 0; item < 100; ++item) CHECK(split.parts[item] == split.parts[groups[item]]);
    CHECK(split.items_of(Part::Validation).size() <= 20);
    CHECK(split.items_of(Part::Validation).size() >= 14);
  }
}

TEST_CASE("each part gets a group, however small or large its share, and one group is refused") {
  CHECK(validation_split(first(3), 0.01, 1, single_groups(3)).items_of(Part::Validation).size() == 1);
  CHECK(validation_split(first(3), 0.99, 1, single_groups(3)).items_of(Part::Train).size() == 1);
  const Split large = validation_split(first(5), 0.1, 1, {0, 0, 0, 3, 3});
  CHECK(large.items_of(Part::Validation) == std::vector<std::size_t>{3, 4});
  CHECK(test::kind_of([] { validation_split(first(2), 0.5, 1, {0, 0}); }) == 3);
}

TEST_CASE("photos of one text join the groups of those that look the same") {
  CHECK(joined_groups({0, 0, 2, 3, 4}, {-1, 8, 8, -1, -1}) == Groups{0, 0, 0, 3, 4});
  CHECK(joined_groups({0, 1, 2}, {-1, -1, -1}) == Groups{0, 1, 2});
  CHECK(joined_groups({0, 1, 1, 3}, {5, 6, 5, 6}) == Groups{0, 0, 0, 0});
}

}  // namespace p8
