// What the carried models can do on the study's photos, which they have never seen (configs/models/*.md).
#include <filesystem>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/csv.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const std::string kModels = P8_SOURCE_DIR "/configs/models/";
constexpr double kMegabyte = 1e6;

/// Runs p8 on the study's photos and gives its metrics.
json study(std::vector<std::string> words, const std::string& out) {
  const fs::path data = fs::path(shared_file("data/flipkart/products.csv")).parent_path();
  for (const std::string& word :
       {std::string("--data"), (data / "products.csv").string(), std::string("--images"), (data / "images").string(),
        std::string("--label-col"), std::string("category"), std::string("--out"), out}) {
    words.push_back(word);
  }
  const Outcome run = run_p8(words);
  CAPTURE(run.error);
  REQUIRE(run.exit_code == 0);
  return json::parse(read(out + "/metrics.json"));
}

double size_of(const fs::path& path) {
  if (!fs::is_directory(path)) return static_cast<double>(fs::file_size(path));
  double bytes = 0.0;
  for (const auto& entry : fs::directory_iterator(path)) bytes += static_cast<double>(entry.file_size());
  return bytes;
}

}  // namespace

TEST_CASE("the carried models are at most 12 MB each") {
  CHECK(size_of(kModels + "p8-mini-clip") <= 12 * kMegabyte);
  CHECK(size_of(kModels + "p8-mini-vgg16.safetensors") <= 12 * kMegabyte);
}

TEST_CASE("p8-mini-clip sorts photos that it has never seen, without training, far better than chance" *
          needs_shared()) {
  const TemporaryDirectory directory;
  const json metrics = study({"zeroshot", "--model", kModels + "p8-mini-clip", "--templates", "products",
                              "--class-names", P8_SOURCE_DIR "/configs/class-names/flipkart.csv"},
                             directory.file("out"));
  CHECK(metrics["images"] == 1047);
  CHECK(metrics["accuracy"].get<double>() >= 0.32);
}

TEST_CASE("the study's head does better on p8-mini-clip's features than on p8-mini-vgg16's" * needs_shared()) {
  const TemporaryDirectory directory;
  const auto mean = [&](const std::string& backbone, const std::string& out) {
    return study({"finetune", "--backbone", backbone, "--repeats", "5"}, directory.file(out))["repeated"]["mean"]
        .get<double>();
  };
  const double clip = mean("clip:" + kModels + "p8-mini-clip", "clip");
  CHECK(clip >= 0.64);
  CHECK(clip > mean("vgg16:" + kModels + "p8-mini-vgg16.safetensors", "vgg16"));
}

TEST_CASE("the last block, trained towards the classes, lifts zero-shot by more than fifteen points" * needs_shared()) {
  const TemporaryDirectory directory;
  const std::string model = kModels + "p8-mini-clip";
  const json after = study({"finetune", "--backbone", "clip:" + model, "--objective", "contrastive", "--templates",
                            "products", "--lr-backbone", "1e-3"},
                           directory.file("trained"));
  study({"zeroshot", "--model", model, "--templates", "products"}, directory.file("before"));
  std::set<std::string> tested;
  for (auto& row : read_csv(read(directory.file("trained") + "/split.csv"))) {
    if (row["part"] == "test") tested.insert(row["image"]);
  }
  std::size_t photos = 0, correct = 0;
  for (auto& row : read_csv(read(directory.file("before") + "/predictions.csv"))) {
    if (tested.count(row["image"]) == 0) continue;
    ++photos;
    correct += row["label"] == row["predicted"] ? 1 : 0;
  }
  REQUIRE(photos == after["images"].get<std::size_t>());
  CHECK(after["accuracy"].get<double>() >= 0.15 + static_cast<double>(correct) / static_cast<double>(photos));
}
