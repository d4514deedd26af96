#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

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

/// Two classes of two readable pictures each, in folders.
std::string two_classes(const TemporaryDirectory& directory) {
  const fs::path pictures = fs::path(P8_SOURCE_DIR) / "tests/fuzz/image";
  const fs::path images = directory.path() + "/images";
  fs::create_directories(images / "grey");
  fs::create_directories(images / "colour");
  fs::copy(pictures / "grey.jpg", images / "grey/1.jpg");
  fs::copy(pictures / "grey_alpha.png", images / "grey/2.png");
  fs::copy(pictures / "baseline_420.jpg", images / "colour/1.jpg");
  fs::copy(pictures / "lossy.webp", images / "colour/2.webp");
  return images.string();
}

std::vector<std::string> zeroshot(const std::string& model, const std::string& images, const std::string& out,
                                  const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"zeroshot", "--model", model, "--images", images, "--out", out};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

json json_file(const std::string& path) { return json::parse(read(path)); }

/// What must be the same from run to run: speed is not.
json figures(const std::string& out) {
  json metrics = json_file(out + "/metrics.json");
  metrics.erase("images_per_second");
  return metrics;
}

}  // namespace

TEST_CASE("zeroshot: folders are classes, and every file of the contract is written" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const Outcome run =
      run_p8(zeroshot(model, two_classes(directory), out, {"--save-embeddings", "--templates", "products"}));
  CHECK(run.error.empty());
  REQUIRE(run.exit_code == 0);
  CHECK(contains(run.out, "4 images, 2 classes: accuracy "));
  CHECK(
      contains(read(out + "/predictions.csv"), "image,label,predicted,correct,p_colour,p_grey\ncolour/1.jpg,colour,"));
  CHECK(contains(read(out + "/confusion.csv"), "label,colour,grey,abstained\n"));
  const json metrics = json_file(out + "/metrics.json");
  for (const char* const key : {"accuracy", "accuracy_interval", "balanced_accuracy", "macro_f1", "weighted_f1",
                                "log_loss", "ece", "images", "failed", "images_per_second", "precision"}) {
    CAPTURE(key);
    CHECK(metrics.contains(key));
  }
  CHECK(metrics["images"] == 4);
  CHECK(metrics["failed"] == 0);
  CHECK(metrics["per_class"]["grey"]["support"] == 2);
  CHECK(metrics["precision"] == "fp32");
  const Array embeddings = read_npy(out + "/embeddings.npy");
  CHECK(embeddings.shape == std::vector<std::size_t>{4, 64});
  CHECK(contains(read(out + "/embeddings.csv"), "row,image\n0,colour/1.jpg\n"));
  CHECK_FALSE(fs::exists(out + "/errors.csv"));

  const json record = json_file(out + "/run.json");
  std::string roles;
  for (const json& input : record["inputs"]) roles += input["role"].get<std::string>() + " ";
  CHECK(roles == "model model model vocabulary vocabulary images ");
  // One of them encoded; where it was the engine, LibTorch was not even loaded.
  const std::string library = record["encoder"]["library"];
  CHECK((library == "onednn" || library == "libtorch"));
  CHECK(record["libraries"].contains(library));
  CHECK(record["libraries"].contains("onednn") != record["libraries"].contains("libtorch"));
  CHECK(record["encoder"]["precision"] == "fp32");
  CHECK(contains(read(out + "/report.html"), "data:image/jpeg;base64,"));
}

TEST_CASE("zeroshot: threads, batches and the cache change nothing" * needs_shared()) {
  const auto model = golden_weights("clip/state_dict_zip_fp16.pt");
  const auto bpe = shared_file("data/clip_bpe/bpe_simple_vocab_16e6.txt.gz");
  const TemporaryDirectory directory;
  const std::string images = two_classes(directory);
  const auto run = [&](const std::string& name, std::vector<std::string> more) {
    more.insert(more.end(), {"--bpe", bpe, "--quiet"});
    REQUIRE(run_p8(zeroshot(model, images, directory.file(name), more)).exit_code == 0);
    return directory.file(name);
  };
  const std::string plain = run("plain", {"--threads", "1"});
  const std::string cache = directory.file("cache");
  for (const std::string& other : {run("again", {"--threads", "1"}), run("cold", {"--threads", "1", "--cache", cache}),
                                   run("warm", {"--threads", "1", "--cache", cache})}) {
    CAPTURE(other);
    CHECK(read(other + "/predictions.csv") == read(plain + "/predictions.csv"));
    CHECK(figures(other) == figures(plain));
  }
  const std::string other_threads = run("threads", {"--threads", "2", "--batch", "3"});
  const auto expected = read_csv(read(plain + "/predictions.csv"));
  const auto got = read_csv(read(other_threads + "/predictions.csv"));
  REQUIRE(got.size() == expected.size());
  for (std::size_t row = 0; row < got.size(); ++row) {
    CHECK(got[row].at("predicted") == expected[row].at("predicted"));
    CHECK(std::stod(got[row].at("p_grey")) == doctest::Approx(std::stod(expected[row].at("p_grey"))).epsilon(1e-4));
  }
}

TEST_CASE("zeroshot: images that cannot be read are listed with the reason and the run goes on; --strict ends it" *
          needs_shared()) {
  const auto model = golden_weights("clip/hf_fp16");
  const TemporaryDirectory directory;
  const std::string images = two_classes(directory);
  const std::string jpeg = read(images + "/colour/1.jpg");
  directory.write("images/grey/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
  directory.write("images/grey/empty.jpg", "");
  directory.write("images/grey/text.jpg", "no picture");
  fs::copy(fs::path(P8_SOURCE_DIR) / "tests/fuzz/image/bomb_30000_x_30000.png", images + "/grey/huge.png");
  mkfifo((images + "/grey/pipe.jpg").c_str(), 0600);
  const std::string out = directory.file("out");
  const Outcome run = run_p8(zeroshot(model, images, out));
  REQUIRE(run.exit_code == 0);
  CHECK(contains(run.error, "5 of 9 images could not be read, see errors.csv"));
  const std::string errors = read(out + "/errors.csv");
  for (const char* const line :
       {"grey/cut.jpg,,", "grey/empty.jpg,,", "grey/text.jpg,,", "grey/huge.png,,", "grey/pipe.jpg,,"}) {
    CAPTURE(line);
    CHECK(contains(errors, line));
  }
  CHECK(json_file(out + "/metrics.json")["failed"] == 5);

  const Outcome strict = run_p8(zeroshot(model, images, directory.file("strict"), {"--strict"}));
  CHECK(strict.exit_code == 3);
  CHECK(contains(strict.error, "p8: error: grey/cut.jpg"));
  CHECK_FALSE(fs::exists(directory.file("strict")));
  const Outcome none = run_p8(zeroshot(model, images, directory.file("none"), {"--max-pixels", "10"}));
  CHECK(none.exit_code == 3);
  CHECK(contains(none.error,
                 "none of the 9 images could be read; the first: colour/1.jpg: the image has 19 x 13 pixels"));
}

TEST_CASE("zeroshot: a precision that a model is not computed in is exit code 2" * needs_shared()) {
  const auto model = shared_file("golden/vision/clip_resnet/state_dict_zip_fp16.pt");
  const auto bpe = shared_file("data/clip_bpe/bpe_simple_vocab_16e6.txt.gz");
  const TemporaryDirectory directory;
  const Outcome run =
      run_p8(zeroshot(model, two_classes(directory), directory.file("out"), {"--precision", "int8", "--bpe", bpe}));
  CHECK(run.exit_code == 2);
  CHECK(contains(run.error, "--precision int8: not available for this model"));
}

TEST_CASE("zeroshot: wrong command lines are exit code 2 and say what is missing" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const std::string images = two_classes(directory);
  const auto outcome = [&](const std::vector<std::string>& more) {
    return run_p8(zeroshot(model, images, directory.file("out"), more));
  };
  CHECK(contains(outcome({"--class", "grey", "--class", "grey"}).error, "grey"));
  CHECK(outcome({"--class", "grey", "--class", "grey"}).exit_code == 2);
  CHECK(outcome({"--class", "grey", "--class", "green"}).exit_code == 3);  // images of class "colour"
  CHECK(contains(outcome({"--template", "a photo"}).error, "has no {} for the category"));
  CHECK(contains(outcome({"--strategy", "descriptions"}).error, "needs --label-col and --text-col"));
  CHECK(contains(outcome({"--label-col", "category"}).error, "name columns of --data"));
  CHECK(outcome({"--temperature", "0"}).exit_code == 2);
  CHECK(outcome({"--abstain", "1.5"}).exit_code == 2);
  CHECK(outcome({"--cache-size", "lots"}).exit_code == 2);
  fs::create_directories(directory.file("flat"));
  fs::copy(images + "/grey/1.jpg", directory.file("flat/1.jpg"));
  const Outcome flat = run_p8(zeroshot(model, directory.file("flat"), directory.file("out"), {"--lang", "fr"}));
  CHECK(flat.exit_code == 2);
  CHECK(contains(flat.error, "indiquez-en au moins deux avec --class"));
  CHECK(run_p8(zeroshot(model, directory.file("flat"), directory.file("out"), {"--class", "a", "b"})).exit_code == 0);
  CHECK(contains(read(directory.file("out/predictions.csv")), "image,label,predicted,correct,p_a,p_b\n1.jpg,,"));
}

TEST_CASE("zeroshot: a model that is missing, damaged or incomplete is exit code 4, at once" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const auto alone = golden_weights("clip/state_dict_legacy_fp16.pt");
  const TemporaryDirectory directory;
  const std::string images = two_classes(directory);
  const auto outcome = [&](const std::string& path) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome result = run_p8(zeroshot(path, images, directory.file("out")));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    CHECK_FALSE(fs::exists(directory.file("out")));
    return result;
  };
  const Outcome without_vocabulary = outcome(alone);
  CHECK(without_vocabulary.exit_code == 4);
  CHECK(contains(without_vocabulary.error, "scripts/fetch_weights.sh bpe --to"));
  CHECK(outcome(directory.file("none")).exit_code == 4);

  const std::string copy = directory.file("copy");
  fs::copy(model, copy);
  fs::permissions(copy + "/model.safetensors", fs::perms::owner_write, fs::perm_options::add);
  fs::resize_file(copy + "/model.safetensors", fs::file_size(copy + "/model.safetensors") - 1000);
  CHECK(outcome(copy).exit_code == 4);
  fs::copy_file(model + "/model.safetensors", copy + "/model.safetensors", fs::copy_options::overwrite_existing);
  fs::remove(copy + "/merges.txt");
  CHECK(contains(outcome(copy).error, "merges.txt: no such file"));
}

TEST_CASE("zeroshot: all product photos, and the three that are missing are listed with their rows" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const auto data = shared_file("data/flipkart/products.csv");
  const TemporaryDirectory directory;
  const std::string images = (fs::path(data).parent_path() / "images").string();
  const std::vector<std::string> columns = {"--data",     data,          "--label-col", "category",
                                            "--text-col", "description", "--cache",     directory.file("cache")};
  const std::string out = directory.file("prompts");
  REQUIRE(run_p8(zeroshot(model, images, out, columns)).exit_code == 0);
  const json metrics = json_file(out + "/metrics.json");
  CHECK(metrics["images"] == 1047);
  CHECK(metrics["failed"] == 3);
  CHECK(metrics["per_class"].size() == 7);
  CHECK(metrics["retrieval"]["pairs"] == 1047);
  CHECK(metrics["long_texts"].get<int>() > 400);
  CHECK(read(out + "/errors.csv") ==
        "image,row,reason\n"
        "994f1d8ade16b9fddce3c127eb7f38ed.jpg,464,the file does not exist\n"
        "22ac36ba254a68d7dd6173f099771147.jpg,680,the file does not exist\n"
        "c4ac93e194281d6d1450ffdaa52f5f99.jpg,995,the file does not exist\n");
  CHECK(fs::file_size(out + "/report.html") < 2'000'000);

  std::vector<std::string> described = columns;
  described.insert(described.end(), {"--strategy", "descriptions", "--long-text", "chunk", "--calibrate"});
  REQUIRE(run_p8(zeroshot(model, images, directory.file("described"), described)).exit_code == 0);
  const json by_descriptions = json_file(directory.file("described") + "/metrics.json");
  CHECK(by_descriptions["calibrated"] == true);
  CHECK(by_descriptions["images"] == 1047);
}
