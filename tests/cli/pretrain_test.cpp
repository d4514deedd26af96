#include <cmath>
#include <filesystem>

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/hash.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/drawn_picture.h"
#include "support/run.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

using namespace p8::test;

namespace {

constexpr const char* kShapes[] = {"disc", "ring", "box"};

constexpr const char* kTransformer = R"({"vocabulary": "learn", "projection_dim": 16,
    "vision_config": {"hidden_size": 32, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 64,
                      "image_size": 32, "patch_size": 8},
    "text_config": {"hidden_size": 32, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 64,
                    "max_position_embeddings": 16, "vocab_size": 540}})";
constexpr const char* kResNet = R"({"vocabulary": "learn", "model_cfg": {"embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": [1, 1, 1, 1], "width": 8, "head_width": 32},
    "text_cfg": {"context_length": 16, "vocab_size": 540, "width": 32, "heads": 2, "layers": 1}}})";
constexpr const char* kVgg16 =
    R"({"widths": [4, 4, 8, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16], "hidden": 24, "image_size": 32})";

/// 60 drawn photos of three shapes with texts, sources and labels, one photo that is none; and three configurations.
class Pairs {
 public:
  Pairs() {
    fs::create_directory(directory.file("photos"));
    std::string csv = "image,text,source,label,weight\n";
    for (int i = 0; i < 60; ++i) {
      const std::string name = fmt::format("{:02}.jpg", i);
      directory.write("photos/" + name, drawn_jpeg(60 + i % 7 * 9, 60 + i % 5 * 8, i));
      csv += fmt::format("{},a {} number {}. Drawn well.,{},toys/{}s,{}\n", name, kShapes[i % 3], i,
                         i < 50 ? "many" : "few", kShapes[i % 3], i % 2);
    }
    directory.write("photos/broken.jpg", "no photo");
    data = directory.write("pairs.csv", csv + "broken.jpg,a disc,many,toys/discs,1\n");
    vit = "clip:" + directory.write("vit.json", kTransformer);
    resnet = "clip:" + directory.write("resnet.json", kResNet);
    vgg16 = "vgg16:" + directory.write("vgg16.json", kVgg16);
  }

  Outcome finetune(const std::string& backbone, const std::string& out, const std::vector<std::string>& options) const {
    std::vector<std::string> words = {
        "finetune", "--backbone", backbone, "--data",   data,  "--images", directory.file("photos"),
        "--quiet",  "--threads",  "2",      "--device", "cpu", "--out",    directory.file(out)};
    words.insert(words.end(), options.begin(), options.end());
    return run_p8(words);
  }
  std::string result(const std::string& name) const { return read(directory.file(name)); }

  const TemporaryDirectory directory;
  std::string data, vit, resnet, vgg16;
};

const std::vector<std::string> kTexts = {"--text-col", "text"};

std::vector<std::string> with_texts(const std::vector<std::string>& options) {
  std::vector<std::string> all = kTexts;
  all.insert(all.end(), options.begin(), options.end());
  return all;
}

}  // namespace

TEST_CASE("options of a model that has weights are refused for one from scratch, all in one message") {
  const Pairs pairs;
  const Outcome run = pairs.finetune(pairs.vit, "run", with_texts({"--unfreeze", "1", "--head", "linear"}));
  CHECK(run.exit_code == 2);
  CHECK(contains(run.error, "trained from scratch; leave out --head, --unfreeze"));
  CHECK_FALSE(fs::exists(pairs.directory.file("run")));
  const Outcome french =
      pairs.finetune(pairs.vit, "run", with_texts({"--augment", "2", "--folds", "3", "--lang", "fr"}));
  CHECK(contains(french.error, "à partir de zéro ; retirez --augment, --folds"));
}

TEST_CASE("options of training from scratch are refused for a model that has weights") {
  const Pairs pairs;
  const std::string weights = pairs.directory.write("x.pt", "weights");
  const Outcome run = pairs.finetune("clip:" + weights, "run", {"--micro-batch", "8", "--crop-area", "0.5"});
  CHECK(run.exit_code == 2);
  CHECK(contains(run.error, "--micro-batch, --crop-area: only for training from scratch"));
}

TEST_CASE("what does not go together is said before a photo is read") {
  const Pairs pairs;
  const auto error = [&](const std::string& backbone, const std::vector<std::string>& options, int code = 2) {
    const Outcome run = pairs.finetune(backbone, "run", options);
    CHECK(run.exit_code == code);
    return run.error;
  };
  CHECK(contains(error(pairs.vit, with_texts({"--objective", "ce"})), "trained from scratch with contrastive"));
  CHECK(contains(error(pairs.vgg16, {"--label-col", "label", "--objective", "contrastive"}), "with ce"));
  CHECK(contains(error(pairs.vit, with_texts({"--split", "0.6,0.2,0.2"})), "has two parts"));
  CHECK(contains(error(pairs.vit, {}), "--text-col"));
  CHECK(contains(error(pairs.vgg16, {}), "--label-col"));
  CHECK(contains(error(pairs.vit, with_texts({"--balance-power", "1"})), "--balance"));
  CHECK(contains(error(pairs.vit, with_texts({"--balance", "colour"}), 3), "colour"));
  CHECK(contains(error(pairs.vit, with_texts({"--weight-col", "source"}), 3),
                 "source is 'many', expected a number of at least 0"));
  CHECK(contains(error(pairs.vit, with_texts({"--resume"})), "--checkpoint"));
}

TEST_CASE("a configuration that is none, or without the vocabulary it needs, is a wrong model") {
  const Pairs pairs;
  const auto error = [&](const std::string& config) {
    const Outcome run = pairs.finetune("clip:" + pairs.directory.write("odd.json", config), "run", kTexts);
    CHECK(run.exit_code == 4);
    return run.error;
  };
  CHECK(contains(error("{}"), "expected a configuration of CLIP"));
  CHECK(contains(error(R"({"vision_config": {"image_size": 100}})"), "expected a multiple of 32"));
  CHECK(contains(error(R"({"vision_config": {"image_size": 32}})"), "no such file; the vocabulary"));
  CHECK(pairs.finetune("clip:" + pairs.directory.file("none.json"), "run", kTexts).exit_code == 4);
}

TEST_CASE("a vision transformer from nothing opens at once in zeroshot and finetune") {
  const Pairs pairs;
  const Outcome run = pairs.finetune(pairs.vit, "run",
                                     with_texts({"--label-col",
                                                 "label",
                                                 "--balance",
                                                 "source",
                                                 "--epochs",
                                                 "2",
                                                 "--batch-train",
                                                 "16",
                                                 "--micro-batch",
                                                 "8",
                                                 "--optimizer",
                                                 "adamw",
                                                 "--schedule",
                                                 "cosine",
                                                 "--warmup",
                                                 "1",
                                                 "--weight-average",
                                                 "0.9",
                                                 "--group-duplicates",
                                                 "--split",
                                                 "0.8,0.2",
                                                 "--crop-area",
                                                 "0.5"}));
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(run.out, "trained from scratch on"));
  for (const char* file : {"model/config.json", "model/model.safetensors", "model/preprocessor_config.json",
                           "model/vocab.json", "model/merges.txt", "history.csv", "split.csv", "photos.csv",
                           "errors.csv", "metrics.json", "report.html", "run.json"}) {
    CHECK_MESSAGE(fs::exists(pairs.directory.file(std::string("run/") + file)), file);
  }
  CHECK(read_csv(pairs.result("run/history.csv")).size() == 2);
  CHECK(read_csv(pairs.result("run/split.csv")).size() == 60);
  CHECK(read_csv(pairs.result("run/errors.csv"))[0]["image"] == "broken.jpg");
  const auto metrics = nlohmann::json::parse(pairs.result("run/metrics.json"));
  CHECK(metrics["failed"] == 1);
  CHECK(metrics["images"] == 60);
  CHECK(metrics["accuracy"].is_null());
  CHECK(metrics["vocabulary_learnt"] == true);
  CHECK(metrics["vocabulary"] <= 540);
  CHECK(metrics["best_epoch"] >= 1);
  CHECK(metrics["validation"]["accuracy"].is_number());
  CHECK(nlohmann::json::parse(pairs.result("run/run.json"))["options"]["objective"] == "contrastive");

  const std::string model = pairs.directory.file("run/model");
  const Outcome zeroshot =
      run_p8({"zeroshot", "--model", model, "--data", pairs.data, "--images", pairs.directory.file("photos"),
              "--label-col", "label", "--device", "cpu", "--quiet", "--out", pairs.directory.file("zeroshot")});
  CHECK_MESSAGE(zeroshot.exit_code == 0, zeroshot.error);
  const auto photos = read_csv(pairs.result("run/photos.csv"));
  REQUIRE(photos.size() == 60);
  CHECK(photos[0].at("sha256") == p8::digest_of(pairs.result("photos/" + photos[0].at("image"))).sha256);
  CHECK(nlohmann::json::parse(pairs.result("zeroshot/metrics.json"))["seen_in_training"]["images"] == 60);
  const Outcome again = run_p8({"finetune", "--backbone", "clip:" + model, "--data", pairs.data, "--images",
                                pairs.directory.file("photos"), "--label-col", "label", "--epochs", "1", "--threads",
                                "2", "--lang", "en", "--out", pairs.directory.file("head")});
  CHECK_MESSAGE(again.exit_code == 0, again.error);
  CHECK(contains(again.error, "the backbone was trained with 12 of the 12 test photos"));
}

TEST_CASE("a modified ResNet from nothing is written in open_clip's layout, and the same run again is the same") {
  const Pairs pairs;
  const std::vector<std::string> options =
      with_texts({"--epochs", "1", "--batch-train", "16", "--micro-batch", "16", "--weight-col", "weight"});
  for (const char* out : {"first", "second"}) {
    const Outcome run = pairs.finetune(pairs.resnet, out, options);
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  }
  CHECK(pairs.result("first/model/open_clip_model.safetensors") ==
        pairs.result("second/model/open_clip_model.safetensors"));
  CHECK(fs::exists(pairs.directory.file("first/model/open_clip_config.json")));
  const Outcome zeroshot = run_p8({"zeroshot", "--model", pairs.directory.file("first/model"), "--images",
                                   pairs.directory.file("photos"), "--class", "disc", "--class", "box", "--device",
                                   "cpu", "--quiet", "--out", pairs.directory.file("zeroshot")});
  CHECK_MESSAGE(zeroshot.exit_code == 0, zeroshot.error);
}

TEST_CASE("VGG16 from nothing is a backbone that knows its images' size") {
  const Pairs pairs;
  const Outcome run = pairs.finetune(
      pairs.vgg16, "run", {"--label-col", "label", "--epochs", "1", "--batch-train", "16", "--save-precision", "fp32"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(pairs.result("run/model/labels.txt") == "toys/boxs\ntoys/discs\ntoys/rings\n");
  CHECK(nlohmann::json::parse(pairs.result("run/metrics.json"))["classes"] == 3);
  const Outcome again =
      pairs.finetune("vgg16:" + pairs.directory.file("run/model"), "head", {"--label-col", "label", "--epochs", "1"});
  REQUIRE_MESSAGE(again.exit_code == 0, again.error);
  const auto classifier = nlohmann::json::parse(pairs.result("head/classifier.json"));
  CHECK(classifier.dump().find("\"crop\":32") != std::string::npos);
}
