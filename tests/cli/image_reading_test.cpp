// One preparation of photos for all commands, and nothing lost without a word.
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/exif_orientation.h"
#include "p8/vision/image/png_encoder.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/drawn_picture.h"
#include "support/golden_weights.h"
#include "support/run.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

using namespace p8::test;
using nlohmann::json;

namespace {

constexpr const char* kShapes[] = {"disc", "ring", "box"};

std::string kept(const std::string& name) { return read(P8_SOURCE_DIR "/tests/fuzz/image/" + name); }

p8::RgbImage drawn(int number) {
  return p8::decode_image(drawn_jpeg(60 + number % 7 * 9, 60 + number % 5 * 8, number), "drawn.jpg");
}

std::string chunk(const std::string& type, const std::string& data);

/// A PNG file with further chunks behind its heading.
std::string with_chunk(const std::string& png, const std::string& more) {
  return png.substr(0, 33) + more + png.substr(33);
}

/// CRC-32 as PNG has it.
std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data + big_endian(crc_of(type + data));
}

/// A picture stored turned, with the note how to turn it back.
std::string turned_png(const p8::RgbImage& image) {
  using namespace std::string_literals;
  const std::string exif = "MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\x03\0\0\0\0\0\0"s;
  return with_chunk(p8::png_bytes(p8::turned_upright(image, 3)), chunk("eXIf", exif));
}

/// Makes one of the fifteen photos of three shapes from a drawing.
using Maker = std::function<std::string(const p8::RgbImage& drawing)>;

std::string as_it_is(const p8::RgbImage& drawing) { return p8::png_bytes(drawing); }

/// The small golden model and photos of three shapes, in folders.
class Images {
 public:
  Images() {
    const auto weights = golden_weights("clip/hf_fp32/model.safetensors");
    model = fs::path(weights).parent_path().string();
  }

  std::string make(const std::string& folder, const Maker& maker) const {
    for (int i = 0; i < 30; ++i) {
      const std::string shape = folder + "/" + kShapes[i % 3];
      fs::create_directories(directory.file(shape));
      directory.write(fmt::format("{}/{:02}.png", shape, i), maker(drawn(i)));
    }
    return directory.file(folder);
  }
  Outcome run(const std::string& command, const std::string& of, const std::string& images, const std::string& out,
              const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {
        command, "--images",         images, command == "finetune" ? "--backbone" : "--model", of, "--threads", "2",
        "--out", directory.file(out)};
    if (command == "finetune") words.insert(words.end(), {"--epochs", "5", "--lr", "1e-2"});
    if (command == "lime") words.insert(words.end(), {"--segments", "grid:16", "--samples", "60", "--per-class", "1"});
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  }
  std::string train(const std::string& out, const std::string& images,
                    const std::vector<std::string>& more = {}) const {
    const Outcome trained = run("finetune", "clip:" + model, images, out, more);
    REQUIRE_MESSAGE(trained.exit_code == 0, trained.error);
    return directory.file(out);
  }
  std::string predictions(const std::string& out) const { return read(directory.file(out + "/predictions.csv")); }
  json run_json(const std::string& out) const { return json::parse(read(directory.file(out + "/run.json"))); }

  const TemporaryDirectory directory;
  std::string model;
};

}  // namespace

TEST_CASE("a classifier remembers how its photos were turned: predict and lime do the same, or refuse" *
          needs_shared()) {
  const Images photos;
  const std::string upright = photos.make("upright", as_it_is), turned = photos.make("turned", turned_png);
  const std::string plain = photos.train("plain", upright), with_exif = photos.train("with-exif", turned, {"--exif"});
  CHECK(json::parse(read(with_exif + "/classifier.json"))["upright"] == true);

  REQUIRE(photos.run("predict", plain, upright, "of-upright").exit_code == 0);
  REQUIRE(photos.run("predict", with_exif, turned, "of-turned").exit_code == 0);
  CHECK(photos.predictions("of-turned") == photos.predictions("of-upright"));  // trained on the same pixels
  CHECK(photos.run_json("of-turned")["options"]["exif"] == true);
  CHECK(photos.run_json("of-upright")["options"]["exif"] == false);
  REQUIRE(photos.run("predict", with_exif, turned, "said", {"--exif"}).exit_code == 0);

  for (const char* const command : {"predict", "lime"}) {
    const Outcome refused = photos.run(command, plain, turned, "refused", {"--exif"});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.error,
                   "--exif contradicts the classifier, which was trained with --background white, no --exif, no "
                   "--fast-decode; leave it out"));
    CHECK(photos.run(command, with_exif, turned, "refused", {"--exif=false"}).exit_code == 2);
    CHECK(photos.run(command, plain, turned, "refused", {"--background", "drop"}).exit_code == 2);
    CHECK(photos.run(command, plain, turned, "refused", {"--fast-decode"}).exit_code == 2);
  }
  CHECK_FALSE(fs::exists(photos.directory.file("refused")));

  REQUIRE(photos.run("lime", with_exif, turned, "lime").exit_code == 0);
  CHECK(photos.run_json("lime")["options"]["exif"] == true);
  std::map<std::string, std::map<std::string, std::string>> predicted;
  for (const auto& row : read_csv(photos.predictions("of-turned"))) predicted[row.at("image")] = row;
  const auto explained = read_csv(read(photos.directory.file("lime/explanations.csv")));
  CHECK(explained.size() == 3);
  for (const auto& row : explained) {
    const std::string& p = predicted.at(row.at("image")).at("p_" + row.at("label"));
    CHECK(std::stod(row.at("probability")) == doctest::Approx(std::stod(p)).epsilon(1e-4));
  }
}

TEST_CASE("a classifier of an earlier p8 is read, and it is said what is assumed" * needs_shared()) {
  const Images photos;
  const std::string images = photos.make("images", as_it_is);
  const std::string trained = photos.train("trained", images, {"--background", "drop"});
  REQUIRE(photos.run("predict", trained, images, "now").exit_code == 0);
  json old = json::parse(read(trained + "/classifier.json"));
  CHECK(old["background"] == "drop");
  old.erase("background");
  old.erase("fast_decode");
  old.erase("order");
  old.erase("classifier_sha256");
  photos.directory.write("trained/classifier.json", old.dump());
  const Outcome then = photos.run("predict", trained, images, "then");
  REQUIRE(then.exit_code == 0);
  CHECK(contains(then.error, "does not say how transparency was treated: assumed as then, --background drop"));
  CHECK(!contains(then.error, "was changed since p8 wrote it"));
  CHECK(photos.predictions("then") == photos.predictions("now"));
  CHECK(photos.run_json("then")["options"]["background"] == "drop");
  CHECK(photos.run("predict", trained, images, "refused", {"--background", "white"}).exit_code == 2);
  CHECK(photos.run("predict", trained, images, "fast", {"--fast-decode"}).exit_code == 0);
  old["background"] = "pink";
  photos.directory.write("trained/classifier.json", old.dump());
  CHECK(photos.run("predict", trained, images, "refused").exit_code == 4);
}

TEST_CASE("cut-outs lie on white or black for every command, and the cache keeps them apart" * needs_shared()) {
  const Images photos;
  // White is cut out of the drawings, and black lies beneath; in the palette of one file, too.
  const auto cut_out = [](const p8::RgbImage& drawing) {
    using namespace std::string_literals;
    return with_chunk(p8::png_bytes(drawing), chunk("tRNS", "\0\xFF\0\xFF\0\xFF"s));
  };
  const auto on_black = [](const p8::RgbImage& drawing) {
    p8::RgbImage image = drawing;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
      std::uint8_t* const pixel = image.pixels.data() + i;
      if (pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255) std::fill_n(pixel, 3, 0);
    }
    return p8::png_bytes(image);
  };
  const std::string cut = photos.make("cut", cut_out), white = photos.make("white", as_it_is),
                    black = photos.make("black", on_black);
  const std::vector<std::string> cache = {"--cache", photos.directory.file("cache")};
  const auto zeroshot = [&](const std::string& images, const std::string& out, std::vector<std::string> more) {
    if (images == cut) more.insert(more.end(), cache.begin(), cache.end());
    REQUIRE(photos.run("zeroshot", photos.model, images, out, more).exit_code == 0);
    return photos.predictions(out);
  };
  const std::string on_white = zeroshot(cut, "cut-white", {});
  CHECK(on_white == zeroshot(white, "as-white", {}));
  CHECK(zeroshot(cut, "cut-black", {"--background", "black"}) == zeroshot(black, "as-black", {}));
  CHECK(zeroshot(cut, "cut-black-again", {"--background", "black"}) != on_white);
  CHECK(photos.run_json("cut-black")["options"]["background"] == "black");
  CHECK(zeroshot(white, "opaque", {"--background", "black"}) == on_white);
  CHECK(photos.run("zeroshot", photos.model, cut, "bad", {"--background", "pink"}).exit_code == 2);

  const std::string trained = photos.train("trained", cut, {"--background", "black"});
  REQUIRE(photos.run("predict", trained, cut, "of-cut").exit_code == 0);
  REQUIRE(photos.run("predict", trained, black, "of-black").exit_code == 0);
  CHECK(photos.predictions("of-cut") == photos.predictions("of-black"));
  CHECK(photos.run_json("of-cut")["options"]["background"] == "black");
}

TEST_CASE("grey of 16 bits is what it is in 8, and counted" * needs_shared()) {
  const Images photos;
  fs::create_directories(photos.directory.file("deep"));
  fs::create_directories(photos.directory.file("flat"));
  // One grey of 0x40, in 16 bits and in 8.
  photos.directory.write("deep/a.png", kept("grey_64_in_16_bits.png"));
  photos.directory.write("flat/a.png", kept("grey_64_in_8_bits.png"));
  const std::vector<std::string> classes = {"--class", "a ring", "--class", "a box"};
  const Outcome deep = photos.run("zeroshot", photos.model, photos.directory.file("deep"), "of-deep", classes);
  REQUIRE(deep.exit_code == 0);
  CHECK(contains(deep.error, "1 of 1 images are grey in 16 bits and were scaled to 8"));
  CHECK(photos.run_json("of-deep")["encoder"]["images_of_16_bits_grey_scaled_to_8"] == 1);
  REQUIRE(photos.run("zeroshot", photos.model, photos.directory.file("flat"), "of-flat", classes).exit_code == 0);
  CHECK(photos.predictions("of-deep") == photos.predictions("of-flat"));
  CHECK(photos.run_json("of-flat")["encoder"]["images_of_16_bits_grey_scaled_to_8"] == 0);
}

TEST_CASE("photos of any name are read, others are counted, and a class that is lost is named" * needs_shared()) {
  const Images photos;
  const std::string images = photos.make("images", as_it_is);
  fs::rename(images + "/box/02.png", images + "/box/02");
  fs::rename(images + "/box/05.png", images + "/box/05.jfif");
  for (const char* const folder : {"images/bitmaps", "images/hollow"})
    fs::create_directory(photos.directory.file(folder));
  photos.directory.write("images/bitmaps/a.bmp", std::string("BM\x36\0\x03\0\0\0\0\0\x36\0", 12));
  photos.directory.write("images/hollow/notes.txt", "nothing here");
  const Outcome run = photos.run("zeroshot", photos.model, images, "out");
  REQUIRE(run.exit_code == 0);
  CHECK(read_csv(photos.predictions("out")).size() == 30);
  CHECK(contains(run.error, "the folder hollow holds no image and is not taken for a class"));
  CHECK(contains(run.error, "class 'bitmaps': none of its photos could be read (1)"));
  CHECK(contains(run.error, "files that are not images were left out: 1 (hollow/notes.txt)"));
  CHECK(contains(read(photos.directory.file("out/errors.csv")), "BMP images are not read"));
  const json counts = photos.run_json("out")["encoder"];
  CHECK(counts["images_read"] == 30);
  CHECK(counts["images_failed"] == 1);
  CHECK(counts["files_left_out"] == 1);
}

TEST_CASE("where no photo can be read there is no result" * needs_shared()) {
  const Images photos;
  const std::string trained = photos.train("trained", photos.make("images", as_it_is));
  const std::string broken = photos.make("broken", [](const p8::RgbImage&) { return std::string("no photo"); });
  for (const char* const command : {"predict", "lime", "zeroshot", "finetune"}) {
    CAPTURE(command);
    const std::string of = std::string(command) == "finetune"   ? "clip:" + photos.model
                           : std::string(command) == "zeroshot" ? photos.model
                                                                : trained;
    const Outcome run = photos.run(command, of, broken, "out");
    CHECK(run.exit_code == 3);
    CHECK(contains(
        run.error,
        "none of the 30 images could be read; the first: box/02.png: not an image; expected JPEG, PNG or WebP"));
    CHECK_FALSE(fs::exists(photos.directory.file("out")));
  }
}
