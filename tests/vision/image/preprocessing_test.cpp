#include "p8/vision/image/preprocessing.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/model_square.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

std::string golden(const std::string& name) { return test::shared_file("golden/vision/preproc/" + name); }

Preprocessing clip_preprocessing(std::size_t size) {
  Preprocessing preprocessing;
  preprocessing.size = preprocessing.crop = size;
  return preprocessing;
}

/// How many bytes of all cases were compared, and how many of them differ.
struct Tally {
  std::size_t values = 0;
  std::size_t different = 0;
  double largest = 0.0;

  void add(const RgbImage& image, const test::Array& expected) {
    REQUIRE(image.pixels.size() == expected.values.size());
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      const double difference = std::abs(image.pixels[i] - expected.values[i]);
      different += difference > 0.0 ? 1 : 0;
      largest = std::max(largest, difference);
    }
    values += image.pixels.size();
  }
};

DecodeOptions dropping(bool resizes_first = false) {
  DecodeOptions options;
  options.background = Background::Drop;
  options.resizes_first = resizes_first;
  return options;
}

struct GoldenImage {
  std::string file;
  std::string stem;
  bool differs_by_order = false;  ///< whether OpenAI's order, resize before RGB, gives other pixels
};

std::vector<GoldenImage> golden_images() {
  std::vector<GoldenImage> images;
  for (const auto& entry : nlohmann::json::parse(test::read(golden("images.json")))) {
    const auto file = entry.at("file").get<std::string>();
    const std::size_t slash = file.find('/') + 1;
    images.push_back({file, file.substr(slash, file.find('.') - slash), entry.contains("rgb_first_differs")});
  }
  return images;
}

}  // namespace

TEST_CASE("the shorter side becomes the wanted one, the longer one is rounded down") {
  const auto size = [](std::size_t width, std::size_t height, std::size_t shorter) {
    const ImageSize result = resized_by_shorter_side({width, height}, shorter);
    return std::vector<std::size_t>{result.width, result.height};
  };
  CHECK(size(300, 260, 224) == std::vector<std::size_t>{258, 224});  // 258.46
  CHECK(size(18, 330, 224) == std::vector<std::size_t>{224, 4106});  // 4106.67
  CHECK(size(7, 7, 224) == std::vector<std::size_t>{224, 224});
  CHECK(size(1, 100'000'000, 224) == std::vector<std::size_t>{224, 22'400'000'000});
}

TEST_CASE("the middle is cut out, halves of pixels rounded to even") {
  const auto left = [](std::size_t width, std::size_t crop) { return center_crop({width, crop}, crop).left; };
  CHECK(left(224, 224) == 0);
  CHECK(left(225, 224) == 0);  // 0.5
  CHECK(left(226, 224) == 1);
  CHECK(left(227, 224) == 2);  // 1.5
  CHECK(left(229, 224) == 2);  // 2.5
  CHECK(left(231, 224) == 4);  // 3.5
  CHECK(center_crop({300, 256}, 224).top == 16);
}

TEST_CASE("a black and a white pixel by hand, channel after channel") {
  RgbImage image(2, 1);
  image.pixels = {0, 0, 0, 255, 255, 255};
  Preprocessing preprocessing;
  preprocessing.mean = {0.5F, 0.25F, 0.0F};
  preprocessing.std = {0.5F, 0.25F, 1.0F};
  float values[6];
  normalize(image, preprocessing, values);
  CHECK(std::vector<float>(values, values + 6) == std::vector<float>{-1, 1, -1, 3, 0, 1});
}

TEST_CASE("an image of extreme proportions takes no more memory than what is kept of it") {
  const RgbImage image(1, 100'000);  // 224 x 22,400,000 pixels when resized
  const std::vector<float> values = preprocess(image, {});
  CHECK(values.size() == 3 * 224 * 224);
  CHECK(values[0] == doctest::Approx(-0.48145466 / 0.26862954));
}

TEST_CASE("opaque images are resized alike on every background, in either order") {
  for (const char* const name : {"palette_interlaced.png", "cmyk.jpg", "grey_1_bit.png", "baseline_420.jpg"}) {
    CAPTURE(name);
    const std::string bytes = test::read(P8_SOURCE_DIR "/tests/fuzz/image/" + std::string(name));
    for (const bool resizes_first : {false, true}) {
      DecodeOptions white;
      white.resizes_first = resizes_first;
      CHECK(model_square(bytes, name, white, clip_preprocessing(24)).pixels ==
            model_square(bytes, name, dropping(resizes_first), clip_preprocessing(24)).pixels);
    }
  }
}

TEST_CASE("what lies under transparency is not seen on white, in either order") {
  const std::string bytes =
      test::read(P8_SOURCE_DIR "/tests/fuzz/image/edge_hidden.png");  // half red, half hidden black
  for (const bool resizes_first : {false, true}) {
    const auto right = [&](Background background) {
      DecodeOptions decode;
      decode.background = background;
      decode.resizes_first = resizes_first;
      const RgbImage square = model_square(bytes, "hidden.png", decode, clip_preprocessing(4));
      return std::vector<int>(square.pixels.end() - 3, square.pixels.end());
    };
    CHECK(right(Background::White) == std::vector<int>{255, 255, 255});
    CHECK(right(Background::Drop) == std::vector<int>{0, 0, 0});
  }
}

TEST_CASE(
    "colours hidden beneath transparency are black once resized, and as stored in the model's own size, as in Pillow") {
  const std::string bytes = test::read(P8_SOURCE_DIR "/tests/fuzz/image/hidden_brown_4_x_4.png");  // its right half
  const auto right = [](const RgbImage& image) { return std::vector<int>(image.pixels.end() - 3, image.pixels.end()); };
  const std::vector<int> black = {0, 0, 0}, brown = {200, 100, 50};
  CHECK(right(model_square(bytes, "hidden.png", dropping(true), clip_preprocessing(2))) ==
        std::vector<int>{255, 24, 12});
  CHECK(right(model_square(bytes, "hidden.png", dropping(true), clip_preprocessing(4))) == brown);
  CHECK(right(model_square(bytes, "hidden.png", dropping(false), clip_preprocessing(2))) ==
        std::vector<int>{204, 93, 47});
  // What a thumbnail, a changed copy or a random part is made of.
  CHECK(right(whole_image(bytes, "hidden.png", dropping(true))) == black);
  CHECK(right(whole_image(bytes, "hidden.png", dropping(false))) == brown);
  CHECK(right(whole_image(bytes, "hidden.png", {})) == std::vector<int>{255, 255, 255});
}

TEST_CASE("settings that make no sense are refused") {
  const auto message = [](const Preprocessing& preprocessing) {
    return test::message_of([&] { check_preprocessing(preprocessing, "preprocessor_config.json"); });
  };
  CHECK(message({}) == "no error");
  CHECK(message(vgg16_preprocessing()) == "no error");
  Preprocessing wrong;
  wrong.crop = 225;
  CHECK(message(wrong) ==
        "preprocessor_config.json: images of 224 pixels cut to 225, expected 1 <= 225 <= 224 <= 4096");
  wrong.crop = 0;
  CHECK(message(wrong) != "no error");
  wrong = {};
  wrong.std[1] = 0.0F;
  CHECK(message(wrong) ==
        "preprocessor_config.json: mean 0.4578275 and standard deviation 0 of a colour, expected numbers, the latter "
        "above 0");
  wrong.std[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK(message(wrong) != "no error");
}

TEST_CASE("golden photos are cut to the reference's pixels, in OpenAI's order and with RGB first" *
          test::needs_shared()) {
  Tally tally;
  for (const GoldenImage& entry : golden_images()) {
    CAPTURE(entry.file);
    const std::string bytes = test::read(golden(entry.file));
    const auto add = [&](const Preprocessing& preprocessing, bool resizes_first, const std::string& folder) {
      tally.add(model_square(bytes, entry.file, dropping(resizes_first), preprocessing),
                test::read_npy(golden(folder + "/" + entry.stem + ".u8.npy")));
    };
    if (entry.stem == "07_gray16") continue;  // below
    add(clip_preprocessing(64), true, "clip64");
    add(clip_preprocessing(64), false, entry.differs_by_order ? "clip64_rgb_first" : "clip64");
    add(clip_preprocessing(224), true, "clip224");
    add(vgg16_preprocessing(), false, "vgg224");
  }
  const std::string deep = test::read(golden("src/07_gray16.png"));
  tally.add(model_square(deep, "deep", dropping(), clip_preprocessing(64)),
            test::read_npy(golden("clip64_alt/07_gray16.hi8.u8.npy")));
  MESSAGE(tally.different, " of ", tally.values, " bytes differ from the reference, by ", tally.largest, " at most");
  CHECK(tally.different == 0);
}

TEST_CASE("golden photos give the reference's tensors" * test::needs_shared()) {
  const auto check = [](const std::string& file, const Preprocessing& preprocessing, const std::string& expected_file) {
    CAPTURE(expected_file);
    const test::Array expected = test::read_npy(golden(expected_file));
    const std::vector<float> values = preprocess(read_image(golden(file), dropping()), preprocessing);
    REQUIRE(values.size() == expected.values.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      largest = std::max(largest, std::abs(values[i] - expected.values[i]));
    }
    CHECK(largest < 2e-3);  // the reference was rounded to 16 bits
  };
  for (const GoldenImage& entry : golden_images()) {
    if (!entry.differs_by_order) check(entry.file, clip_preprocessing(64), "clip64/" + entry.stem + ".f16.npy");
  }
  check("src/01_baseline_420.jpg", clip_preprocessing(224), "clip224/01_baseline_420.f16.npy");
  check("src/01_baseline_420.jpg", vgg16_preprocessing(), "vgg224/01_baseline_420.f16.npy");
}

TEST_CASE("every byte becomes the reference's float32 number, to the last bit" * test::needs_shared()) {
  RgbImage bytes(256, 1);
  for (std::size_t i = 0; i < bytes.pixels.size(); ++i) bytes.pixels[i] = static_cast<std::uint8_t>(i / 3);
  for (const auto& [preprocessing, file] :
       {std::pair(Preprocessing(), "lut_clip.npy"), std::pair(vgg16_preprocessing(), "lut_imagenet.npy")}) {
    std::vector<float> values(3 * 256);
    normalize(bytes, preprocessing, values.data());
    CHECK(std::vector<double>(values.begin(), values.end()) == test::read_npy(golden(file)).values);
  }
}

}  // namespace p8
