#include "p8/vision/dataset/image_embeddings.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "p8/base/random.h"
#include "p8/files/file.h"
#include "p8/vision/image/thumbnail.h"
#include "support/error.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

/// (E = 4) the mean of each channel and the first number: cheap, and each image's own.
class MeanColour : public ImageEncoder {
 public:
  explicit MeanColour(std::size_t side) : side_(side) {}

  std::size_t width() const override { return 4; }
  void encode(const float* pixels, std::size_t images, float* embeddings) override {
    batches.push_back(images);
    const std::size_t plane = side_ * side_;
    for (std::size_t i = 0; i < images; ++i, pixels += 3 * plane, embeddings += 4) {
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0.0;
        for (std::size_t k = 0; k < plane; ++k) sum += pixels[c * plane + k];
        embeddings[c] = static_cast<float>(sum / static_cast<double>(plane));
      }
      embeddings[3] = pixels[0];
    }
  }

  std::vector<std::size_t> batches;

 private:
  std::size_t side_;
};

Preprocessing small_preprocessing() {
  Preprocessing preprocessing;
  preprocessing.size = 8;
  preprocessing.crop = 8;
  return preprocessing;
}

std::string random_photo(Random& random) {
  RgbImage image(9 + random.below(12), 9 + random.below(12));
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return thumbnail(image).jpeg;
}

std::string kept(const std::string& name) { return P8_SOURCE_DIR "/tests/fuzz/image/" + name; }

/// A folder of small photos, some of them unreadable.
class Images {
 public:
  explicit Images(std::size_t count) {
    Random random(7);
    set_.name = "photos.csv";
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = fmt::format("{:03}.jpg", i);
      const std::string photo = random_photo(random);
      if (i % 10 != 4) directory_.write(name, i % 10 == 7 ? photo.substr(0, photo.size() / 2) : photo);
      add(name);
    }
  }
  void add(const std::string& name) {
    ImageItem item;
    item.image = name;
    item.path = directory_.file(name);
    item.row = set_.items.size() + 2;
    set_.items.push_back(std::move(item));
  }
  ImageSet& set() { return set_; }
  const test::TemporaryDirectory& directory() const { return directory_; }

 private:
  test::TemporaryDirectory directory_;
  ImageSet set_;
};

EmbeddedImages embed(const ImageSet& set, const EmbedOptions& options) {
  MeanColour encoder(8);
  return embed_images(set, small_preprocessing(), encoder, options);
}

EmbedOptions options_of(int threads, std::size_t batch, EmbeddingCache* cache = nullptr) {
  EmbedOptions options;
  options.threads = threads;
  options.batch = batch;
  options.cache = cache;
  options.encoder = "mean colour";
  return options;
}

void check_same(const EmbeddedImages& a, const EmbeddedImages& b) {
  CHECK(a.values == b.values);
  CHECK(a.items == b.items);
  REQUIRE(a.failed.size() == b.failed.size());
  for (std::size_t i = 0; i < a.failed.size(); ++i) {
    CHECK(a.failed[i].image == b.failed[i].image);
    CHECK(a.failed[i].reason.fr == b.failed[i].reason.fr);
  }
}

std::string reason_of(const EmbeddedImages& result, const std::string& image, Language language = Language::English) {
  for (const FailedImage& failed : result.failed) {
    if (failed.image == image) return failed.reason.in(language);
  }
  return "did not fail";
}

/// What the definition says, image by image.
std::vector<float> slowly(const ImageSet& set, const EmbeddedImages& result) {
  MeanColour encoder(8);
  std::vector<float> values;
  for (const std::size_t item : result.items) {
    float embedding[4];
    encoder.encode(preprocess(read_image(set.items[item].path), small_preprocessing()).data(), 1, embedding);
    values.insert(values.end(), embedding, embedding + 4);
  }
  return values;
}

}  // namespace

TEST_CASE("embeddings are the same for any threads and batch, with an empty, half full and full cache") {
  Images photos(97);
  const EmbeddedImages expected = embed(photos.set(), options_of(1, 1));
  CHECK(expected.items.size() == 78);
  CHECK(expected.failed.size() == 19);
  CHECK(expected.values == slowly(photos.set(), expected));
  for (const int threads : {1, 4}) {
    for (const std::size_t batch : {1, 7, 32, 1000}) {
      CAPTURE(threads);
      CAPTURE(batch);
      check_same(embed(photos.set(), options_of(threads, batch)), expected);
      const test::TemporaryDirectory directory;
      EmbeddingCache cache(directory.path(), 1 << 30);
      ImageSet half = photos.set();
      for (std::size_t i = 0; i < half.items.size(); ++i) std::swap(half.items[i], half.items[i / 2]);
      half.items.resize(40);
      const EmbeddedImages first = embed(half, options_of(threads, batch, &cache));
      const EmbeddedImages second = embed(photos.set(), options_of(threads, batch, &cache));
      check_same(second, expected);
      CHECK(second.from_cache == first.encoded);
      CHECK(second.encoded + second.from_cache == 78);
      const EmbeddedImages third = embed(photos.set(), options_of(threads, batch, &cache));
      check_same(third, expected);
      CHECK(third.encoded == 0);
      CHECK(third.from_cache == 78);
    }
  }
}

TEST_CASE("images are encoded in full batches, and progress goes up to the end") {
  Images photos(20);
  MeanColour encoder(8);
  std::vector<std::size_t> seen;
  embed_images(photos.set(), small_preprocessing(), encoder, options_of(2, 7), [&](std::size_t done, std::size_t all) {
    CHECK(all == 20);
    seen.push_back(done);
  });
  CHECK(encoder.batches == std::vector<std::size_t>{7, 7, 2});
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.back() == 20);
}

TEST_CASE("damaged entries of the cache are computed anew") {
  Images photos(20);
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 1 << 30);
  const EmbeddedImages expected = embed(photos.set(), options_of(2, 7, &cache));
  std::size_t entries = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory.path())) {
    if (!entry.is_regular_file()) continue;
    std::string bytes = test::read(entry.path().string());
    switch (entries++ % 4) {
      case 0:
        bytes.resize(bytes.size() / 2);
        break;
      case 1:
        bytes[20] = static_cast<char>(bytes[20] ^ 1);
        break;
      case 2:
        bytes.insert(16, 4, '\0');  // another width
        bytes[12] = 5;
        break;
      default:
        continue;
    }
    write_file(entry.path().string(), bytes);
  }
  const EmbeddedImages again = embed(photos.set(), options_of(2, 7, &cache));
  check_same(again, expected);
  CHECK(again.from_cache == entries / 4);
  CHECK(embed(photos.set(), options_of(2, 7, &cache)).encoded == 0);
}

TEST_CASE("embeddings of other weights, other preprocessing or another orientation are not taken") {
  Images photos(10);
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 1 << 30);
  EmbedOptions options = options_of(1, 7, &cache);
  embed(photos.set(), options);
  options.encoder = "other weights";
  CHECK(embed(photos.set(), options).from_cache == 0);
  options.decode.apply_orientation = true;
  CHECK(embed(photos.set(), options).from_cache == 0);
  options.decode.background = Background::Black;
  CHECK(embed(photos.set(), options).from_cache == 0);
  MeanColour encoder(8);
  Preprocessing preprocessing = small_preprocessing();
  options.decode.resizes_first = true;
  CHECK(embed_images(photos.set(), preprocessing, encoder, options).from_cache == 0);
  preprocessing.std[2] += 1e-6F;
  CHECK(embed_images(photos.set(), preprocessing, encoder, options).from_cache == 0);
  CHECK(preprocessing_identity({}) ==
        "p8 pixels 2: bicubic to 224 crop 224 mean 0.48145467 0.4578275 0.40821072 std 0.26862955 0.2613026 0.2757771 "
        "as stored on white RGB first pixels <= 100000000");
}

TEST_CASE("what cannot be read is listed with its reason in both languages, and the run goes on") {
  Images photos(1);
  const test::TemporaryDirectory& directory = photos.directory();
  directory.write("empty.jpg", "");
  directory.write("text.jpg", "no photo");
  fs::copy_file(kept("bomb_30000_x_30000.png"), directory.file("bomb.png"));
  fs::create_directory(directory.file("folder.jpg"));
  REQUIRE(mkfifo(directory.file("pipe.jpg").c_str(), 0600) == 0);
  fs::create_symlink(directory.file("loop.jpg"), directory.file("loop.jpg"));
  fs::create_symlink("/dev/zero", directory.file("zero.jpg"));
  for (const char* name : {"empty.jpg", "text.jpg", "bomb.png", "folder.jpg", "pipe.jpg", "loop.jpg", "zero.jpg",
                           "none.jpg", "../x.jpg"}) {
    photos.add(name);
  }
  photos.set().items.back().path.clear();
  fs::copy_file(kept("grey.jpg"), directory.file("grey.jpg"));
  photos.add("grey.jpg");
  const EmbeddedImages result = embed(photos.set(), options_of(4, 7));
  CHECK(result.items == std::vector<std::size_t>{0, 10});
  CHECK(result.failed.size() == 9);
  CHECK(result.failed[0].row == 3);
  CHECK(reason_of(result, "empty.jpg") == "the file is empty; expected a JPEG, PNG or WebP image");
  CHECK(reason_of(result, "text.jpg") == "not an image; expected JPEG, PNG or WebP");
  CHECK(reason_of(result, "bomb.png").find("the image has 30000 x 30000 pixels") == 0);
  CHECK(reason_of(result, "folder.jpg") == "a folder, not a file");
  CHECK(reason_of(result, "pipe.jpg") == "not a regular file");
  CHECK(reason_of(result, "loop.jpg").find("the file cannot be read (too many levels") == 0);
  CHECK(reason_of(result, "zero.jpg") == "not a regular file");
  CHECK(reason_of(result, "none.jpg") == "the file does not exist");
  CHECK(reason_of(result, "none.jpg", Language::French) == "le fichier n'existe pas");
  CHECK(reason_of(result, "../x.jpg") == "the name leads out of the folder of images");
  EmbedOptions small_files = options_of(1, 7);
  small_files.decode.max_bytes = 100;
  CHECK(reason_of(embed(photos.set(), small_files), "grey.jpg") == "larger than the limit of 100 bytes");
}

TEST_CASE("in strict mode the first image that cannot be read ends the run, whatever the threads") {
  Images photos(30);
  for (const int threads : {1, 4}) {
    EmbedOptions options = options_of(threads, 7);
    options.strict = true;
    CHECK(test::kind_of([&] { embed(photos.set(), options); }) == 3);
    CHECK(test::message_of([&] { embed(photos.set(), options); }) ==
          "photos.csv, row 6: 004.jpg: the file does not exist");
    CHECK(test::message_of([&] { embed(photos.set(), options); }, Language::French) ==
          "photos.csv, ligne 6 : 004.jpg : le fichier n'existe pas");
  }
}

TEST_CASE("a set of which no image can be read has no embeddings") {
  Images photos(0);
  photos.add("none.jpg");
  const EmbeddedImages result = embed(photos.set(), options_of(2, 7));
  CHECK(result.values.empty());
  CHECK(result.width == 4);
  CHECK(result.failed.size() == 1);
}

TEST_CASE("the product photos: all but three are read" * test::needs_shared()) {
  const auto data = test::shared_file("data/flipkart/products.csv");
  const std::string images = (fs::path(data).parent_path() / "images").string();
  const ImageSet set = read_image_table({data, images, "image", "category", ""});
  Preprocessing preprocessing;
  preprocessing.size = 32;
  preprocessing.crop = 32;
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 1 << 30);
  MeanColour encoder(32);
  const EmbeddedImages result = embed_images(set, preprocessing, encoder, options_of(2, 32, &cache));
  CHECK(result.items.size() == 1047);
  CHECK(result.values.size() == 1047 * 4);
  std::vector<std::string> failed;
  for (const FailedImage& image : result.failed) failed.push_back(image.image);
  std::sort(failed.begin(), failed.end());
  CHECK(failed == std::vector<std::string>{"22ac36ba254a68d7dd6173f099771147.jpg",
                                           "994f1d8ade16b9fddce3c127eb7f38ed.jpg",
                                           "c4ac93e194281d6d1450ffdaa52f5f99.jpg"});
  const EmbeddedImages again = embed_images(set, preprocessing, encoder, options_of(1, 7, &cache));
  check_same(again, result);
  CHECK(again.encoded == 0);
  MESSAGE("read and decoded in ", result.seconds, " s, from the cache in ", again.seconds, " s");
}

TEST_CASE("images per second are those that were encoded, and none where all came from the cache") {
  Images photos(30);
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), std::size_t{1} << 20);
  const EmbeddedImages cold = embed(photos.set(), options_of(1, 4, &cache));
  CHECK(cold.encoded == cold.items.size());
  REQUIRE(images_per_second(cold));
  CHECK(*images_per_second(cold) >= static_cast<double>(cold.encoded) / cold.seconds);
  CHECK(cold.encoding_seconds <= cold.seconds);
  const EmbeddedImages warm = embed(photos.set(), options_of(1, 4, &cache));
  CHECK(warm.from_cache == warm.items.size());
  CHECK_FALSE(images_per_second(warm));
  CHECK(warm.sha256 == cold.sha256);

  Random random(8);
  photos.directory().write("new.jpg", random_photo(random));
  photos.add("new.jpg");
  const EmbeddedImages mixed = embed(photos.set(), options_of(1, 4, &cache));
  CHECK(mixed.encoded == 1);
  CHECK(*images_per_second(mixed) == doctest::Approx(1.0 / mixed.encoding_seconds));
  CHECK(mixed.encoding_seconds < mixed.seconds);
}

}  // namespace p8
