#include "p8/vision/dataset/split.h"

#include <algorithm>
#include <utility>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::kind_of;
using test::message_of;

/// A set with so many photos of each class, their labels taking turns.
ImageSet photos(const std::vector<std::size_t>& counts) {
  ImageSet set;
  set.name = "products.csv";
  std::size_t most = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    set.classes.push_back("class " + std::to_string(c));
    most = std::max(most, counts[c]);
  }
  for (std::size_t i = 0; i < most; ++i) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (i >= counts[c]) continue;
      ImageItem item;
      item.image = std::to_string(c) + "_" + std::to_string(i) + ".jpg";
      item.label = c;
      set.items.push_back(item);
    }
  }
  set.has_labels = true;
  return set;
}

std::vector<std::size_t> all_of(const ImageSet& set) { return single_groups(set.items.size()); }

Split split(const ImageSet& set, std::uint64_t seed = 42, const SplitFractions& fractions = {}) {
  return stratified_split(set, all_of(set), fractions, seed, single_groups(set.items.size()));
}

using Counts = std::array<std::size_t, 3>;

}  // namespace

TEST_CASE("the study's photos split into 630, 210 and 210, each class alike") {
  const ImageSet set = photos(std::vector<std::size_t>(7, 150));
  const Split parts = split(set);
  CHECK(parts.items_of(Part::Train).size() == 630);
  CHECK(parts.items_of(Part::Validation).size() == 210);
  CHECK(parts.items_of(Part::Test).size() == 210);
  for (const Counts& counts : images_by_part(set, parts)) CHECK(counts == Counts{90, 30, 30});
}

TEST_CASE("the largest remainders get what is left over, and no part of a class is empty") {
  const ImageSet set = photos({3, 4, 8, 11});  // 1.8 .6 .6; 2.4 .8 .8; 4.8 1.6 1.6; 6.6 2.2 2.2
  const auto counts = images_by_part(set, split(set));
  CHECK(counts[0] == Counts{1, 1, 1});
  CHECK(counts[1] == Counts{2, 1, 1});
  CHECK(counts[2] == Counts{5, 2, 1});
  CHECK(counts[3] == Counts{7, 2, 2});
}

TEST_CASE("a split depends on its seed and on nothing else") {
  const ImageSet set = photos({20, 30});
  CHECK(split(set, 1).parts == split(set, 1).parts);
  CHECK(split(set, 1).parts != split(set, 2).parts);
}

TEST_CASE("photos without a label are left out and counted") {
  ImageSet set = photos({5, 5});
  set.items[3].label.reset();
  const Split parts = split(set);
  CHECK(parts.unlabelled == 1);
  CHECK(!parts.parts[3]);
  CHECK(std::count(parts.parts.begin(), parts.parts.end(), std::nullopt) == 1);
}

TEST_CASE("groups stay in one part and the proportions hold nevertheless") {
  const ImageSet set = photos({60, 60});
  Groups groups = single_groups(set.items.size());
  for (std::size_t item = 0; item < 40; ++item) groups[item] = item / 4;  // ten groups of four, of both classes
  const Split parts = stratified_split(set, all_of(set), {}, 42, groups);
  for (std::size_t item = 0; item < 40; ++item) CHECK(parts.parts[item] == parts.parts[item / 4 * 4]);
  for (const Counts& counts : images_by_part(set, parts)) CHECK(counts == Counts{36, 12, 12});
}

TEST_CASE("groups that leave nothing to test are refused") {
  const ImageSet set = photos({5, 5});
  Groups one_each = single_groups(10);
  for (std::size_t item = 0; item < 10; ++item) one_each[item] = item % 2;  // each class looks the same throughout
  CHECK(message_of([&] { stratified_split(set, all_of(set), {}, 42, one_each); }) ==
        "products.csv: with copies of a photo kept together no photo is left for the part 'validation'; add photos, or "
        "leave out --group-duplicates");
}

TEST_CASE("each photo is tested in one fold") {
  const ImageSet set = photos({11, 9});
  const auto folds = stratified_folds(set, all_of(set), 4, {}, 42, single_groups(set.items.size()));
  REQUIRE(folds.size() == 4);
  for (std::size_t item = 0; item < set.items.size(); ++item) {
    std::size_t tested = 0;
    for (const Split& fold : folds) tested += fold.parts[item] == Part::Test;
    CHECK(tested == 1);
  }
  for (const Split& fold : folds) {
    for (const Counts& counts : images_by_part(set, fold)) {
      CHECK((counts[2] == 2 || counts[2] == 3));
      CHECK(counts[1] >= 1);
      CHECK(counts[0] > counts[1]);
    }
  }
}

TEST_CASE("classes that cannot be split are named") {
  CHECK(message_of([] {
          split(photos({5, 2, 1}));
        }) ==
        "products.csv: each class needs at least 3 photos that can be read (one for training, one for validation, one "
        "for the test); class 'class 1' has 2, 'class 2' has 1; --min-per-class 3 leaves such classes out");
  CHECK(message_of([] { split(photos({5})); }) ==
        "products.csv: all labels are 'class 0'; there is nothing to tell apart with fewer than two classes");
  ImageSet set = photos({3, 3});
  for (ImageItem& item : set.items) item.label.reset();
  CHECK(message_of([&] { split(set); }) ==
        "products.csv: no photo has a label; give --label-col, or a folder per class");
  const ImageSet few = photos({9, 4});
  CHECK(message_of([&] { stratified_folds(few, all_of(few), 5, {}, 1, single_groups(13)); }) ==
        "products.csv: each class needs at least 5 photos that can be read (one per fold); class 'class 1' has 4; "
        "--min-per-class 5 leaves such classes out");
}

TEST_CASE("a photo in several rows is one photo of its class, and has one part") {
  ImageSet set = photos({3, 3});
  for (ImageItem& item : set.items) item.path = "images/" + item.image;
  set.items[4].image = set.items[2].image;  // the second of class 0 again
  set.items[4].path = set.items[2].path;
  CHECK(message_of([&] { split(set); }).find("class 'class 0' has 2") != std::string::npos);
  const test::TemporaryDirectory directory;
  const auto parts_of = [&](const std::string& rows) {
    return read_split(set, all_of(set), directory.write("s.csv", "image,part\n" + rows), "image", "part").parts;
  };
  const std::string others = "0_0.jpg,train\n1_0.jpg,train\n1_1.jpg,val\n1_2.jpg,test\n";
  const auto parts = parts_of(others + ",\n0_1.jpg,test\n0_1.jpg,test\n");
  CHECK(parts[2] == Part::Test);
  CHECK(parts[4] == Part::Test);
  const std::string message = message_of([&] { parts_of(others + "0_1.jpg,train\n0_1.jpg,test\n"); });
  CHECK(message.find("s.csv, row 7: '0_1.jpg' stands in two parts, 'train' and 'test'; a photo that is trained on "
                     "cannot test") != std::string::npos);
}

TEST_CASE("classes with too few photos are left out, with their photos") {
  ImageSet set = photos({4, 1, 5, 2});
  const std::vector<SmallClass> left_out = leave_out_small_classes(set, all_of(set), 3);
  CHECK(set.classes == std::vector<std::string>{"class 0", "class 2"});
  CHECK(small_classes_in_words(left_out).en == "'class 1' (1), 'class 3' (2)");
  for (const ImageItem& item : set.items) {
    const char name = item.image[0];
    CHECK(item.label.has_value() == (name == '0' || name == '2'));
    if (item.label) CHECK(set.classes[*item.label].back() == name);
  }
  CHECK(split(set).unlabelled == 3);
  CHECK(leave_out_small_classes(set, all_of(set), 3).empty());
  CHECK(message_of([&] { leave_out_small_classes(set, all_of(set), 5); }) ==
        "products.csv: classes with at least 5 photos: 1, expected two; with fewer: 'class 0' (4)");
}

TEST_CASE("shares that do not add up, or are none, are refused") {
  CHECK(parse_split("0.5,0.25,0.25").validation == 0.25);
  CHECK(message_of([] { parse_split("0.6,0.2,0.3"); }) == "--split 0.6,0.2,0.3: the shares add up to 1.1, expected 1");
  for (const char* text : {"0.8,0.2", "1,0,0", "a,b,c", "0.5,0.5x,0", "0.6,0.2,0.2,", "nan,0.5,0.5", ""}) {
    CAPTURE(text);
    CHECK(kind_of([&] { parse_split(text); }) == 2);
  }
}

TEST_CASE("a split that was written is read back") {
  ImageSet set = photos({6, 6});
  set.items[2].image = "=sum.jpg";
  const Split parts = split(set);
  const test::TemporaryDirectory directory;
  const std::string file = directory.write("split.csv", split_csv(set, parts));
  CHECK(read_split(set, all_of(set), file, "image", "part").parts == parts.parts);
}

TEST_CASE("a split file must know the photos and be known by them") {
  const ImageSet set = photos({2, 2});
  const test::TemporaryDirectory directory;
  const auto read = [&](const std::string& rows) {
    const std::string file = directory.write("s.csv", "image,part\n" + rows);
    const std::string message = message_of([&] { read_split(set, all_of(set), file, "image", "part"); });
    return message.substr(0, message.find(directory.path())) + message.substr(directory.path().size() + 1);
  };
  const std::string whole = "0_0.jpg,train\n1_0.jpg,train\n0_1.jpg,val\n1_1.jpg,test\n";
  CHECK(kind_of([&] {
          read_split(set, all_of(set), directory.write("w.csv", "image,part\n" + whole), "image", "part");
        }) == 0);
  CHECK(read(whole + "x.jpg,test\ny.jpg,test\n") == "s.csv: photos that the data do not have (2): 'x.jpg', 'y.jpg'");
  CHECK(read("0_0.jpg,train\n1_0.jpg,train\n0_1.jpg,val\n") ==
        "s.csv: labelled photos of the data that are not in it (1): '1_1.jpg'");
  CHECK(read("0_0.jpg,learn\n") ==
        "s.csv, row 2: 'learn' is not a part of a split; expected train, validation or test");
  CHECK(read("0_0.jpg,train\n1_0.jpg,train\n0_1.jpg,val\n1_1.jpg,val\n") ==
        "s.csv: no labelled photo that can be read is in the part 'test'");
  CHECK(read("0_0.jpg,train\n1_0.jpg,test\n0_1.jpg,val\n1_1.jpg,val\n") ==
        "s.csv: classes without a photo to train on (1): 'class 1'");
  CHECK(message_of([&] {
          read_split(set, all_of(set), directory.write("c.csv", "photo,part\n"), "image", "part");
        }).find("image") != std::string::npos);
}

}  // namespace p8
