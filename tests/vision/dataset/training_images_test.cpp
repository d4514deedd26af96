#include "p8/vision/dataset/training_images.h"

#include <doctest/doctest.h>

#include "p8/vision/dataset/repeated_images.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

struct Images {
  ImageSet set;
  EmbeddedImages images;

  void add(const std::string& name, const std::string& sha256, std::size_t label = 0) {
    ImageItem item;
    item.image = name;
    item.path = "photos/" + name;
    item.label = label;
    item.row = set.items.size() + 2;
    set.items.push_back(item);
    images.items.push_back(images.items.size());
    images.sha256.push_back(sha256);
  }
};

Images four() {
  Images photos;
  photos.set.classes = {"Pens", "Watches"};
  photos.add("a.jpg", "1111");
  photos.add("=b.jpg", "2222");
  photos.add("c.jpg", "3333");
  photos.add("d.jpg", "4444");
  return photos;
}

using Parts = std::vector<std::optional<Part>>;

}  // namespace

TEST_CASE("photos that a classifier was made with are known by their content, whatever they are called") {
  const Images made = four();
  Split split;
  split.parts = {Part::Train, Part::Validation, Part::Test, std::nullopt};
  const std::string csv = training_images_csv(made.set, split, made.images);
  CHECK(csv == "image,part,sha256\na.jpg,train,1111\n\"'=b.jpg\",validation,2222\nc.jpg,test,3333\n");
  const test::TemporaryDirectory directory;
  CHECK_FALSE(read_training_images(directory.path()));
  directory.write("photos.csv", csv);
  Images met;
  met.add("new.jpg", "9999");
  met.add("copy.jpg", "2222");
  met.add("a.jpg", "5555");
  met.add("a.jpg", "1111");
  met.add("c.jpg", "3333");
  const auto training = read_training_images(directory.path());
  REQUIRE(training);
  CHECK(training->by_content);
  CHECK(parts_in_training(*training, met.set, met.images) ==
        Parts{std::nullopt, Part::Validation, std::nullopt, Part::Train, Part::Test});
}

TEST_CASE("a table called photos.csv beside a model is no run's") {
  const test::TemporaryDirectory directory;
  const std::string model = directory.write("model.pt", "weights");
  directory.write("photos.csv", "image,label\na.jpg,Pens\n");
  CHECK_FALSE(images_of_model(model));
  directory.write("photos.csv", "image,part,sha256\na.jpg,train,1111\n");
  directory.write("run.json", "{}");
  CHECK(images_of_model(model));
  CHECK(images_of_model(directory.path() + "/"));
}

TEST_CASE("a run that left only names is known by them, and one that stands twice by its earliest part") {
  const test::TemporaryDirectory directory;
  directory.write("split.csv", "image,part\na.jpg,test\na.jpg,train\n'=b.jpg,validation\n");
  const auto training = read_training_images(directory.path());
  REQUIRE(training);
  CHECK_FALSE(training->by_content);
  const Images met = four();
  CHECK(parts_in_training(*training, met.set, met.images) ==
        Parts{Part::Train, Part::Validation, std::nullopt, std::nullopt});
  directory.write("split.csv", "image,part\na.jpg,tests\n");
  CHECK(test::kind_of([&] { read_training_images(directory.path()); }) == 4);
  directory.write("split.csv", "photo,part\n");
  CHECK(test::kind_of([&] { read_training_images(directory.path()); }) == 4);
}

TEST_CASE("a photo with two labels is told, whether it stands in two rows or in two files") {
  Images photos = four();
  photos.add("a.jpg", "1111", 1);
  photos.add("e.jpg", "3333", 1);
  photos.add("d.jpg", "4444", 0);
  photos.set.items[5].row = 0;
  photos.set.items[2].row = 0;
  CHECK(image_numbers(photos.set) == std::vector<std::int64_t>{0, 1, 2, 3, 0, 4, 3});
  const auto found = contradictory_images(photos.set, photos.images);
  CHECK(found == std::vector<std::vector<std::size_t>>{{0, 4}, {2, 5}});
  CHECK(contradictions_in_words(photos.set, found).en ==
        "'a.jpg' (row 2) is 'Pens', 'a.jpg' (row 6) is 'Watches'; 'c.jpg' is 'Pens', 'e.jpg' is 'Watches'");
}

}  // namespace p8
