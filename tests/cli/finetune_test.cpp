#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/image_study.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/paths.h"

namespace fs = std::filesystem;

using namespace p8::test;

TEST_CASE("a classifier is trained, described, and applied to the same photos with the same answers" * needs_shared()) {
  const ImageStudy study;
  const Outcome run = study.finetune("run");
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  for (const char* file : {"head.safetensors", "classifier.json", "history.csv", "predictions.csv", "confusion.csv",
                           "split.csv", "metrics.json", "report.html", "run.json"}) {
    CHECK_MESSAGE(fs::exists(study.directory.file(std::string("run/") + file)), file);
  }
  const nlohmann::json metrics = study.metrics("run");
  CHECK(metrics["accuracy"] >= 0.6);
  CHECK(metrics["images"] == 12);
  CHECK(metrics["parameters_trained"] == 64 * 256 + 256 + 256 * 3 + 3);
  CHECK(metrics["epochs"] == read_csv(study.result("run/history.csv")).size());
  const nlohmann::json classifier = nlohmann::json::parse(study.result("run/classifier.json"));
  CHECK(classifier["format"] == 1);
  CHECK(classifier["classes"] == nlohmann::json{"box", "disc", "ring"});
  CHECK(classifier["head"]["kind"] == "mlp");
  CHECK(study.result("run/split.csv").substr(0, 11) == "image,part\n");

  const Outcome predict =
      run_p8({"predict", "--model", study.directory.file("run"), "--data", study.data, "--images", study.photos(),
              "--label-col", "shape", "--quiet", "--threads", "2", "--out", study.directory.file("again")});
  REQUIRE_MESSAGE(predict.exit_code == 0, predict.error);
  std::map<std::string, std::map<std::string, std::string>> answers;
  for (const auto& row : read_csv(study.result("again/predictions.csv"))) answers[row.at("image")] = row;
  CHECK(answers.size() == 60);
  for (const auto& row : read_csv(study.result("run/predictions.csv"))) {
    const auto& answer = answers.at(row.at("image"));
    CHECK(answer.at("predicted") == row.at("predicted"));
    CHECK(std::stod(answer.at("p_ring")) == doctest::Approx(std::stod(row.at("p_ring"))).epsilon(1e-4));
  }
}

TEST_CASE("the same seed gives the same bytes, and the second run encodes nothing" * needs_shared()) {
  const ImageStudy study;
  const std::string cache = study.directory.file("cache");
  REQUIRE(study.finetune("a", {"--cache", cache}).exit_code == 0);
  REQUIRE(study.finetune("b", {"--cache", cache}).exit_code == 0);
  for (const char* file : {"head.safetensors", "predictions.csv", "confusion.csv", "split.csv"}) {
    CHECK_MESSAGE(study.result(std::string("a/") + file) == study.result(std::string("b/") + file), file);
  }
  CHECK(study.metrics("a")["images_per_second"].is_number());
  CHECK(study.metrics("b")["images_per_second"].is_null());  // nothing was encoded
  REQUIRE(study.finetune("c", {"--cache", cache, "--seed", "7"}).exit_code == 0);
  CHECK(study.result("a/split.csv") != study.result("c/split.csv"));
}

TEST_CASE("every head and backbone, folds and repeats run end to end" * needs_shared()) {
  const ImageStudy study;
  const std::string cache = study.directory.file("cache");
  for (const char* head : {"linear", "text", "logistic", "tip", "tip-f"}) {
    CAPTURE(head);
    const Outcome run = study.finetune(head, {"--head", head, "--cache", cache, "--epochs", "3"});
    CHECK_MESSAGE(run.exit_code == 0, run.error);
    CHECK(nlohmann::json::parse(study.result(std::string(head) + "/classifier.json"))["head"]["kind"] == head);
    const Outcome predict =
        run_p8({"predict", "--model", study.directory.file(head), "--image", study.photos() + "/00.jpg", "--quiet",
                "--out", study.directory.file("p-" + std::string(head))});
    CHECK_MESSAGE(predict.exit_code == 0, predict.error);
  }
  REQUIRE(study.finetune("wise", {"--head", "text", "--wise-ft", "0.5", "--cache", cache}).exit_code == 0);
  REQUIRE(study.finetune("folds", {"--folds", "3", "--cache", cache}).exit_code == 0);
  CHECK(study.metrics("folds")["repeated"]["kind"] == "folds");
  CHECK(study.metrics("folds")["repeated"]["accuracies"].size() == 3);
  REQUIRE(study.finetune("repeats", {"--repeats", "3", "--cache", cache}).exit_code == 0);
  CHECK(study.metrics("repeats")["repeated"]["accuracies"].size() == 3);
  CHECK(study.metrics("repeats")["repeated"]["accuracies"][0] == study.metrics("repeats")["accuracy"]);
  const Outcome vgg = run_p8(study.words(study.vgg16, "vgg", {"--head", "linear", "--optimizer", "rmsprop"}));
  CHECK_MESSAGE(vgg.exit_code == 0, vgg.error);
  // Another backbone on the same split.
  const Outcome same =
      run_p8(study.words(study.vgg16, "same", {"--split-file", study.directory.file("wise/split.csv")}));
  CHECK_MESSAGE(same.exit_code == 0, same.error);
  CHECK(study.result("same/split.csv") == study.result("wise/split.csv"));
}

TEST_CASE("the backbone's last layers are trained with the head, and predict sees with them" * needs_shared()) {
  const ImageStudy study;
  const auto predict = [&](const std::string& run) {
    const Outcome outcome =
        run_p8({"predict", "--model", study.directory.file(run), "--data", study.data, "--images", study.photos(),
                "--label-col", "shape", "--quiet", "--threads", "2", "--out", study.directory.file(run + "-again")});
    CHECK_MESSAGE(outcome.exit_code == 0, outcome.error);
    std::map<std::string, std::string> p;
    for (const auto& row : read_csv(study.result(run + "-again/predictions.csv")))
      p[row.at("image")] = row.at("p_ring");
    for (const auto& row : read_csv(study.result(run + "/predictions.csv"))) {
      CHECK(std::stod(p.at(row.at("image"))) == doctest::Approx(std::stod(row.at("p_ring"))).epsilon(1e-3));
    }
  };
  const Outcome clip = study.finetune("clip", {"--unfreeze", "1", "--lr-backbone", "1e-4", "--epochs", "4"});
  REQUIRE_MESSAGE(clip.exit_code == 0, clip.error);
  CHECK(study.metrics("clip")["parameters_trained"] > 100000);
  predict("clip");
  const Outcome vgg = run_p8(study.words(study.vgg16, "vgg", {"--unfreeze", "3", "--epochs", "1", "--head", "linear"}));
  REQUIRE_MESSAGE(vgg.exit_code == 0, vgg.error);
  predict("vgg");
  CHECK(study.finetune("deep", {"--unfreeze", "3"}).exit_code == 2);  // the model has two blocks
  CHECK(study.finetune("deep", {"--unfreeze", "1", "--head", "tip"}).exit_code == 2);
  study.directory.write("clip/backbone.safetensors", "x");
  CHECK(run_p8({"predict", "--model", study.directory.file("clip"), "--image", study.photos() + "/00.jpg", "--out",
                study.directory.file("bad")})
            .exit_code == 4);
}

TEST_CASE("changed copies of the training photos are trained on, and cached too" * needs_shared()) {
  const ImageStudy study;
  const std::vector<std::string> options = {"--augment", "2", "--cache", study.directory.file("cache")};
  REQUIRE(study.finetune("a", options).exit_code == 0);
  REQUIRE(study.finetune("b", options).exit_code == 0);
  CHECK(study.result("a/head.safetensors") == study.result("b/head.safetensors"));
  REQUIRE(study.finetune("plain", {"--cache", study.directory.file("cache")}).exit_code == 0);
  CHECK(study.result("a/head.safetensors") != study.result("plain/head.safetensors"));
  CHECK(study.result("a/split.csv") == study.result("plain/split.csv"));
}

TEST_CASE("photos and texts are brought together, and zeroshot reads the model that comes of it" * needs_shared()) {
  const ImageStudy study;
  const Outcome run = study.finetune("run", {"--objective", "contrastive", "--text-col", "text", "--lr-backbone",
                                             "1e-3", "--epochs", "5", "--unfreeze", "1"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(study.result("run/history.csv"), "\n1,"));
  const Outcome zeroshot =
      run_p8({"zeroshot", "--model", study.directory.file("run/clip.safetensors"), "--data", study.data, "--images",
              study.photos(), "--label-col", "shape", "--quiet", "--out", study.directory.file("zero")});
  REQUIRE_MESSAGE(zeroshot.exit_code == 0, zeroshot.error);
  const Outcome predict =
      run_p8({"predict", "--model", study.directory.file("run"), "--data", study.data, "--images", study.photos(),
              "--label-col", "shape", "--quiet", "--out", study.directory.file("again")});
  REQUIRE_MESSAGE(predict.exit_code == 0, predict.error);
  std::string weights = study.result("run/clip.safetensors");
  weights.back() = static_cast<char>(weights.back() ^ 1);
  study.directory.write("run/clip.safetensors", weights);
  const Outcome damaged =
      run_p8({"zeroshot", "--model", study.directory.file("run/clip.safetensors"), "--data", study.data, "--images",
              study.photos(), "--label-col", "shape", "--quiet", "--out", study.directory.file("damaged")});
  CHECK(damaged.exit_code == 4);
  CHECK(contains(damaged.error, "its SHA-256 is not the one in"));
  CHECK(study.finetune("bad", {"--objective", "contrastive", "--head", "tip"}).exit_code == 2);
  CHECK(run_p8(study.words(study.vgg16, "bad", {"--objective", "contrastive"})).exit_code == 2);
}

TEST_CASE("near-duplicates across parts are counted, and stay together when asked" * needs_shared()) {
  const ImageStudy study;
  REQUIRE(study.finetune("apart").exit_code == 0);
  CHECK(study.metrics("apart")["near_duplicates"] > 0);  // the same disc in several sizes
  const Outcome together = study.finetune("together", {"--group-duplicates"});
  REQUIRE_MESSAGE(together.exit_code == 0, together.error);
  CHECK(study.metrics("together")["near_duplicates"] == 0);
}

TEST_CASE("a training that is killed goes on to the same weights" * needs_shared()) {
  const ImageStudy study;
  const std::vector<std::string> options = {
      "--epochs", "150", "--patience", "0", "--cache", study.directory.file("cache"), "--force"};
  REQUIRE(study.finetune("whole", options).exit_code == 0);
  for (const char* signal : {"KILL", "TERM"}) {
    CAPTURE(signal);
    const std::string state = study.directory.file(std::string("state-") + signal);
    std::vector<std::string> killed = options;
    killed.insert(killed.end(), {"--checkpoint", state, "--resume"});
    std::string command = "set -m; $P8";
    for (const std::string& word : study.words(study.clip, "killed", killed)) command += " " + quoted(word);
    command += " & for i in $(seq 200); do [ -e " + quoted(state + "/checkpoint.json") +
               " ] && break; sleep 0.02; done; sleep 0.1; kill -" + std::string(signal) + " $!; wait $!";
    const Outcome dead = run_shell(command);
    CHECK(dead.exit_code == (std::string(signal) == "KILL" ? 137 : 143));
    REQUIRE(fs::exists(state + "/checkpoint.json"));
    const nlohmann::json before = nlohmann::json::parse(read(state + "/checkpoint.json"));
    CHECK(before["epoch"] < 150);
    REQUIRE(study.finetune("resumed", killed).exit_code == 0);
    CHECK(study.result("resumed/head.safetensors") == study.result("whole/head.safetensors"));
    CHECK(study.result("resumed/predictions.csv") == study.result("whole/predictions.csv"));
  }
}

TEST_CASE("a checkpoint is not gone on from with other options, which are named with both values" * needs_shared()) {
  const ImageStudy study;
  const std::vector<std::string> base = {"--cache",      study.directory.file("cache"), "--epochs", "2",
                                         "--checkpoint", study.directory.file("state"), "--resume"};
  const auto finetune = [&](const std::string& out, std::vector<std::string> options) {
    options.insert(options.end(), base.begin(), base.end());
    return study.finetune(out, options);
  };
  REQUIRE(finetune("first", {}).exit_code == 0);
  const auto refused = [&](const std::vector<std::string>& options, const std::string& said) {
    CAPTURE(said);
    const Outcome run = finetune("other", options);
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(contains(run.error, said), run.error);
    CHECK(!fs::exists(study.directory.file("other")));
  };
  refused({"--lr", "1e-4"}, "--lr was 0.01 and is now 0.0001");
  refused({"--lr-backbone", "1e-3"}, "--lr-backbone was 1e-05 and is now 0.001");
  refused({"--schedule", "cosine"}, "--schedule was constant and is now cosine");
  refused({"--warmup", "1"}, "--warmup was 0 and is now 1");
  refused({"--optimizer", "sgd"}, "--optimizer was adam and is now sgd");
  refused({"--weight-decay", "0.1"}, "--weight-decay was 0 and is now 0.1");
  refused({"--label-smoothing", "0.1"}, "--label-smoothing was 0 and is now 0.1");
  refused({"--patience", "0"}, "--patience was 3 and is now 0");
  refused({"--batch-train", "8"}, "--batch-train was 32 and is now 8");
  refused({"--hidden", "64"}, "--hidden was 256 and is now 64");
  refused({"--head", "linear"}, "--head was mlp and is now linear");
  refused({"--seed", "7"}, "--seed was 42 and is now 7");
  refused({"--augment", "1"}, "--augment was 0 and is now 1");
  refused({"--split", "0.5,0.25,0.25"}, "--split was 0.6,0.2,0.2 and is now 0.5,0.25,0.25");
  refused({"--exif"}, "--exif was false and is now true");
  refused({"--precision", "bf16"}, "--precision was fp32 and is now bf16");
  refused({"--unfreeze", "1"}, "--unfreeze was 0 and is now 1");
  refused({"--objective", "contrastive"}, "--objective was ce and is now contrastive");
  refused({"--lr", "0.1", "--hidden", "9"}, "--hidden was 256 and is now 9, --lr was 0.01 and is now 0.1");
  refused({"--lr", "0.1", "--lang", "fr"}, "--lr valait 0.01 et vaut maintenant 0.1");
  const Outcome vgg = run_p8(study.words(study.vgg16, "other", base));
  CHECK(vgg.exit_code == 3);
  CHECK(contains(vgg.error, "other backbone"));
  std::string csv = study.result("photos.csv");
  csv.replace(csv.find("04.jpg,ring"), 11, "04.jpg,disc");
  std::vector<std::string> words = study.words(study.clip, "other", base);
  words[4] = study.directory.write("other.csv", csv);
  CHECK(run_p8(words).exit_code == 3);

  // What has no part in the training may be others; a number may be written otherwise; more epochs go on.
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"--lr", "0.01"}, {"--batch", "4"}, {"--quiet"}, {"--unfreeze", "0"}}) {
    CHECK(finetune("same", options).exit_code == 0);
    std::filesystem::remove_all(study.directory.file("same"));
  }
  std::vector<std::string> longer = base;
  longer[3] = "4";
  CHECK(study.finetune("longer", longer).exit_code == 0);
  CHECK(study.metrics("longer")["epochs"] == 4);
  CHECK(finetune("shorter", {}).exit_code == 3);
}

TEST_CASE("a backbone in the folder of the checkpoint is neither removed nor replaced" * needs_shared()) {
  const ImageStudy study;
  fs::create_directory(study.directory.file("mod"));
  const std::string backbone = study.directory.file("mod/epoch-30.safetensors");
  fs::copy_file(study.vgg16.substr(study.vgg16.find(':') + 1), backbone);
  const Outcome run =
      run_p8(study.words("vgg16:" + backbone, "run", {"--epochs", "1", "--checkpoint", study.directory.file("mod")}));
  CHECK(run.exit_code == 5);
  CHECK_MESSAGE(contains(run.error, backbone + " is inside " + study.directory.file("mod")), run.error);
  CHECK(entries(study.directory.file("mod")) == 1);
}

TEST_CASE("trainings of the backbone are not gone on from with other options either" * needs_shared()) {
  const ImageStudy study;
  for (const std::vector<std::string>& kind :
       {std::vector<std::string>{"--unfreeze", "1"}, {"--objective", "contrastive", "--text-col", "text"}}) {
    CAPTURE(kind[1]);
    std::vector<std::string> options = kind;
    options.insert(options.end(), {"--epochs", "1", "--checkpoint", study.directory.file("state-" + kind[1]),
                                   "--resume", "--cache", study.directory.file("cache")});
    REQUIRE(study.finetune("a" + kind[1], options).exit_code == 0);
    options.insert(options.end(), {"--lr-backbone", "1e-3", "--warmup", "1"});
    const Outcome run = study.finetune("b" + kind[1], options);
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(contains(run.error, "--lr-backbone was 1e-05 and is now 0.001, --warmup was 0 and is now 1"),
                  run.error);
  }
}

TEST_CASE("the epoch that is kept, the one that is told and the one that is drawn have the lowest validation loss" *
          needs_shared()) {
  const ImageStudy study;
  const Outcome run = study.finetune("run", {"--epochs", "12", "--patience", "0", "--lr", "0.05"});
  REQUIRE(run.exit_code == 0);
  std::string best;
  double least = INFINITY;
  for (const auto& row : read_csv(study.result("run/history.csv"))) {
    if (std::stod(row.at("val_loss")) >= least) continue;
    least = std::stod(row.at("val_loss"));
    best = row.at("epoch");
  }
  CHECK(study.metrics("run")["best_epoch"] == std::stoul(best));
  CHECK(study.metrics("run")["best_epoch_by"] == "val_loss");
  CHECK_MESSAGE(contains(run.out, "best epoch " + best + " (lowest validation loss)"), run.out);
  CHECK(contains(study.result("run/report.html"), "(lowest validation loss)"));
}

TEST_CASE("texts that are cut to what CLIP reads are counted" * needs_shared()) {
  const ImageStudy study;
  std::string csv = "image,shape,text\n";
  constexpr const char* kShapes[] = {"disc", "ring", "box"};
  for (int i = 0; i < 60; ++i) {
    std::string words;
    for (int word = 0; word < (i % 3 == 0 ? 200 : 2); ++word) words += "shape ";
    csv += fmt::format("{:02}.jpg,{},{}{}\n", i, kShapes[i % 3], words, i % 3);
  }
  std::vector<std::string> words =
      study.words(study.clip, "run", {"--objective", "contrastive", "--text-col", "text", "--epochs", "1"});
  words[4] = study.directory.write("long.csv", csv);
  words.erase(std::find(words.begin(), words.end(), "--quiet"));
  const Outcome run = run_p8(words);
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK_MESSAGE(contains(run.error, "1 of 6 texts were longer than the model reads and were cut"), run.error);
  CHECK(study.metrics("run")["texts_cut"] == 1);
  CHECK(study.finetune("one", {"--objective", "contrastive", "--batch-train", "1"}).exit_code == 2);
}

TEST_CASE("a part without photos of some classes is said" * needs_shared()) {
  const ImageStudy study;
  std::string split = "image,part\n";
  for (int i = 0; i < 60; ++i) {
    const bool is_disc = i % 3 == 0;
    split += fmt::format("{:02}.jpg,{}\n", i, i < 40 ? "train" : i < 50 ? (is_disc ? "validation" : "train") : "test");
  }
  std::vector<std::string> words =
      study.words(study.clip, "run", {"--split-file", study.directory.write("split.csv", split), "--epochs", "1"});
  words.erase(std::find(words.begin(), words.end(), "--quiet"));
  const Outcome run = run_p8(words);
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK_MESSAGE(contains(run.error, "2 of 3 classes have no photo in the part 'validation' (box, ring)"), run.error);
}

TEST_CASE("a dry run says what is wrong, or that nothing is, and computes nothing" * needs_shared()) {
  const ImageStudy study;
  const Outcome good = study.finetune("run", {"--dry-run"});
  CHECK_MESSAGE(good.exit_code == 0, good.error);
  CHECK(contains(good.out, "checked: 60 images, 3 classes"));
  CHECK(!fs::exists(study.directory.file("run")));
  CHECK(study.finetune("run", {"--dry-run", "--split-file", study.directory.file("none.csv")}).exit_code == 3);
  CHECK(study.finetune("run", {"--dry-run", "--head", "text", "--templates", "none.txt"}).exit_code == 3);
  std::vector<std::string> words = study.words(study.clip, "run", {"--dry-run"});
  words[6] = study.directory.file("");  // no photos there
  const Outcome missing = run_p8(words);
  CHECK(missing.exit_code == 3);
  CHECK_MESSAGE(contains(missing.error, "60 of 60 image files are not there"), missing.error);
  CHECK(entries(study.directory.path()) == 2);
}

TEST_CASE("a training whose disk is full goes on to the same weights" * needs_shared()) {
  const ImageStudy study;
  const std::string state = study.directory.file("state");
  std::vector<std::string> options = {"--patience", "0", "--cache", study.directory.file("cache"), "--epochs", "6"};
  REQUIRE(study.finetune("whole", options).exit_code == 0);
  options.insert(options.end(), {"--checkpoint", state, "--resume"});
  std::vector<std::string> three = options;
  three[5] = "3";
  REQUIRE(study.finetune("three", three).exit_code == 0);
  std::string command = "ulimit -f 100; $P8";  // a limit on the size of files fails a write as a full disk does
  for (const std::string& word : study.words(study.clip, "full", options)) command += " " + quoted(word);
  CHECK(run_shell(command).exit_code == 5);
  CHECK(entries(state) == 2);  // what was there before
  CHECK(!fs::exists(study.directory.file("full")));
  REQUIRE(study.finetune("resumed", options).exit_code == 0);
  CHECK(study.result("resumed/head.safetensors") == study.result("whole/head.safetensors"));
}

TEST_CASE("what cannot be trained on is said before anything is encoded" * needs_shared()) {
  const ImageStudy study;
  const auto fails = [&](int exit_code, const std::string& csv, const std::vector<std::string>& options,
                         const std::string& message, const std::string& backbone = {}) {
    CAPTURE(message);
    std::vector<std::string> words = study.words(backbone.empty() ? study.clip : backbone, "bad", options);
    if (!csv.empty()) words[4] = study.directory.write("bad.csv", csv);
    const Outcome run = run_p8(words);
    CHECK(run.exit_code == exit_code);
    CHECK_MESSAGE(contains(run.error, message), run.error);
    CHECK(!fs::exists(study.directory.file("bad")));
  };
  const std::string rows =
      "image,shape\n00.jpg,disc\n03.jpg,disc\n06.jpg,disc\n01.jpg,ring\n04.jpg,ring\n07.jpg,ring\n";
  fails(3, rows + "02.jpg,box\n", {}, "class 'box' has 1");
  fails(3, "image,shape\n00.jpg,disc\n03.jpg,disc\n06.jpg,disc\n", {}, "all labels are 'disc'");
  fails(3, "image,shape\n00.jpg,\n03.jpg,\n", {}, "no photo has a label");
  fails(2, "", {"--split", "0.6,0.2,0.3"}, "the shares add up to 1.1, expected 1");
  fails(3, "", {"--split-file", study.directory.write("s.csv", "image,part\nnone.jpg,test\n")},
        "photos that the data do not have (1): 'none.jpg'");
  fails(3, rows, {"--split-col", "part"}, "part");
  fails(3, "", {"--optimizer", "sgd", "--lr", "1e30"}, "the loss is not finite in epoch 1, batch 2");
  fails(2, "", {"--resume"}, "name it with --checkpoint");
  fails(2, "", {"--wise-ft", "0.5"}, "it needs --head text or linear");
  fails(2, "", {}, "expected clip:PATH or vgg16:PATH", "resnet:x");
  fails(4, "", {}, "nowhere", "clip:" + study.directory.file("nowhere"));
  fails(2, "", {"--head", "tip"}, "vgg16 knows no texts", study.vgg16);
  fails(2, "", {"--head", "forest"}, "forest");
  CHECK(entries(study.directory.path()) == 4);  // photos, photos.csv, bad.csv, s.csv
}

TEST_CASE("rows without a label are left out and counted" * needs_shared()) {
  const ImageStudy study;
  std::string csv = study.result("photos.csv");
  csv.replace(csv.find("04.jpg,ring"), 11, "04.jpg,");
  std::vector<std::string> words = study.words(study.clip, "run", {});
  words[4] = study.directory.write("some.csv", csv);
  REQUIRE(run_p8(words).exit_code == 0);
  CHECK(study.metrics("run")["unlabelled"] == 1);
  CHECK(!contains(study.result("run/split.csv"), "04.jpg"));
}

TEST_CASE("a classifier is refused where it is damaged or its backbone is another" * needs_shared()) {
  const ImageStudy study;
  REQUIRE(study.finetune("run", {"--epochs", "1"}).exit_code == 0);
  const auto predict = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words = {"predict", "--model", study.directory.file("run"),
                                      "--quiet", "--out",   study.directory.file("bad")};
    words.insert(words.end(), options.begin(), options.end());
    return run_p8(words);
  };
  const std::vector<std::string> image = {"--image", study.photos() + "/00.jpg"};
  CHECK(predict({}).exit_code == 2);
  CHECK(predict({"--image", "a.jpg", "--images", study.photos()}).exit_code == 2);
  const Outcome other = predict({image[0], image[1], "--backbone", study.vgg16});
  CHECK(other.exit_code == 4);
  CHECK(contains(other.error, "not the backbone that the classifier was trained on"));
  const std::string json = study.result("run/classifier.json");
  std::string changed = json;
  changed.replace(changed.find("\"format\": 1"), 11, "\"format\": 9");
  study.directory.write("run/classifier.json", changed);
  CHECK(contains(predict(image).error, "format 9, of another version of p8; this one reads format 1"));
  study.directory.write("run/classifier.json", json.substr(0, json.size() / 2));
  CHECK(predict(image).exit_code == 4);
  study.directory.write("run/classifier.json", json);
  const std::string head = study.result("run/head.safetensors");
  study.directory.write("run/head.safetensors", head.substr(0, head.size() - 5));
  CHECK(predict(image).exit_code == 4);
  CHECK(run_p8({"predict", "--model", study.photos(), image[0], image[1], "--out", study.directory.file("bad")})
            .exit_code == 4);
  CHECK(!fs::exists(study.directory.file("bad")));
}
