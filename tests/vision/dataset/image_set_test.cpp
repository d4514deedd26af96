#include "p8/vision/dataset/image_set.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

/// A CSV file beside a folder of images.
class Table {
 public:
  explicit Table(const std::string& csv) {
    fs::create_directory(directory_.file("images"));
    options_ = {directory_.write("x.csv", csv), directory_.file("images"), "image", "label", "text"};
  }
  ImageTableOptions& options() { return options_; }
  ImageSet read() const { return read_image_table(options_); }
  /// Without the folder, which differs from run to run.
  std::string message(Language language = Language::English) const {
    CHECK(test::kind_of([&] { read(); }) == 3);
    std::string message = test::message_of([&] { read(); }, language);
    for (std::size_t at = 0; (at = message.find(directory_.path() + "/")) != std::string::npos;) {
      message.erase(at, directory_.path().size() + 1);
    }
    return message;
  }

 private:
  test::TemporaryDirectory directory_;
  ImageTableOptions options_;
};

std::vector<std::string> names_of(const ImageSet& set) {
  std::vector<std::string> names;
  for (const ImageItem& item : set.items) {
    names.push_back(item.image + (item.label ? " " + set.classes[*item.label] : ""));
  }
  return names;
}

std::string message_of_folder(const test::TemporaryDirectory& directory) {
  CHECK(test::kind_of([&] { read_image_folders(directory.path()); }) == 3);
  return test::message_of([&] { read_image_folders(directory.path()); }).substr(directory.path().size());
}

void make(const test::TemporaryDirectory& directory, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    fs::create_directories(fs::path(directory.file(file)).parent_path());
    directory.write(file, "x");
  }
}

}  // namespace

TEST_CASE("a table's images keep their order, classes are sorted, empty labels are not known") {
  const Table table("label,image,text\nWatches,b.jpg,a watch\n,sub/a.png,\nBaby Care,c.webp,\"x, y\"\nWatches,d,\n");
  const ImageSet set = table.read();
  CHECK(names_of(set) == std::vector<std::string>{"b.jpg Watches", "sub/a.png", "c.webp Baby Care", "d Watches"});
  CHECK(set.classes == std::vector<std::string>{"Baby Care", "Watches"});
  CHECK(set.items[1].path.find("/images/sub/a.png") != std::string::npos);
  CHECK(set.items[2].text == "x, y");
  CHECK(set.items[2].row == 4);
  CHECK(set.has_labels);
  CHECK(set.has_texts);
  REQUIRE(set.data);
  CHECK(set.data->role == "data");
  CHECK(set.data->digest.bytes == test::read(set.data->path).size());
  CHECK(set.data->digest.sha256 == digest_of(test::read(set.data->path)).sha256);
}

TEST_CASE("without columns of labels and texts there are none") {
  Table table("image,label\na.jpg,x\n");
  table.options().label_col = "";
  table.options().text_col = "";
  const ImageSet set = table.read();
  CHECK_FALSE(set.has_labels);
  CHECK_FALSE(set.has_texts);
  CHECK(set.classes.empty());
}

TEST_CASE("a name that leads out of the folder costs that image only") {
  const Table table(
      "image,label,text\n../x.jpg,a,\n/etc/passwd,a,\nb/../../x.jpg,a,\n..,a,\nb/../c.jpg,a,\n..x.jpg,a,\n" +
      std::string("n\0.jpg,a,\n", 10));
  const ImageSet set = table.read();
  REQUIRE(set.items.size() == 7);
  for (const std::size_t outside : {0, 1, 2, 3, 6}) CHECK(set.items[outside].path.empty());
  CHECK(set.items[4].path.find("/images/c.jpg") != std::string::npos);
  CHECK(set.items[5].path.find("/images/..x.jpg") != std::string::npos);
}

TEST_CASE("a table that cannot be used says what is wrong and where") {
  CHECK(Table("photo,label,descr\na.jpg,x,y\n").message() ==
        "x.csv: missing columns (2): 'image', 'text'; the file has 3 columns: 'photo', 'label', 'descr'");
  CHECK(Table("image,label,text\n").message() == "x.csv: a header and no rows; expected at least one image");
  CHECK(Table("").message().find("x.csv: the file is empty") == 0);
  Table table("image,label,text\na,x,\n");
  table.options().images += "/none";
  CHECK(table.message() == "images/none: no such folder; expected the folder of the images that x.csv lists");
  CHECK(Table("image,label,text\na,b,\nc," + std::string(10'001, 'x') + ",\n").message() ==
        "x.csv, row 3: a label of 10001 bytes, at most 10000; is 'label' the column of the classes?");
}

TEST_CASE("the content decides what an image is, whatever it is called") {
  const test::TemporaryDirectory directory;
  const auto kept = [](const char* name) { return test::read(P8_SOURCE_DIR "/tests/fuzz/image/" + std::string(name)); };
  fs::create_directories(directory.file("a/deep.jpg"));
  fs::create_directory(directory.file("a/hollow.jpg"));
  fs::create_directory(directory.file("bitmaps"));
  for (const char* const name : {"a/1.jfif", "a/2.JPE", "a/3", "a/4.txt", "a/5.png", "a/deep.jpg/6"}) {
    directory.write(name, kept("grey.jpg"));
  }
  directory.write("a/7.dat", kept("animated.gif"));
  directory.write("bitmaps/8", std::string("BM\x36\0\x03\0\0\0\0\0\x36\0", 12));
  directory.write("a/9", "");
  directory.write("a/film.mp4", std::string("\0\0\0\x18"
                                            "ftypisom",
                                            12));
  for (const char* const name :
       {"a/Thumbs.db", "a/desktop.ini", "a/labels.csv", "a/README", "a/.DS_Store", "notes.txt"}) {
    directory.write(
        name, std::string(name).find("db") != std::string::npos ? std::string("\xD0\xCF\x11\xE0\0", 5) : "words\n");
  }
  directory.write("weights.bin", std::string("\0\1\2", 3));
  const ImageSet set = read_image_folders(directory.path());
  CHECK(names_of(set) == std::vector<std::string>{"a/1.jfif a", "a/2.JPE a", "a/3 a", "a/4.txt a", "a/5.png a",
                                                  "a/7.dat a", "a/9 a", "a/film.mp4 a", "a/hollow.jpg a",
                                                  "a/deep.jpg/6 a", "bitmaps/8 bitmaps"});
  CHECK(set.left_out == std::vector<std::string>{"notes.txt", "weights.bin", "a/README", "a/Thumbs.db", "a/desktop.ini",
                                                 "a/labels.csv"});
  CHECK(set.empty_folders.empty());
}

TEST_CASE("a folder without an image is no class, and named") {
  const test::TemporaryDirectory directory;
  make(directory, {"a/x.jpg", "b/notes.txt"});
  directory.write("b/program", std::string("\x7F"
                                           "ELF\0",
                                           5));
  fs::create_directory(directory.file("c"));
  const ImageSet set = read_image_folders(directory.path());
  CHECK(set.classes == std::vector<std::string>{"a"});
  CHECK(set.empty_folders == std::vector<std::string>{"b", "c"});
  CHECK(set.left_out == std::vector<std::string>{"b/notes.txt", "b/program"});
  CHECK(names_of(set) == std::vector<std::string>{"a/x.jpg a"});
}

TEST_CASE("rows are independent: one that names no image, and a photo in two rows, end nothing") {
  const ImageSet set = Table("image,label,text\na,x,\n,x,\nb,\"  \",\n \xC2\xA0,x,\na,y,\n").read();
  CHECK(names_of(set) == std::vector<std::string>{"a x", " x", "b", " x", "a y"});
  CHECK(set.items[1].row == 3);
  CHECK(set.items[1].path.empty());
  CHECK(set.items[3].image.empty());
  CHECK(set.items[4].path == set.items[0].path);
}

TEST_CASE("folders may be nothing but folders, and photos beside class folders may have no label") {
  const test::TemporaryDirectory directory;
  make(directory, {"z.jpg", "a/y.jpg", "a/deep/x.png", "b/w.jpg"});
  const ImageSet plain = read_image_folders(directory.path(), FolderMeaning::Nothing);
  CHECK(names_of(plain) == std::vector<std::string>{"z.jpg", "a/y.jpg", "a/deep/x.png", "b/w.jpg"});
  CHECK_FALSE(plain.has_labels);
  CHECK(plain.classes.empty());
  const ImageSet loose = read_image_folders(directory.path(), FolderMeaning::ClassesAndLoose);
  CHECK(names_of(loose) == std::vector<std::string>{"z.jpg", "a/y.jpg a", "a/deep/x.png a", "b/w.jpg b"});
  ImageSet dropped = loose;
  drop_labels(dropped);
  CHECK(names_of(dropped) == names_of(plain));
}

TEST_CASE("folders are classes, sorted, with the folders inside them") {
  const test::TemporaryDirectory directory;
  make(directory, {"Watches/b.JPG", "Watches/a.jpeg", "Watches/old/c.Png", "Baby Care/z.webp", "Baby Care/.hidden.jpg",
                   "Baby Care/notes.txt", ".git/x.jpg", "empty/readme.md", "notes.txt"});
  for (const std::string& path : {directory.path(), directory.path() + "/"}) {
    const ImageSet set = read_image_folders(path);
    CHECK(names_of(set) == std::vector<std::string>{"Baby Care/z.webp Baby Care", "Watches/a.jpeg Watches",
                                                    "Watches/b.JPG Watches", "Watches/old/c.Png Watches"});
    CHECK(set.classes == std::vector<std::string>{"Baby Care", "Watches"});
    CHECK(fs::exists(set.items[3].path));
    CHECK(set.items[0].row == 0);
    CHECK_FALSE(set.data);
  }
}

TEST_CASE("images that lie directly in the folder have no class") {
  const test::TemporaryDirectory directory;
  make(directory, {"b.jpg", "a.jpg", "sub/notes.txt"});
  fs::create_directory(directory.file("c.jpg"));
  const ImageSet set = read_image_folders(directory.path());
  CHECK(names_of(set) == std::vector<std::string>{"a.jpg", "b.jpg", "c.jpg"});
  CHECK_FALSE(set.has_labels);
}

TEST_CASE("links are followed to files, never to folders") {
  const test::TemporaryDirectory directory;
  make(directory, {"in/a/x.jpg", "outside/y.jpg"});
  fs::create_symlink(directory.file("outside/y.jpg"), directory.file("in/a/y.jpg"));
  fs::create_symlink(directory.file("nowhere.jpg"), directory.file("in/a/z.jpg"));
  fs::create_directory_symlink(directory.file("outside"), directory.file("in/b"));
  fs::create_directory_symlink(directory.file("in"), directory.file("in/a/loop"));
  const ImageSet set = read_image_folders(directory.file("in"));
  CHECK(names_of(set) == std::vector<std::string>{"a/x.jpg a", "a/y.jpg a", "a/z.jpg a"});
  CHECK(set.linked_folders == std::vector<std::string>{"b", "a/loop"});
}

TEST_CASE("a folder without images, or with images beside folders, is refused") {
  const test::TemporaryDirectory directory;
  CHECK(message_of_folder(directory).find(": no images; expected JPEG, PNG or WebP files") == 0);
  fs::create_directory_symlink("/usr", directory.file("b"));
  CHECK(message_of_folder(directory) == ": no images; folders behind symbolic links are not entered (b)");
  make(directory, {"x.jpg", "a/y.jpg"});
  CHECK(message_of_folder(directory) ==
        ": images (1) beside folders of images (x.jpg); expected one folder per class, or images only");
  CHECK(test::message_of([] { read_image_folders("/none"); }) == "/none: no such folder; expected a folder of images");
}

TEST_CASE("file names that are not UTF-8 are made so in results, not for the system") {
  const test::TemporaryDirectory directory;
  make(directory, {"caf\xE9.jpg"});
  const ImageSet set = read_image_folders(directory.path());
  CHECK(set.items[0].image == "caf\xEF\xBF\xBD.jpg");
  CHECK(fs::exists(set.items[0].path));
}

TEST_CASE("classes may be given in an order of their own, with some that no image has") {
  ImageSet set = Table("image,label,text\na,x,\nb,,\nc,y,\n").read();
  use_classes(set, {"z", "y", "x"});
  CHECK(set.classes == std::vector<std::string>{"z", "y", "x"});
  CHECK(names_of(set) == std::vector<std::string>{"a x", "b", "c y"});
}

TEST_CASE("a label that is none of the classes is refused with its row and what may have been meant") {
  ImageSet set = Table("image,label,text\na,Baby,\nb,watches,\nc,Baby,\n").read();
  const auto message = [&](const std::vector<std::string>& names, Language language = Language::English) {
    CHECK(test::kind_of([&] { use_classes(set, names); }) == 3);
    const std::string all = test::message_of([&] { use_classes(set, names); }, language);
    return all.substr(all.find("x.csv"));
  };
  CHECK(message({"Baby", "Watches"}) ==
        "x.csv, row 3: the label 'watches' is none of the classes 'Baby', 'Watches'; did you mean 'Watches'? "
        "--merge-labels takes both spellings for one class");
  CHECK(message({"Babys", "Watch", "Other"})
            .find("'Babys', 'Watch', 'Other'; 2 labels in all are none of them; did you mean 'Babys'?") !=
        std::string::npos);
  CHECK(message({"Baby"}, Language::French) ==
        "x.csv, ligne 3 : l'étiquette « watches » n'est pas parmi les classes « Baby »");
  CHECK(names_of(set) == std::vector<std::string>{"a Baby", "b watches", "c Baby"});  // unchanged
  ClassMatching matching;
  matching.remedy = {"; leave it out", " ; enlevez-la"};
  CHECK(test::message_of([&] {
          use_classes(set, {"Baby", "Pens"}, matching);
        }).find("'Pens'; leave it out") != std::string::npos);
  matching.merge_spellings = true;
  CHECK(test::kind_of([&] { use_classes(set, {"Baby", "Watches", "WATCHES"}, matching); }) == 3);  // which one?
  ImageSet merged = set;
  use_classes(merged, {"Pens", " WATCHES ", "Baby"}, matching);
  CHECK(names_of(merged) == std::vector<std::string>{"a Baby", "b  WATCHES ", "c Baby"});
  CHECK(test::kind_of([&] { use_classes(set, {"Baby", "watches", "Baby"}); }) == 2);
  CHECK(test::message_of([&] { use_classes(set, {"a", "a"}); }) == "the class 'a' is given twice with --class");
  CHECK(test::kind_of([&] { use_classes(set, {""}); }) == 2);
}

TEST_CASE("the product photos: 1,050 of seven categories" * test::needs_shared()) {
  const auto data = test::shared_file("data/flipkart/products.csv");
  const std::string images = (fs::path(data).parent_path() / "images").string();
  const ImageSet set = read_image_table({data, images, "image", "category", "description"});
  CHECK(set.items.size() == 1050);
  REQUIRE(set.classes.size() == 7);
  std::vector<std::size_t> counts(7, 0);
  for (const ImageItem& item : set.items) ++counts[item.label.value()];
  CHECK(counts == std::vector<std::size_t>(7, 150));
  CHECK(set.has_texts);
}

TEST_CASE("further columns are kept cell by cell, and named where they are missing") {
  Table table("image,text,source,weight\na.jpg,red,shop,2\nb.jpg,,,\n");
  table.options().label_col.clear();
  table.options().more_cols = {"weight", "source"};
  const ImageSet set = table.read();
  CHECK(set.items[0].cells == std::vector<std::string>{"2", "shop"});
  CHECK(set.items[1].cells == std::vector<std::string>{"", ""});
  table.options().more_cols = {"price"};
  CHECK(table.message().find("price") != std::string::npos);
}

}  // namespace p8
