#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/vision/image/png_encoder.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/golden_weights.h"
#include "support/npy.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// A picture of one colour, with a square of another in one of four corners.
std::string picture(int colour, std::size_t corner, std::size_t side = 96) {
  p8::RgbImage image(side, side);
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const bool inside = corner < 4 && (x * 2 / side) + 2 * (y * 2 / side) == corner;
      image.row(y)[3 * x] = static_cast<std::uint8_t>(inside ? 230 : colour);
      image.row(y)[3 * x + 1] = static_cast<std::uint8_t>(inside ? 30 : 90);
      image.row(y)[3 * x + 2] = static_cast<std::uint8_t>(inside ? 60 : 255 - colour);
    }
  }
  return p8::png_bytes(image);
}

/// Two folders of eight pictures each.
std::string two_folders(const TemporaryDirectory& directory) {
  for (const char* const name : {"light", "dark"}) {
    fs::create_directories(directory.file(std::string("images/") + name));
    for (std::size_t i = 0; i < 8; ++i) {
      const int colour = (name[0] == 'l' ? 200 : 20) + static_cast<int>(4 * i);
      directory.write(std::string("images/") + name + "/" + std::to_string(i) + ".png", picture(colour, i % 4));
    }
  }
  return directory.file("images");
}

std::vector<std::string> lime(const std::string& model, const std::string& out, const std::vector<std::string>& more) {
  std::vector<std::string> words = {"lime", "--model", model, "--out", out};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> with_classes(std::vector<std::string> words) {
  words.insert(words.end(), {"--class", "a watch", "--class", "a towel", "--class", "a laptop"});
  return words;
}

}  // namespace

TEST_CASE("lime: one photo by CLIP without training, with every file of the contract" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string photo = directory.write("photo.png", picture(120, 1));
  const std::string out = directory.file("out");
  const Outcome run = run_p8(lime(
      model, out, with_classes({"--image", photo, "--segments", "grid:16", "--samples", "200", "--top-labels", "2"})));
  CHECK(run.error.empty());
  REQUIRE(run.exit_code == 0);
  CHECK(contains(run.out, "1 photo explained, 2 maps; "));
  const auto segments = read_csv(read(out + "/segments.csv"));
  CHECK(segments.size() == 32);
  CHECK(segments.front().at("image") == photo);
  CHECK(segments.front().at("pixels") == "256");
  CHECK(read_csv(read(out + "/explanations.csv")).size() == 2);
  const json metrics = json::parse(read(out + "/metrics.json"));
  CHECK(metrics["explanations"] == 2);
  std::size_t pictures = 0;
  for (const auto& file : fs::directory_iterator(out + "/overlays")) {
    ++pictures;
    CHECK(contains(file.path().filename().string(), "photo.png-a_"));
  }
  CHECK(pictures == 2);
  for (const auto& file : fs::directory_iterator(out + "/heatmaps")) {
    CHECK(read_npy(file.path().string()).shape == std::vector<std::size_t>{64, 64});
  }
  CHECK(contains(read(out + "/report.html"), "data:image/jpeg;base64,"));
  CHECK(contains(read(out + "/run.json"), "\"vocabulary\""));
}

TEST_CASE("lime: a classifier of p8 finetune, class by class; the same seed gives the same bytes, also from the cache" *
          needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string images = two_folders(directory);
  const std::string trained = directory.file("trained");
  REQUIRE(run_p8({"finetune", "--backbone", "clip:" + model, "--images", images, "--epochs", "5", "--quiet", "--out",
                  trained})
              .exit_code == 0);
  directory.write("images/light/broken.png", "no picture");
  const auto explain = [&](const std::string& name, std::vector<std::string> more) {
    more.insert(more.end(), {"--images", images, "--per-class", "3", "--samples", "60", "--segments", "slic:12",
                             "--threads", "1", "--quiet"});
    const Outcome run = run_p8(lime(trained, directory.file(name), more));
    CHECK(run.error.empty());
    REQUIRE(run.exit_code == 0);
    return directory.file(name);
  };
  const std::string plain = explain("plain", {});
  CHECK(contains(read(plain + "/errors.csv"), "light/broken.png"));
  CHECK(read_csv(read(plain + "/explanations.csv")).size() == 6);
  CHECK(fs::exists(plain + "/classes/light.png"));
  CHECK(read_csv(read(plain + "/classes.csv")).size() == 2 * 14 * 14);
  const std::vector<std::string> cache = {"--cache", directory.file("cache")};
  for (const std::string& other : {explain("again", {}), explain("cold", cache), explain("warm", cache)}) {
    CAPTURE(other);
    for (const char* const file : {"/segments.csv", "/explanations.csv", "/classes.csv", "/metrics.json"}) {
      CHECK(read(other + file) == read(plain + file));
    }
    CHECK(read(other + "/classes/dark.png") == read(plain + "/classes/dark.png"));
  }
  CHECK(run_p8(lime(trained, directory.file("strict"), {"--images", images, "--strict"})).exit_code == 3);
}

TEST_CASE("lime: SHAP adds up, and the page says so in French" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string photo = directory.write("photo.png", picture(120, 2));
  const std::string out = directory.file("out");
  REQUIRE(run_p8(lime(model, out,
                      with_classes({"--image", photo, "--segments", "grid:9", "--method", "shap", "--lang", "fr"})))
              .exit_code == 0);
  CHECK(json::parse(read(out + "/metrics.json"))["mean"]["local_error"].get<double>() < 1e-9);
  CHECK(contains(read(out + "/report.html"), "Toutes régions masquées"));
}

TEST_CASE(
    "lime: photos of one colour, of one pixel, and fewer pixels than segments are explained and said to tell nothing" *
    needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string plain = directory.write("plain.png", picture(120, 9));
  const std::string tiny = directory.write("tiny.png", picture(120, 9, 1));
  const std::string out = directory.file("out");
  const Outcome run = run_p8(lime(model, out, with_classes({"--image", plain, "--image", tiny, "--samples", "50"})));
  CHECK(run.error.empty());
  REQUIRE(run.exit_code == 0);
  CHECK(contains(run.out, "2 photos explained, 2 maps; 2 maps no better than a random ranking."));
  CHECK(contains(read(out + "/report.html"), "single segment"));
  CHECK(run_p8(lime(model, directory.file("many"),
                    with_classes({"--image", tiny, "--samples", "auto", "--segments", "grid:1000", "--quiet"})))
            .exit_code == 0);
}

TEST_CASE("lime: what cannot be explained is refused in one line that says what is there" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string photo = directory.write("photo.png", picture(120, 1));
  const auto refused = [&](const std::vector<std::string>& more, int exit_code, const std::string& message) {
    const std::string out = directory.file("out");
    const Outcome run = run_p8(lime(model, out, more));
    CAPTURE(run.error);
    CHECK(run.exit_code == exit_code);
    CHECK(contains(run.error, message));
    CHECK_FALSE(fs::exists(out));
  };
  refused(with_classes({"--image", photo, "--label", "a dog"}), 2,
          "--label a dog: the model has no such class; it has a watch, a towel, a laptop");
  refused({"--image", photo}, 2, "needs at least two classes");
  refused(with_classes({}), 2, "expected either --image FILE… or --images DIR");
  refused(with_classes({"--image", photo, "--segments", "hexagon:5"}), 2, "expected quickshift, slic:N or grid:N");
  refused(with_classes({"--image", photo, "--samples", "3"}), 2, "expected auto or a number from 8 to 20000");
  refused(with_classes({"--image", directory.file("none.png"), "--strict"}), 3, "none.png: the file does not exist");
  refused(with_classes({"--image", directory.file("none.png")}), 3, "none.png");
  fs::create_directories(directory.file("some/a watch"));
  fs::create_directories(directory.file("some/dark"));
  fs::copy_file(photo, directory.file("some/a watch/1.png"));
  fs::copy_file(photo, directory.file("some/dark/2.png"));
  refused(with_classes({"--images", directory.file("some")}), 3, "--unlabelled");
  const Outcome plain =
      run_p8(lime(model, directory.file("plain"), with_classes({"--images", two_folders(directory)})));
  CHECK(plain.exit_code == 0);
  CHECK(contains(plain.error, "has the name of a class"));
}
