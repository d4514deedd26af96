// Rows and labels of photos as people have them, and whether what is printed answers what was asked.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/image_study.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/shared.h"

namespace fs = std::filesystem;

using namespace p8::test;
using nlohmann::json;

namespace {

std::string replaced(std::string text, const std::string& part, const std::string& other) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += other.size()) {
    text.replace(at, part.size(), other);
  }
  return text;
}

/// What the commands are tried on: the study's photos, a classifier of them, and a cache.
class Rows : public ImageStudy {
 public:
  /// Runs a command with `words`, on standard output and error as a person sees them.
  Outcome run(const std::string& command, const std::string& out, const std::vector<std::string>& words) const {
    std::vector<std::string> all = {
        command, "--threads",         "2",      "--cache", directory.file("cache"), "--no-progress",
        "--out", directory.file(out), "--force"};
    all.insert(all.end(), words.begin(), words.end());
    return run_p8(all);
  }
  Outcome train(const std::string& out, const std::string& csv, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = on(csv);
    words.insert(words.end(), {"--backbone", clip, "--head", "linear", "--lr", "1e-2", "--epochs", "3"});
    words.insert(words.end(), more.begin(), more.end());
    return run("finetune", out, words);
  }
  std::vector<std::string> on(const std::string& csv) const {
    return {"--data", directory.write("rows.csv", csv), "--images", photos(), "--label-col", "shape"};
  }
  std::vector<std::string> zeroshot_words(std::vector<std::string> more) const {
    more.insert(more.end(), {"--model", clip.substr(5)});
    return more;
  }
  std::string csv() const { return result("photos.csv"); }
  json record(const std::string& out) const { return json::parse(result(out + "/run.json")); }
  /// The classes of a run, as predictions.csv has columns of them.
  std::string header(const std::string& out) const {
    const std::string all = result(out + "/predictions.csv");
    return all.substr(0, all.find('\n'));
  }
};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("labels that differ in case or blanks are warned of, and merged when asked" * needs_shared()) {
  const Rows rows;
  std::string csv = rows.csv();
  for (const char* photo : {"00.jpg,disc", "03.jpg,disc", "06.jpg,disc"}) {
    csv = replaced(csv, photo, std::string(photo, 7) + "Disc ");
  }
  const Outcome apart = rows.train("apart", csv);
  REQUIRE_MESSAGE(apart.exit_code == 0, apart.error);
  CHECK(contains(apart.error, "'disc' (17) and 'Disc ' (3); --merge-labels makes them one"));
  CHECK(rows.header("apart") == "image,label,predicted,correct,\"p_Disc \",p_box,p_disc,p_ring");  // or readers trim it
  const Outcome merged = rows.train("merged", csv, {"--merge-labels"});
  REQUIRE_MESSAGE(merged.exit_code == 0, merged.error);
  CHECK(contains(merged.error, "labels merged, named by the first spelling of each: 'disc' (17) and 'Disc ' (3)"));
  CHECK(rows.header("merged") == "image,label,predicted,correct,p_box,p_disc,p_ring");
  CHECK(rows.record("merged")["options"]["merge-labels"] == true);

  const std::string model = rows.directory.file("merged");
  const Outcome refused = rows.run("predict", "refused", with(rows.on(csv), {"--model", model}));
  CHECK(refused.exit_code == 3);
  CHECK(contains(refused.error, "row 2: the label 'Disc ' is none of the classes"));
  CHECK(contains(refused.error, "did you mean 'disc'? --merge-labels takes both spellings for one class"));
  const std::string third = replaced(csv, "ring", "RING");  // the most frequent spelling is not the classifier's
  REQUIRE(rows.run("predict", "taken", with(rows.on(third), {"--model", model, "--merge-labels"})).exit_code == 0);
  CHECK(rows.metrics("taken")["per_class"]["disc"]["support"] == 20);
  CHECK(rows.metrics("taken")["per_class"]["ring"]["support"] == 20);

  const std::vector<std::string> classes = {"--class", "DISC", "--class", "ring", "--class", "box"};
  const auto zeroshot = rows.zeroshot_words(with(rows.on(csv), classes));
  CHECK(rows.run("zeroshot", "refused", zeroshot).exit_code == 3);
  const std::string names = rows.directory.write("names.csv", "class,name\nDisc,a round plate\nBOX,a crate\n");
  REQUIRE(rows.run("zeroshot", "zero", with(zeroshot, {"--merge-labels", "--class-names", names})).exit_code == 0);
  CHECK(rows.header("zero") == "image,label,predicted,correct,p_DISC,p_ring,p_box");
  CHECK(rows.metrics("zero")["labelled"] == 60);
  CHECK(contains(rows.result("zero/report.html"), "a photo of a a round plate."));

  const Outcome compared = rows.run("compare", "compared", {model, rows.directory.file("zero")});
  CHECK(compared.exit_code == 3);
  CHECK(contains(compared.error, "the runs spell classes in several ways"));
  CHECK(contains(compared.error, "--merge-labels takes such spellings for one label"));
  CHECK(rows.run("compare", "compared", {model, rows.directory.file("zero"), "--merge-labels"}).exit_code == 0);
}

TEST_CASE("folders that differ in case or in how Unicode writes them are spellings too" * needs_shared()) {
  const Rows rows;
  const char* const kFolders[] = {"dess\x65\xCC\x81", "dess\xC3\xA9", "Box_es", "boxes"};
  for (int i = 0; i < 8; ++i) {
    const std::string folder = rows.directory.file("folders/") + kFolders[i % 4];
    fs::create_directories(folder);
    fs::copy_file(rows.photos() + fmt::format("/{:02}.jpg", i), folder + fmt::format("/{}.jpg", i));
  }
  const std::vector<std::string> words = rows.zeroshot_words({"--images", rows.directory.file("folders")});
  const Outcome apart = rows.run("zeroshot", "apart", words);
  REQUIRE_MESSAGE(apart.exit_code == 0, apart.error);
  CHECK(contains(apart.error, "'boxes' (2) and 'Box_es' (2); "));
  REQUIRE(rows.run("zeroshot", "merged", with(words, {"--merge-labels"})).exit_code == 0);
  CHECK(rows.header("merged") == "image,label,predicted,correct,p_boxes,p_dess\xC3\xA9");  // the shortest of equals
}

TEST_CASE("a photo in two rows and a row without a photo end nothing, and do not leak" * needs_shared()) {
  const Rows rows;
  std::string csv = rows.csv();
  for (int i = 0; i < 30; ++i)
    csv += fmt::format("{:02}.jpg,{},again\n", i, i == 7 ? "box" : i % 3 == 0 ? "disc" : i % 3 == 1 ? "ring" : "box");
  csv += ",disc,no photo\n  ,ring,\n";
  const Outcome run = rows.train("run", csv, {"--text-col", "text"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(run.error, "2 of 92 images could not be read, see errors.csv"));
  CHECK(contains(run.error,
                 "photos listed with different labels (1): '07.jpg' (row 9) is 'ring', '07.jpg' (row 69) is 'box'"));
  CHECK(rows.result("run/errors.csv") == "image,row,reason\n,92,the row names no image\n,93,the row names no image\n");
  std::map<std::string, std::set<std::string>> parts;
  std::size_t count = 0;
  for (auto& row : read_csv(rows.result("run/split.csv"))) {
    parts[row["image"]].insert(row["part"]);
    ++count;
  }
  CHECK(count == 90);
  for (const auto& image : parts) CHECK_MESSAGE(image.second.size() == 1, image.first);
  // The split is taken over, row by row.
  const Outcome again = rows.train("again", csv, {"--split-file", rows.directory.file("run/split.csv")});
  CHECK_MESSAGE(again.exit_code == 0, again.error);
  CHECK(rows.result("again/split.csv") == rows.result("run/split.csv"));

  const std::string model = rows.directory.file("run");
  REQUIRE(rows.run("predict", "predict", with(rows.on(csv), {"--model", model})).exit_code == 0);
  CHECK(read_csv(rows.result("predict/predictions.csv")).size() == 90);
  const Outcome strict = rows.run("predict", "strict", with(rows.on(csv), {"--model", model, "--strict"}));
  CHECK(strict.exit_code == 3);
  CHECK(contains(strict.error, "rows.csv, row 92: the row names no image"));
  const auto zeroshot = rows.zeroshot_words(rows.on(csv));
  REQUIRE(rows.run("zeroshot", "zero", zeroshot).exit_code == 0);
  CHECK(rows.metrics("zero")["images"] == 90);
  CHECK(rows.metrics("zero")["failed"] == 2);
  CHECK(rows.run("compare", "compared", {model, rows.directory.file("again")}).exit_code == 0);
  CHECK(rows.run("lime", "lime",
                 with(rows.on(csv), {"--model", model, "--per-class", "2", "--samples", "60", "--segments", "grid:9",
                                     "--rankings", "1"}))
            .exit_code == 0);
}

TEST_CASE("a description of the same photo in another row does not answer for it" * needs_shared()) {
  const Rows rows;
  // Each photo twice with its own description: taken for that of another product, it would nearly always win.
  std::string once = "image,shape,text\n", twice = once;
  for (int i = 0; i < 24; ++i) {
    const std::string row = fmt::format("{:02}.jpg,{},number {} of them\n", i, i % 2 == 0 ? "even" : "odd", i);
    once += row;
    twice += row + row;
  }
  const auto words = [&](const std::string& csv) {
    return rows.zeroshot_words(with(rows.on(csv), {"--text-col", "text", "--strategy", "descriptions"}));
  };
  REQUIRE(rows.run("zeroshot", "once", words(once)).exit_code == 0);
  REQUIRE(rows.run("zeroshot", "twice", words(twice)).exit_code == 0);
  CHECK(rows.metrics("twice")["accuracy"] == rows.metrics("once")["accuracy"]);
  CHECK(rows.metrics("twice")["retrieval"] == rows.metrics("once")["retrieval"]);
}

TEST_CASE("predict takes folders that are none of its classes for folders, and photos beside folders" *
          needs_shared()) {
  const Rows rows;
  REQUIRE(rows.train("run", rows.csv()).exit_code == 0);
  const std::string model = rows.directory.file("run");
  const auto copy = [&](int photo, const std::string& to) {
    fs::create_directories(fs::path(rows.directory.file(to)).parent_path());
    fs::copy_file(rows.photos() + fmt::format("/{:02}.jpg", photo), rows.directory.file(to));
  };
  copy(0, "suppliers/Acme/new/a.jpg");
  copy(1, "suppliers/Zenith/b.jpg");
  copy(2, "suppliers/c.jpg");
  const auto predict = [&](const std::string& out, const std::vector<std::string>& more) {
    return rows.run("predict", out, with({"--model", model, "--images", rows.directory.file("suppliers")}, more));
  };
  const Outcome folders = predict("folders", {});
  REQUIRE_MESSAGE(folders.exit_code == 0, folders.error);
  CHECK(contains(folders.error, "has the name of a class ('Acme', 'Zenith'); they are taken for plain folders"));
  CHECK(contains(folders.out, "3 images sorted into 3 classes."));
  CHECK(rows.metrics("folders")["accuracy"].is_null());
  CHECK(rows.metrics("folders")["images"] == 3);
  const Outcome said = predict("said", {"--unlabelled"});
  REQUIRE_MESSAGE(said.exit_code == 0, said.error);
  CHECK(rows.result("said/predictions.csv") == rows.result("folders/predictions.csv"));
  CHECK(predict("both", {"--unlabelled", "--data", rows.data, "--label-col", "shape"}).exit_code == 2);

  copy(3, "suppliers/disc/d.jpg");  // one folder is a class, the others are not: which is meant?
  const Outcome mixed = predict("mixed", {});
  CHECK(mixed.exit_code == 3);
  CHECK(contains(mixed.error, "the label 'Acme' is none of the classes"));
  CHECK(contains(mixed.error, "--unlabelled takes folders for folders, not for labels"));
  REQUIRE(predict("mixed", {"--unlabelled"}).exit_code == 0);
  CHECK(rows.metrics("mixed")["images"] == 4);
  CHECK(rows.metrics("mixed")["accuracy"].is_null());

  fs::remove_all(rows.directory.file("suppliers/Acme"));
  fs::remove_all(rows.directory.file("suppliers/Zenith"));
  REQUIRE(predict("loose", {}).exit_code == 0);
  CHECK(rows.metrics("loose")["images"] == 2);
  CHECK(rows.metrics("loose")["labelled"] == 1);

  const auto zeroshot =
      rows.zeroshot_words({"--images", rows.directory.file("suppliers"), "--class", "a", "--class", "b"});
  REQUIRE(rows.run("zeroshot", "zero", with(zeroshot, {"--unlabelled"})).exit_code == 0);
  CHECK(rows.metrics("zero")["images"] == 2);
  CHECK(contains(rows.run("zeroshot", "zero", zeroshot).error, "taken for plain folders"));
}

TEST_CASE("classes with too few photos end a training, which names the way to leave them out" * needs_shared()) {
  const Rows rows;
  const std::string csv = rows.csv() + "00.jpg,star,\n03.jpg,star,\n06.jpg,moon,\n";
  const Outcome ends = rows.train("run", csv);
  CHECK(ends.exit_code == 3);
  CHECK(contains(ends.error, "class 'moon' has 1, 'star' has 2; --min-per-class 3 leaves such classes out"));
  const Outcome run = rows.train("run", csv, {"--min-per-class", "3"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(run.error, "classes with fewer than 3 photos are left out (2): 'moon' (1), 'star' (2)"));
  CHECK(rows.header("run") == "image,label,predicted,correct,p_box,p_disc,p_ring");
  CHECK(rows.metrics("run")["left_out"] == json{{"moon", 1}, {"star", 2}});
  CHECK(rows.metrics("run")["unlabelled"] == 0);
  CHECK(contains(rows.result("run/report.html"), "2 classes left out"));

  const std::string four = rows.csv() + "00.jpg,star,\n03.jpg,star,\n06.jpg,star,\n09.jpg,star,\n";
  const Outcome folds = rows.train("folds", four, {"--folds", "5"});
  CHECK(folds.exit_code == 3);
  CHECK(contains(folds.error, "(one per fold); class 'star' has 4; --min-per-class 5 leaves such classes out"));
  CHECK(rows.train("folds", four, {"--folds", "5", "--min-per-class", "5"}).exit_code == 0);
  // A photo that cannot be read is none: the third of the class is missing.
  const std::string missing = rows.csv() + "00.jpg,star,\n03.jpg,star,\nnone.jpg,star,\n";
  CHECK(rows.train("missing", missing).exit_code == 3);
  REQUIRE(rows.train("missing", missing, {"--min-per-class", "3"}).exit_code == 0);
  CHECK(rows.metrics("missing")["left_out"] == json{{"star", 2}});
  CHECK(rows.train("none", rows.csv(), {"--min-per-class", "21"}).exit_code == 3);
}

TEST_CASE("photos that a classifier was made with are counted, and accuracy is told on the others" * needs_shared()) {
  const Rows rows;
  REQUIRE(rows.train("run", rows.csv()).exit_code == 0);
  const std::string model = rows.directory.file("run");
  const Outcome all = rows.run("predict", "all", with(rows.on(rows.csv()), {"--model", model}));
  REQUIRE_MESSAGE(all.exit_code == 0, all.error);
  CHECK(contains(
      all.error,
      "the classifier was built with 48 of these 60 photos (recognised by their content: 36 trained it, 12 chose"));
  const json metrics = rows.metrics("all");
  CHECK(metrics["seen_in_training"]["images"] == 48);
  CHECK(metrics["seen_in_training"]["new"]["images"] == 12);
  CHECK(metrics["seen_in_training"]["new"]["accuracy"] == rows.metrics("run")["accuracy"]);
  CHECK(contains(all.out, "60 images, 3 classes; the classifier was built with 48 of them: accuracy"));
  CHECK(contains(rows.result("all/report.html"), "48 photos that the classifier was built with"));

  // By content: other names, another folder.
  fs::create_directories(rows.directory.file("renamed/disc"));
  std::string trained;
  for (auto& row : read_csv(rows.result("run/photos.csv"))) {
    if (row["part"] == "train") trained = row["image"];
  }
  fs::copy_file(rows.photos() + "/" + trained, rows.directory.file("renamed/disc/other.jpg"));
  const Outcome renamed =
      rows.run("predict", "by-content", {"--model", model, "--images", rows.directory.file("renamed")});
  REQUIRE_MESSAGE(renamed.exit_code == 0, renamed.error);
  CHECK(rows.metrics("by-content")["seen_in_training"]["images"] == 1);
  CHECK(rows.metrics("by-content")["seen_in_training"]["new"]["accuracy"].is_null());
  const Outcome one = rows.run("predict", "one", {"--model", model, "--image", rows.photos() + "/" + trained});
  CHECK(contains(one.out, "the classifier was built with this photo"));
  const Outcome lime = rows.run("lime", "lime",
                                {"--model", model, "--image", rows.photos() + "/" + trained, "--samples", "60",
                                 "--segments", "grid:9", "--rankings", "1"});
  CHECK(contains(lime.error, "built with 1 of these 1 photos"));

  // A run of before has names only.
  fs::remove(model + "/photos.csv");
  REQUIRE(rows.run("predict", "names", with(rows.on(rows.csv()), {"--model", model})).exit_code == 0);
  CHECK(rows.metrics("names")["seen_in_training"]["matched_by"] == "name");
  CHECK(rows.metrics("names")["seen_in_training"]["images"] == 48);
  fs::remove(model + "/split.csv");
  REQUIRE(rows.run("predict", "nothing", with(rows.on(rows.csv()), {"--model", model})).exit_code == 0);
  CHECK(rows.metrics("nothing")["seen_in_training"].is_null());
}

TEST_CASE("standard output gives the figure that was asked for" * needs_shared()) {
  const Rows rows;
  const Outcome folds = rows.train("folds", rows.csv(), {"--folds", "3"});
  REQUIRE_MESSAGE(folds.exit_code == 0, folds.error);
  const double mean = rows.metrics("folds")["repeated"]["mean"];
  CHECK(folds.out.find(fmt::format("Cross-validated on 3 folds: mean accuracy {:.1f}% (95% interval ", 100.0 * mean)) ==
        0);
  CHECK(contains(folds.out, "The classifier that was written: 12 test images, 3 classes: accuracy"));
  const Outcome repeats = rows.train("repeats", rows.csv(), {"--repeats", "2", "--lang", "fr"});
  CHECK(repeats.out.find("Entraîné 2 fois : exactitude moyenne ") == 0);
  CHECK(contains(rows.result("folds/report.html"), "of 3 folds"));

  const std::string model = rows.directory.file("folds");
  const std::vector<std::string> images = {
      "--model", model, "--image", rows.photos() + "/00.jpg", "--image", rows.photos() + "/01.jpg"};
  const Outcome two = rows.run("predict", "two", images);
  REQUIRE_MESSAGE(two.exit_code == 0, two.error);
  const auto answers = read_csv(rows.result("two/predictions.csv"));
  for (const auto& row : answers) {
    const std::string predicted = row.at("predicted");
    CHECK(contains(two.out, fmt::format("{}: {} ({:.1f}%", row.at("image"), predicted,
                                        100.0 * std::stod(row.at("p_" + predicted)))));
  }
  const Outcome as_json = rows.run("predict", "two", with(images, {"--json", "--image", rows.photos() + "/none.jpg"}));
  const json printed = json::parse(as_json.out)["figures"]["predictions"];
  REQUIRE(printed.size() == 2);
  CHECK(printed[1]["predicted"] == answers[1].at("predicted"));
  CHECK(printed[1]["probability"].get<double>() ==
        doctest::Approx(std::stod(answers[1].at("p_" + answers[1].at("predicted")))));
  CHECK(contains(rows.run("predict", "two", with(images, {"--abstain", "1"})).out,
                 "no answer; the most probable class, "));
}

TEST_CASE("where a run abstains, accuracy and the share that was answered stand together" * needs_shared()) {
  const Rows rows;
  const auto words = rows.zeroshot_words(rows.on(rows.csv()));
  REQUIRE(rows.run("zeroshot", "all", words).exit_code == 0);
  std::vector<double> surest;
  for (auto& row : read_csv(rows.result("all/predictions.csv"))) {
    surest.push_back(std::stod(row["p_" + row["predicted"]]));
  }
  std::sort(surest.begin(), surest.end());
  const std::vector<std::string> abstain = {"--abstain", fmt::format("{:.9f}", (surest[14] + surest[15]) / 2.0)};
  const Outcome some = rows.run("zeroshot", "some", with(words, abstain));
  REQUIRE_MESSAGE(some.exit_code == 0, some.error);
  const json metrics = rows.metrics("some");
  CHECK(metrics["answered_share"] == 0.75);
  CHECK(contains(some.out, fmt::format("45 of 60 answered (75.0%), accuracy {:.1f}% (95% interval",
                                       100.0 * metrics["accuracy"].get<double>())));
  CHECK(contains(
      some.out, fmt::format("had all been answered, {:.1f}%.", 100.0 * rows.metrics("all")["accuracy"].get<double>())));
  CHECK(contains(rows.result("some/report.html"), "45 of 60 images were answered (75.0%)"));
  const Outcome french = rows.run("zeroshot", "some", with(with(words, abstain), {"--lang", "fr"}));
  CHECK(contains(french.out, "45 réponses pour 60 images (75,0"));
  CHECK(contains(rows.result("some/report.html"), "45 images sur 60 ont reçu une réponse"));

  REQUIRE(rows.run("compare", "compared", {rows.directory.file("all"), rows.directory.file("some")}).exit_code == 0);
  CHECK(read_csv(rows.result("compared/compare.csv"))[1].at("answered_share") == "0.75");
  CHECK(contains(rows.result("compared/report.html"), "Answered by the model itself"));
  const Outcome overview = run_p8({"overview", rows.directory.file("some"), "--out", rows.directory.file("overview")});
  REQUIRE_MESSAGE(overview.exit_code == 0, overview.error);
  CHECK(contains(rows.result("overview/report.html"), "Only these 75.0% of 60 photos were answered."));
  const Outcome unlabelled = rows.run(
      "zeroshot", "bare",
      with(rows.zeroshot_words({"--images", rows.photos(), "--class", "disc", "--class", "box"}), {"--abstain", "1"}));
  CHECK(contains(unlabelled.out, "0 of 60 images sorted into 2 classes (0.0%); the others got no answer."));
}

TEST_CASE("images per second are measured on what was encoded, and not measured where nothing was" * needs_shared()) {
  const Rows rows;
  const auto words = rows.zeroshot_words(rows.on(rows.csv()));
  REQUIRE(rows.run("zeroshot", "cold", words).exit_code == 0);
  CHECK(rows.metrics("cold")["images_per_second"].get<double>() > 0.0);
  REQUIRE(rows.run("zeroshot", "warm", words).exit_code == 0);
  CHECK(rows.metrics("warm")["images_per_second"].is_null());
  CHECK(contains(rows.result("warm/report.html"), "not measured"));
  REQUIRE(rows.run("compare", "compared", {rows.directory.file("cold"), rows.directory.file("warm")}).exit_code == 0);
  const auto compared = read_csv(rows.result("compared/compare.csv"));
  CHECK(std::stod(compared[0].at("images_per_second")) > 0.0);
  CHECK(compared[1].at("images_per_second").empty());
  CHECK(contains(rows.result("compared/report.html"), "not measured"));
}
