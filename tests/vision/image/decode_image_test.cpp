#include "p8/vision/image/decode_image.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <doctest/doctest.h>

#include "p8/base/hash.h"
#include "p8/vision/image/preprocessing.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

// Tiny files of every kind, kept with the fuzzer.
std::string kept(const std::string& name) { return P8_SOURCE_DIR "/tests/fuzz/image/" + name; }

struct Expected {
  const char* name;
  std::size_t width;
  std::size_t height;
  const char* sha256;  ///< of the pixels that Pillow 9.4 reads
};

void check_pixels(const Expected& expected, const DecodeOptions& options) {
  CAPTURE(expected.name);
  const RgbImage image = read_image(kept(expected.name), options);
  CHECK(image.width == expected.width);
  CHECK(image.height == expected.height);
  CHECK(digest_of(std::string(image.pixels.begin(), image.pixels.end())).sha256 == expected.sha256);
}

/// As Pillow reads it.
DecodeOptions dropping() {
  DecodeOptions options;
  options.background = Background::Drop;
  return options;
}

/// The image on a background.
std::vector<std::uint8_t> pixels_on(Background background, const std::string& path) {
  DecodeOptions options;
  options.background = background;
  return read_image(path, options).pixels;
}

std::string message_of(const std::string& bytes, const DecodeOptions& options = {}) {
  CHECK(test::kind_of([&] { decode_image(bytes, "photo.jpg", options); }) == 3);
  return test::message_of([&] { decode_image(bytes, "photo.jpg", options); });
}

}  // namespace

TEST_CASE("pixels of every kind of file are those of Pillow 9.4, but for grey of 16 bits") {
  for (const Expected& expected : {
           Expected{"animated.webp", 19, 13, "d03619cdc3d84900f95b2ee8ac4714904477d9e5fac107753123b29d4f8f143d"},
           Expected{"arithmetic.jpg", 19, 13, "b94da1ba728d0dd2bef0635f452434e78b944843c2ea2af4cb78692bd661d89c"},
           Expected{"baseline_420.jpg", 19, 13, "3167d93c7a7d042310bde26631e16a2db7393c783a7d30146f866a3a16130073"},
           Expected{"cmyk.jpg", 19, 13, "92cbdf8a19bc4a06dceb0fcc388b1446c09db877d46c4299ce333e4ea71037d9"},
           Expected{"grey.jpg", 19, 13, "112b68a26c793901aea0a8bb54d2c2ed2c7ab20b67ca7cfa89996e0d5eba26bb"},
           Expected{"grey_16_bits.png", 6, 2, "5ea51a678de4f1d201e06d98eed90d434feb1da250d5d4d665d26ff388d78b70"},
           Expected{"grey_1_bit.png", 19, 3, "804e12e4b232c19d9df72d9cb9cd21122e8a52bbe0c9d7ad04508a9b58503621"},
           Expected{"grey_4_bits_tRNS.png", 5, 3, "ab4a6fa1dbb067edcca22d9f657bb8cf5fce743ddafb5072c2c7f1972e6a8369"},
           Expected{"grey_alpha.png", 4, 3, "dc55c0d7505a3bbb12e2840441b18df27bb3d1b36e57621ace220661b4e6d911"},
           Expected{"lossless_alpha.webp", 19, 13, "7bd7692ac608ee0924c6201d213b75e35dde789fa1c809097fcae85f83b9791c"},
           Expected{"lossy.webp", 19, 13, "77d03fe4d959b0349af73a48c1c4726a584bbb781e03b38e7ce0872e917a4a71"},
           Expected{"lossy_alpha.webp", 19, 13, "e96d3b3c09b90060fbcea64c9a8d3f7c1c1aa247315bdac9cd5f37e327a37cde"},
           Expected{"orientation_5.webp", 19, 13, "77d03fe4d959b0349af73a48c1c4726a584bbb781e03b38e7ce0872e917a4a71"},
           Expected{"orientation_6.jpg", 19, 13, "c585ceae4a08a36546ceb43db143b21480b48410ef2fb6b0468ea9989166f8cc"},
           Expected{"orientation_8.png", 4, 3, "9dadf945a140d8d71ea498462d8274a32d5792eee6ed27e7d7cb41a101830ecb"},
           Expected{"palette_2_bits.png", 7, 2, "77ad398945a2f398a0977d2f8adce7a7d6626b8ba205536d1eb622d6e7843fb3"},
           Expected{"palette_8_bits.png", 4, 1, "c09429fb417dd93dc4bf37735d11b0ba6fb5e62e448ccddfc160b0c2726226b9"},
           Expected{"palette_interlaced.png", 11, 9,
                    "540c706e2892a5e6790660ff1ce35f820ebad1b50dc73e53ab07aa5f3c3e472b"},
           Expected{"progressive_422.jpg", 19, 13, "b4301aa69868c2554e49987568c9e163e186f1092b67fe6cde323368c506060e"},
           Expected{"rgb_16_bits.png", 3, 3, "04b8d17715d34ce6e69d630d83fbcfc21f01c14b3cfa28e50860041c5562ca39"},
           Expected{"rgb_interlaced.png", 11, 9, "7aacb6289933b50869152d8d2bcfb59772d0463e75a2a18fdd99ee7fb559430e"},
           Expected{"rgb_transform_0.jpg", 19, 13, "eb8bd5171dd5b55fc94975351cd6f93934e0c441bf10cca12bdc43d9228cd3e0"},
           Expected{"rgba_16_bits.png", 3, 2, "a268c111b4ffd6b61ea681ae8250c6dee7e30dd90183980af8d3c44269f88c77"},
           Expected{"ycck.jpg", 19, 13, "a6a2d0083c85000ec5941bfc475615809b0b2e9935fe744bdd56c81912b3287c"},
       }) {
    check_pixels(expected, dropping());
  }
}

TEST_CASE("an opaque image is the same on every background") {
  for (const char* const name :
       {"arithmetic.jpg", "baseline_420.jpg", "cmyk.jpg", "ycck.jpg", "grey.jpg", "grey_16_bits.png", "grey_1_bit.png",
        "lossy.webp", "palette_interlaced.png", "rgb_16_bits.png", "rgb_interlaced.png"}) {
    CAPTURE(name);
    const std::vector<std::uint8_t> dropped = pixels_on(Background::Drop, kept(name));
    CHECK(pixels_on(Background::White, kept(name)) == dropped);
    CHECK(pixels_on(Background::Black, kept(name)) == dropped);
  }
}

TEST_CASE("what is transparent lies on the background, edges in proportion") {
  // Each file's pixels are (200, 100, 0) with alpha 255, 128, 1, 0, but for those of one transparent colour.
  const std::vector<std::uint8_t> white = {200, 100, 0, 227, 177, 127, 255, 254, 254, 255, 255, 255};
  const std::vector<std::uint8_t> black = {200, 100, 0, 100, 50, 0, 1, 0, 0, 0, 0, 0};
  for (const char* const name : {"edge_rgba.png", "edge_palette.png", "edge_lossless.webp", "edge_rgba_16_bits.png"}) {
    CAPTURE(name);
    CHECK(pixels_on(Background::White, kept(name)) == white);
    CHECK(pixels_on(Background::Black, kept(name)) == black);
    CHECK(pixels_on(Background::Drop, kept(name)) ==
          std::vector<std::uint8_t>{200, 100, 0, 200, 100, 0, 200, 100, 0, 200, 100, 0});
  }
  // Grey 100 with alpha 255 and 0; colours 9, 8, 7 with 9, 8, 7 for the key; grey 3, 2 of 2 bits with 2 for the key.
  CHECK(pixels_on(Background::White, kept("edge_grey_alpha.png")) ==
        std::vector<std::uint8_t>{100, 100, 100, 255, 255, 255});
  CHECK(pixels_on(Background::White, kept("edge_key.png")) == std::vector<std::uint8_t>{9, 8, 6, 255, 255, 255});
  CHECK(pixels_on(Background::Black, kept("edge_key.png")) == std::vector<std::uint8_t>{9, 8, 6, 0, 0, 0});
  CHECK(pixels_on(Background::Black, kept("edge_grey_2_bits_key.png")) ==
        std::vector<std::uint8_t>{255, 255, 255, 0, 0, 0});
}

TEST_CASE("transparency turns with the image") {
  DecodeOptions options;
  options.apply_orientation = true;
  const RgbImage image =
      read_image(kept("edge_turned.png"), options);  // stored: red, then nothing; turned by 90 degrees
  CHECK(image.width == 1);
  CHECK(image.height == 2);
  CHECK(image.pixels == std::vector<std::uint8_t>{255, 0, 0, 255, 255, 255});
}

TEST_CASE("an image is turned upright when that is asked for, as by Pillow's exif_transpose") {
  DecodeOptions options;
  options.apply_orientation = true;
  for (const Expected& expected : {
           Expected{"orientation_5.webp", 13, 19, "bc3fdf213965ab78e968e1c8618d3b38a06c1c6135d6ca38c9bb32f2940bcc37"},
           Expected{"orientation_6.jpg", 13, 19, "251bcf8fbaf023a534b6840c1deaf132a2f1955ad257934a0149c441ae670fb2"},
           Expected{"orientation_8.png", 3, 4, "ff1db21bd780a4768a2dc3c3bdfd4cf9818e69ba108781915faead2223e0350f"},
           Expected{"grey.jpg", 19, 13, "112b68a26c793901aea0a8bb54d2c2ed2c7ab20b67ca7cfa89996e0d5eba26bb"},
           Expected{"lossy.webp", 19, 13, "77d03fe4d959b0349af73a48c1c4726a584bbb781e03b38e7ce0872e917a4a71"},
       }) {
    check_pixels(expected, options);
  }
}

TEST_CASE("a JPEG that is decoded fast may come at a fraction of its size, never smaller than asked for") {
  const auto size = [](const char* name, std::size_t least_side) {
    DecodeOptions options;
    options.fast = true;
    options.least_side = least_side;
    const RgbImage image = read_image(kept(name), options);
    CHECK(image.pixels.size() == 3 * image.width * image.height);
    return std::pair(image.width, image.height);
  };
  CHECK(size("baseline_420.jpg", 0) == std::pair<std::size_t, std::size_t>(19, 13));
  CHECK(size("baseline_420.jpg", 7) == std::pair<std::size_t, std::size_t>(19, 13));
  CHECK(size("baseline_420.jpg", 6) == std::pair<std::size_t, std::size_t>(10, 7));
  CHECK(size("cmyk.jpg", 3) == std::pair<std::size_t, std::size_t>(5, 4));
  CHECK(size("progressive_422.jpg", 1) == std::pair<std::size_t, std::size_t>(3, 2));
  CHECK(size("lossy.webp", 1) == std::pair<std::size_t, std::size_t>(19, 13));
}

TEST_CASE("a photo that was decoded fast is nearly the same once it has the model's size" * test::needs_shared()) {
  const auto path = test::shared_file("golden/vision/preproc/src/01_baseline_420.jpg");
  Preprocessing preprocessing;
  preprocessing.size = preprocessing.crop = 64;
  DecodeOptions fast;
  fast.fast = true;
  fast.least_side = preprocessing.size;
  const RgbImage whole = read_image(path);
  const RgbImage reduced = read_image(path, fast);
  CHECK(2 * reduced.width <= whole.width + 1);
  CHECK(std::min(reduced.width, reduced.height) >= preprocessing.size);
  const RgbImage exact = resize_and_crop(whole, preprocessing);
  const RgbImage near = resize_and_crop(reduced, preprocessing);
  double difference = 0.0;
  for (std::size_t i = 0; i < exact.pixels.size(); ++i) {
    difference += std::abs(static_cast<double>(exact.pixels[i]) - static_cast<double>(near.pixels[i]));
  }
  CHECK(difference > 0.0);
  CHECK(difference / static_cast<double>(exact.pixels.size()) < 4.0);  // levels of 255
}

TEST_CASE("a palette of two colours: indices beyond it are grey, its transparency is dropped") {
  CHECK(read_image(kept("palette_8_bits.png"), dropping()).pixels ==
        std::vector<std::uint8_t>{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
}

TEST_CASE("grey of 16 bits keeps its upper 8, where Pillow 9.4 clips it to white") {
  const std::vector<std::uint8_t> pixels = read_image(kept("grey_16_bits.png")).pixels;
  std::vector<int> greys;
  for (std::size_t i = 0; i < pixels.size(); i += 3) greys.push_back(pixels[i]);
  // 0, 1, 200, 255, 256, 65535, 254, 257, 4096, 128, 32768, 255
  CHECK(greys == std::vector<int>{0, 0, 0, 0, 1, 255, 0, 1, 16, 0, 128, 0});
}

TEST_CASE("an image of too many pixels is refused by its heading alone") {
  CHECK(message_of(test::read(kept("bomb_30000_x_30000.png"))) ==
        "photo.jpg: the image has 30000 x 30000 pixels, more than the limit of 100000000 in all");
  CHECK(message_of(test::read(kept("bomb_65500_x_65500.jpg"))).find("65500 x 65500 pixels") != std::string::npos);
  CHECK(message_of(test::read(kept("bomb_16384_x_16384.webp"))).find("16384 x 16384 pixels") != std::string::npos);
  DecodeOptions options;
  options.max_pixels = 19 * 13 - 1;
  CHECK(message_of(test::read(kept("grey.jpg")), options) ==
        "photo.jpg: the image has 19 x 13 pixels, more than the limit of 246 in all");
  options.max_pixels = 19 * 13;
  CHECK(read_image(kept("grey.jpg"), options).width == 19);
}

TEST_CASE("a file of too many bytes is refused before it is decoded") {
  DecodeOptions options;
  options.max_bytes = 100;
  const std::string path = kept("grey.jpg");
  CHECK(test::message_of([&] { read_image(path, options); }) == path + ": larger than the limit of 100 bytes");
}

TEST_CASE("what is no image is refused, whatever its name says") {
  CHECK(message_of("") == "photo.jpg: the file is empty; expected a JPEG, PNG or WebP image");
  CHECK(message_of(test::read(kept("text.jpg"))) == "photo.jpg: not an image; expected JPEG, PNG or WebP");
  CHECK(message_of("\xFF\xD8") == "photo.jpg: not an image; expected JPEG, PNG or WebP");
  CHECK(message_of(test::read(kept("animated.gif"))) ==
        "photo.jpg: GIF images are not read; expected JPEG, PNG or WebP");
  CHECK(message_of("<!DOCTYPE html><html>not found</html>") ==
        "photo.jpg: not an image but HTML; expected JPEG, PNG or WebP");
  CHECK(message_of("%PDF-1.4 \x01") == "photo.jpg: not an image but PDF; expected JPEG, PNG or WebP");
  CHECK(message_of(std::string("II*\0....", 8)).find("TIFF images") != std::string::npos);
  CHECK(message_of(std::string("\0\0\0\x20"
                               "ftypavif",
                               12))
            .find("AVIF images") != std::string::npos);
  CHECK(message_of(test::read(kept("two_components.jpg"))) ==
        "photo.jpg: the JPEG image has 2 components, expected 1, 3 or 4");
  CHECK(test::message_of([] { decode_image("", "a\nb"); }, Language::French) ==
        "a?b : le fichier est vide ; image JPEG, PNG ou WebP attendue");
}

TEST_CASE("a file cut off anywhere before its last pixel is refused") {
  for (const char* const name : {"baseline_420.jpg", "progressive_422.jpg", "arithmetic.jpg", "cmyk.jpg",
                                 "rgb_interlaced.png", "grey_16_bits.png", "lossy_alpha.webp", "animated.webp"}) {
    CAPTURE(name);
    const std::string whole = test::read(kept(name));
    const bool is_png = whole.compare(1, 3, "PNG") == 0;
    const std::size_t needed = whole.size() - (is_png ? 12 : 0);  // the IEND chunk
    for (std::size_t size = 0; size < needed; ++size) {
      CHECK(test::kind_of([&] { decode_image(whole.substr(0, size), name); }) == 3);
    }
    CHECK_NOTHROW(decode_image(whole.substr(0, needed), name));
  }
  const auto cut = [](const char* name, std::size_t missing) {
    const std::string whole = test::read(kept(name));
    return message_of(whole.substr(0, whole.size() - missing));
  };
  CHECK(cut("baseline_420.jpg", 20) == "photo.jpg: the JPEG image is cut off");
  CHECK(cut("baseline_420.jpg", 2) == "photo.jpg: the JPEG image is cut off");
  CHECK(cut("rgb_interlaced.png", 40) == "photo.jpg: the PNG image is cut off");
  CHECK(cut("lossy.webp", 10) == "photo.jpg: the WebP image is cut off");
}

TEST_CASE("a JPEG that ends in the middle is refused, although it ends properly") {
  const std::string whole = test::read(kept("two_rows_of_blocks.jpg"));
  const std::size_t scan = whole.find("\xFF\xDA");
  const auto ended_at = [&](std::size_t size) { return whole.substr(0, size) + "\xFF\xD9"; };
  CHECK(message_of(ended_at(scan + (whole.size() - scan) / 3)) == "photo.jpg: the JPEG image is cut off");
  CHECK_NOTHROW(decode_image(ended_at(whole.size() - 3), "photo.jpg"));  // the last blocks only
}

TEST_CASE("a damaged file is refused with the reason of the library") {
  std::string png = test::read(kept("rgb_16_bits.png"));
  png[17] ^= 1;  // in the width
  CHECK(message_of(png) == "photo.jpg: the PNG image is damaged (IHDR: CRC error)");
  std::string jpeg = test::read(kept("baseline_420.jpg"));
  jpeg[jpeg.find("\xFF\xC0") + 4] = 7;
  CHECK(message_of(jpeg) == "photo.jpg: the JPEG image is damaged (Unsupported JPEG data precision 7)");
  std::string webp = test::read(kept("lossy.webp"));
  webp[23] ^= 1;  // the start code of VP8
  CHECK(message_of(webp).find("photo.jpg: the WebP image is damaged (") == 0);
}

TEST_CASE("a progressive image that repeats its scans endlessly is refused") {
  const std::string whole = test::read(kept("progressive_422.jpg"));
  const std::size_t last_scan = whole.rfind("\xFF\xDA");
  const std::string scan = whole.substr(last_scan, whole.size() - 2 - last_scan);
  std::string endless = whole.substr(0, whole.size() - 2);
  for (int repeat = 0; repeat < 1000; ++repeat) endless += scan;
  CHECK(message_of(endless + "\xFF\xD9") == "photo.jpg: the JPEG image has more than 500 scans");
}

TEST_CASE("the golden photos decode to Pillow's pixels, every one" * test::needs_shared()) {
  for (const char* const name : {"01_baseline_420.jpg", "02_progressive_444.jpg", "03_gray.jpg",
                                 "04_baseline_444_small.jpg", "05_rgba.png", "06_palette.png", "08_wide_500x20.png",
                                 "09_tall_18x330.jpg", "10_1x1.png", "11_7x500.png", "12_exif6.jpg", "13_cmyk.jpg"}) {
    CAPTURE(name);
    const std::string stem = std::string(name).substr(0, std::string(name).find('.'));
    const test::Array expected = test::read_npy(test::shared_file("golden/vision/preproc/decoded/" + stem + ".u8.npy"));
    const RgbImage image = read_image(test::shared_file(std::string("golden/vision/preproc/src/") + name), dropping());
    CHECK(image.height == expected.shape[0]);
    CHECK(image.width == expected.shape[1]);
    CHECK(std::vector<double>(image.pixels.begin(), image.pixels.end()) == expected.values);
  }
}

}  // namespace p8
