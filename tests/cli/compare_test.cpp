#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "gallery/made_up_run.h"
#include "p8/files/folder_lock.h"
#include "p8/files/staging_name.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/drawn_picture.h"
#include "support/golden_weights.h"
#include "support/paths.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

/// Eight photos of two classes; the answers as given.
MadeUpRun eight(const std::vector<std::optional<std::size_t>>& answers) {
  MadeUpRun run = made_up_run({"Pens", "Watches"}, {0, 0, 0, 0, 1, 1, 1, 1}, answers);
  run.history = made_up_history(5, 3);
  run.best_epoch = 3;
  run.parameters_trained = 1000;
  return run;
}

/// Two runs that a person might have made.
struct TwoRuns {
  TemporaryDirectory directory;
  std::string a = directory.file("runs/a"), b = directory.file("runs/b");

  TwoRuns() {
    write_run(a, eight({0, 0, 0, 0, 1, 1, 1, 0}));
    write_run(b, eight({1, 1, 0, 0, 1, 0, 0, 1}));
  }
};

/// A study of photos in folders, one a class, and its file with these runs.
struct SmallStudy {
  TemporaryDirectory directory;

  explicit SmallStudy(const std::string& runs) {
    for (const char* name : {"Pens", "Watches"}) {
      std::filesystem::create_directories(directory.file(std::string("photos/") + name));
      for (int i = 0; i < 3; ++i) {
        directory.write("photos/" + std::string(name) + "/" + std::to_string(i) + ".jpg",
                        drawn_jpeg(60, 50, i + (name[0] == 'P' ? 0 : 7)));
      }
    }
    directory.write("study.toml", "images = \"" + directory.file("photos") + "\"\n" + runs);
  }

  Outcome run(std::vector<std::string> more = {}, const std::string& out = "out") const {
    std::vector<std::string> words = {"compare", "--config", directory.file("study.toml"), "--out",
                                      directory.file(out)};
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  }
};

constexpr const char* kTwoZeroshots = R"(
[[run]]
name = "plain"
command = "zeroshot"
model = "{clip}"
[[run]]
name = "sentences"
command = "zeroshot"
model = "{clip}"
template = ["a photo of a {}.", "a picture of {}"]
abstain = 0.3
)";

}  // namespace

TEST_CASE("two directories of runs become a table, figures, a report and a note in both languages") {
  const TwoRuns runs;
  const std::string out = runs.directory.file("out");
  const Outcome run = run_p8({"compare", runs.a, runs.b + "/", "--out", out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(run.out, "a is right on 87.5% of 8 photos, but these photos cannot tell it from b"));
  const auto rows = read_csv(read(out + "/compare.csv"));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("run") == "a");
  CHECK(rows[1].at("run") == "b");
  CHECK(rows[1].at("accuracy") == "0.5");
  CHECK(rows[1].at("best_epoch") == "3");
  const auto json = nlohmann::json::parse(read(out + "/compare.json"));
  CHECK(json["pairs"][0]["mcnemar_p"] == doctest::Approx(0.375));
  CHECK(contains(read(out + "/report.html"), "not distinguishable"));
  CHECK(contains(read(out + "/methodology.en.md"), "# How these classifiers were compared"));
  CHECK(contains(read(out + "/methodology.fr.md"), "# Comment ces classifieurs ont été comparés"));
  const auto record = nlohmann::json::parse(read(out + "/run.json"));
  CHECK(record["inputs"][0]["role"] == "predictions");
}

TEST_CASE("the same runs give the same bytes, in French too, and --json prints what compare.json holds") {
  const TwoRuns runs;
  const Outcome first = run_p8({"compare", runs.a, runs.b, "--out", runs.directory.file("1"), "--json"});
  const Outcome second = run_p8({"compare", runs.a, runs.b, "--out", runs.directory.file("2"), "--lang", "fr"});
  REQUIRE(first.exit_code == 0);
  REQUIRE(second.exit_code == 0);
  for (const char* name : {"/compare.csv", "/compare.json", "/methodology.en.md", "/methodology.fr.md"}) {
    CHECK(read(runs.directory.file("1") + name) == read(runs.directory.file("2") + name));
  }
  CHECK(contains(second.out, "a raison pour"));
  CHECK(nlohmann::json::parse(first.out)["figures"] ==
        nlohmann::json::parse(read(runs.directory.file("1") + "/compare.json")));
}

TEST_CASE("what cannot be compared is refused in one line") {
  const TwoRuns runs;
  const std::string out = runs.directory.file("out");
  const auto said = [&](std::vector<std::string> words, int exit_code) {
    words.insert(words.begin(), "compare");
    words.insert(words.end(), {"--out", out});
    const Outcome run = run_p8(words);
    CHECK(run.exit_code == exit_code);
    CHECK(std::count(run.error.begin(), run.error.end(), '\n') == 1);
    CHECK(!std::filesystem::exists(out));
    return run.error;
  };
  CHECK(contains(said({runs.a}, 2), "runs to compare: 1"));
  CHECK(contains(said({}, 2), "runs to compare: 0"));
  CHECK(contains(said({runs.a, runs.a + "/."}, 2), "is given twice"));
  CHECK(contains(said({runs.a, runs.b, "--repeats", "2"}, 2), "--repeats repeats the trainings of a study"));
  CHECK(contains(said({runs.a, runs.directory.file("none")}, 3), "none: no such directory"));
  MadeUpRun other = eight({0, 0, 0, 0, 1, 1, 1, 1});
  other.predictions.images[3].image = "other.jpg";
  write_run(runs.directory.file("runs/c"), other);
  CHECK(contains(said({runs.a, runs.directory.file("runs/c")}, 3), "1 missing ('photo-3.jpg'), 1 more ('other.jpg')"));
  other.version = "7.0.0";
  write_run(runs.directory.file("runs/d"), other);
  CHECK(contains(said({runs.a, runs.directory.file("runs/d")}, 3), "made by p8 7.0.0"));
}

TEST_CASE("runs of one name in different folders are told apart, and a run's directory is never replaced") {
  const TwoRuns runs;
  write_run(runs.directory.file("more/a"), eight({0, 0, 0, 0, 1, 1, 1, 1}));
  const std::string other = runs.directory.file("more/a");
  const Outcome run = run_p8({"compare", runs.a, other, "--out", runs.directory.file("out")});
  REQUIRE(run.exit_code == 0);
  CHECK(read_csv(read(runs.directory.file("out/compare.csv")))[1].at("run") == other);
  CHECK(run_p8({"compare", runs.a, runs.b, "--out", runs.a, "--force"}).exit_code == 5);
  CHECK(std::filesystem::exists(runs.a + "/predictions.csv"));
}

TEST_CASE("a study runs its commands one after the other and compares what they leave" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const std::string clip = std::filesystem::path(model).string();
  const SmallStudy study(kTwoZeroshots);
  const Outcome run = study.run({"--clip", clip});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(run.error, "run 1 of 2: plain"));
  for (const char* name : {"plain", "sentences"}) {
    for (const char* file : {"predictions.csv", "metrics.json", "run.json", "report.html"}) {
      CHECK(std::filesystem::exists(study.directory.file("out/runs/") + name + "/" + file));
    }
  }
  const auto rows = read_csv(read(study.directory.file("out/compare.csv")));
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].at("run") == "sentences");
  CHECK(rows[1].at("images") == "6");
  const auto record = nlohmann::json::parse(read(study.directory.file("out/runs/sentences/run.json")));
  CHECK(record["options"]["template"].size() == 2);
  CHECK(record["options"]["seed"] == "42");
  // The results of a study can be compared again.
  const std::string runs = study.directory.file("out/runs/");
  REQUIRE(run_p8({"compare", runs + "plain", runs + "sentences", "--out", study.directory.file("again")}).exit_code ==
          0);
  CHECK(read(study.directory.file("again/compare.json")) == read(study.directory.file("out/compare.json")));
}

TEST_CASE("a run that fails ends the study with its message and exit code, and leaves nothing") {
  const SmallStudy study(kTwoZeroshots);
  const Outcome missing = study.run({"--clip", study.directory.file("none")});
  CHECK(missing.exit_code == 4);
  CHECK(contains(missing.error, "none: no such file (--clip)"));
  const std::string broken = study.directory.write("broken.pt", "no weights");
  const Outcome failed = study.run({"--clip", broken});
  CHECK(failed.exit_code == 4);
  CHECK(contains(failed.error, "p8: error: run 'plain' failed: "));
  CHECK(!std::filesystem::exists(study.directory.file("out")));
  CHECK(contains(study.run({"--clip", broken, "--lang", "fr"}).error, "échec de l'exécution « plain » : "));
  const Outcome unnamed = study.run();
  CHECK(unnamed.exit_code == 2);
  CHECK(contains(unnamed.error, "run 'plain' needs --clip"));
}

TEST_CASE("all runs of a study are looked at before the first starts, and all that is wrong is said at once" *
          needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const SmallStudy study(std::string(kTwoZeroshots) + R"(
[[run]]
name = "mistyped"
command = "zeroshot"
model = "{clip}"
templat = "a photo of a {}"
[[run]]
name = "missing"
command = "finetune"
backbone = "clip:nowhere"
[[run]]
name = "unnamed"
command = "finetune"
backbone = "vgg16:{vgg16}"
[[run]]
name = "column"
command = "zeroshot"
model = "{clip}"
data = ")" + TemporaryDirectory().file("none.csv") +
                         "\"\n");
  const Outcome run = study.run({"--clip", model});
  CHECK(run.exit_code == 2);
  CHECK_MESSAGE(contains(run.error, "run 'mistyped' failed: "), run.error);
  CHECK(contains(run.error, "templat"));
  CHECK(contains(run.error, "; run 'missing' failed: cannot read nowhere"));
  CHECK(contains(run.error, "; run 'unnamed' needs --vgg16"));
  CHECK(contains(run.error, "; run 'column' failed: "));
  CHECK(!contains(run.error, "run 1 of"));  // none was started
  CHECK(!std::filesystem::exists(study.directory.file("out")));
  CHECK(!std::filesystem::exists(study.directory.file("out.unfinished")));
  const SmallStudy wordy(std::string(kTwoZeroshots) +
                         "[[run]]\nname = \"w\"\ncommand = \"zeroshot\"\nmodel = \"{clip}\"\ntemplate = [\"{}" +
                         std::string(200'000, 'x') + "\"]\n");
  const SmallStudy lonely("[[run]]\nname = \"a\"\ncommand = \"zeroshot\"\nmodel = \"{clip}\"\n");
  const Outcome one = lonely.run({"--clip", model});
  CHECK(one.exit_code == 2);
  CHECK_MESSAGE(contains(one.error, "a study of one run; expected at least two tables [[run]]"), one.error);
  CHECK(!contains(one.error, "run 1 of"));  // it was not started
  CHECK(!std::filesystem::exists(lonely.directory.file("out.unfinished")));
  const Outcome too_long = wordy.run({"--clip", model});
  CHECK(too_long.exit_code == 3);
  CHECK_MESSAGE(contains(too_long.error, "a value of the study is too long"), too_long.error);
  const SmallStudy tables("[[run]]\nname = \"x\"\ncommand = \"score\"\n[[run]]\ncommand = \"zeroshot\"\n");
  const std::string said = tables.run().error;
  CHECK(contains(said, "[[run]] 1: command 'score'"));
  CHECK(contains(said, "[[run]] 2: 'name' is missing"));
}

TEST_CASE("a study whose last run fails keeps the others, and the same command goes on from them" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const std::string failing =
      "[[run]]\nname = \"last\"\ncommand = \"finetune\"\nbackbone = \"clip:{clip}\"\n"
      "optimizer = \"sgd\"\nbatch-train = 1\nlr = ";
  const SmallStudy study(kTwoZeroshots + failing + "1e30\n");
  const auto stamp = [&](const std::string& folder, const std::string& name) {
    return nlohmann::json::parse(read(study.directory.file(folder + "/runs/" + name + "/run.json")))["duration_seconds"]
        .dump();
  };
  const Outcome failed = study.run({"--clip", model});
  CHECK(failed.exit_code == 3);
  CHECK_MESSAGE(contains(failed.error, "run 'last' failed: the loss is not finite"), failed.error);
  CHECK(contains(failed.error, "the finished runs (2) are kept in " + study.directory.file("out.unfinished")));
  CHECK(!std::filesystem::exists(study.directory.file("out")));
  const std::string plain = stamp("out.unfinished", "plain"), sentences = stamp("out.unfinished", "sentences");

  std::string toml = read(study.directory.file("study.toml"));
  toml.replace(toml.find("1e30"), 4, "1e-3");
  toml.replace(toml.find("a picture of"), 12, "a drawing of");  // this run is another now
  study.directory.write("study.toml", toml);
  const Outcome done = study.run({"--clip", model});
  REQUIRE_MESSAGE(done.exit_code == 0, done.error);
  CHECK(contains(done.error, "run 1 of 3: plain, finished before"));
  CHECK(contains(done.error, "run 2 of 3: sentences\n"));
  CHECK(stamp("out", "plain") == plain);
  CHECK(stamp("out", "sentences") != sentences);
  CHECK(contains(read(study.directory.file("out/runs/sentences/run.json")), "a drawing of"));
  CHECK(read_csv(read(study.directory.file("out/compare.csv"))).size() == 3);
  CHECK(!std::filesystem::exists(study.directory.file("out.unfinished")));
}

TEST_CASE("a study that is killed, or whose photos are others, keeps what still holds" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const SmallStudy study(kTwoZeroshots + std::string("[[run]]\nname = \"last\"\ncommand = \"finetune\"\n"
                                                     "backbone = \"clip:{clip}\"\npatience = 0\nepochs = 99999\n"));
  const std::string folder = study.directory.file("out.unfinished");
  for (const char* signal : {"KILL", "INT"}) {
    CAPTURE(signal);
    const Outcome killed =
        run_shell("set -m; $P8 compare --config " + study.directory.file("study.toml") + " --clip " + model +
                  " --out " + study.directory.file("out") + " & for i in $(seq 600); do [ -e " + folder +
                  "/done/sentences.json ] && break; sleep 0.1; done; sleep 0.5; kill -" + signal + " -$!; wait $!");
    CHECK(killed.exit_code == (std::string(signal) == "KILL" ? 137 : 130));
    CHECK(std::filesystem::exists(folder + "/runs/sentences/run.json"));
    CHECK(!std::filesystem::exists(folder + "/runs/last"));
    CHECK(!std::filesystem::exists(study.directory.file("out")));
  }
  std::string toml = read(study.directory.file("study.toml"));
  toml.replace(toml.find("99999"), 5, "1");
  study.directory.write("study.toml", toml);
  study.directory.write("photos/Pens/0.jpg", drawn_jpeg(60, 50, 5));
  const Outcome done = study.run({"--clip", model});
  REQUIRE_MESSAGE(done.exit_code == 0, done.error);
  CHECK(!contains(done.error, "finished before"));  // of other photos
  CHECK(!std::filesystem::exists(folder));
}

TEST_CASE("a folder that is called as the study's own, but is not, is left as it is") {
  const SmallStudy study(kTwoZeroshots);
  const std::string folder = study.directory.file("out.unfinished");
  const auto refused = [&](const std::string& said) {
    const Outcome run = study.run({"--clip", study.directory.file("photos")});
    CHECK(run.exit_code == 5);
    CHECK_MESSAGE(contains(run.error, said), run.error);
    CHECK(!std::filesystem::exists(study.directory.file("out")));
  };
  std::filesystem::create_directories(folder + "/runs/mine");
  for (const char* file : {"/notes.txt", "/runs/mine/results.csv", "/study.json"}) {
    study.directory.write("out.unfinished" + std::string(file), "mine");
    refused(folder + ": not the folder of a study");
    CHECK(read(folder + file) == "mine");
    CHECK(!std::filesystem::exists(folder + "/done"));
    std::filesystem::remove(folder + file);
  }
  std::filesystem::remove_all(folder);
  study.directory.write("out.unfinished", "mine");
  refused("out.unfinished");
  CHECK(read(folder) == "mine");
}

TEST_CASE("a study's folder is taken over empty, or with the note of a study, but not with what the command reads") {
  const SmallStudy study(kTwoZeroshots);
  const std::string folder = study.directory.file("out.unfinished");
  std::filesystem::create_directory(folder);
  CHECK(study.run().exit_code == 2);  // --clip is missing: the study has begun
  CHECK(!std::filesystem::exists(folder));
  for (const char* note : {"/study.json", "/done/plain.json"}) {  // a p8 before wrote only the second
    std::filesystem::create_directories(folder + "/done");
    std::filesystem::create_directories(folder + "/runs/plain");
    const bool is_old = std::string(note) == "/done/plain.json";
    study.directory.write("out.unfinished" + std::string(note),
                          is_old ? R"({"p8": "0.1", "words": [], "files": {}})" : R"({"format": "p8 study"})");
    CHECK_MESSAGE(study.run().exit_code == 2, note);
    std::filesystem::remove_all(folder);
  }

  std::filesystem::create_directory(folder);
  study.directory.write("out.unfinished/study.json", R"({"format": "p8 study"})");
  const std::string config = folder + "/own.toml";
  study.directory.write("out.unfinished/own.toml", read(study.directory.file("study.toml")));
  const auto said = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words = {"compare", "--out", study.directory.file("out")};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome run = run_p8(words);
    CHECK(run.exit_code == 5);
    return run.error;
  };
  CHECK(contains(said({"--config", config}), config + " is inside " + folder));
  const std::string elsewhere = study.directory.file("study.toml");
  CHECK(contains(said({"--config", elsewhere, "--clip", config}), config + " is inside " + folder));
  CHECK(contains(said({"--config", elsewhere, "--images", folder}), folder + " is inside " + folder));
  study.directory.write("study.toml", "images = \"" + study.directory.file("photos") +
                                          "\"\n[[run]]\nname = \"x\"\ncommand = \"zeroshot\"\nmodel = \"" + config +
                                          "\"\n");
  CHECK(contains(said({"--config", elsewhere}), config + " is inside " + folder));
  CHECK(entries(folder) == 2);
}

TEST_CASE("a study leaves the run alone that is still at work in its folder, and clears that of a dead one") {
  const SmallStudy study(kTwoZeroshots);
  const std::string folder = study.directory.file("out.unfinished");
  std::filesystem::create_directories(folder + "/runs");
  study.directory.write("out.unfinished/study.json", R"({"format": "p8 study"})");
  std::string staging = p8::staging_pattern(folder + "/runs/plain");
  REQUIRE(mkdtemp(staging.data()) != nullptr);
  {
    const p8::FolderLock lock{std::filesystem::path(staging)};
    REQUIRE(lock.is_held());
    const Outcome run = study.run();
    CHECK(run.exit_code == 5);
    CHECK_MESSAGE(contains(run.error, "another run is at work in " + folder + "/runs"), run.error);
    CHECK(std::filesystem::exists(staging));
  }
  CHECK(study.run().exit_code == 2);
  CHECK(!std::filesystem::exists(staging));
}

TEST_CASE("the run of a study ends with the study, even where that one is killed" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const SmallStudy study(kTwoZeroshots + std::string("[[run]]\nname = \"last\"\ncommand = \"finetune\"\n"
                                                     "backbone = \"clip:{clip}\"\npatience = 0\nepochs = 100000\n"));
  const std::string runs = study.directory.file("out.unfinished") + "/runs";
  const Outcome killed =
      run_shell("$P8 compare --config " + study.directory.file("study.toml") + " --clip " + model + " --out " +
                study.directory.file("out") + " & for i in $(seq 600); do ls -A " + runs +
                " 2>/dev/null | grep -q '^[.]last[.]p8-' && break; sleep 0.1; done; sleep 0.5; kill -KILL $!; wait $!; "
                "for i in $(seq 100); do ls -A " +
                runs + " | grep -q '^[.]last' || break; sleep 0.1; done; ls -A " + runs);
  CHECK_MESSAGE(killed.out == "plain\nsentences\n", killed.out);  // the last one took its staging with it
}

TEST_CASE("a study that is no study is refused, naming the table") {
  const auto said = [](const std::string& runs, int exit_code) {
    const Outcome run = SmallStudy(runs).run();
    CHECK(run.exit_code == exit_code);
    return run.error;
  };
  CHECK(contains(said("[[run]]\ncommand = \"zeroshot\"\n", 3), "[[run]] 1: 'name' is missing"));
  CHECK(contains(said("[[run]]\nname = \"../x\"\ncommand = \"zeroshot\"\n", 3), "name '../x'; expected letters"));
  CHECK(contains(said("[[run]]\nname = \"x\"\ncommand = \"score\"\n", 3),
                 "command 'score'; expected finetune or zeroshot"));
  CHECK(contains(said("[[run]]\nname = \"x\"\ncommand = \"zeroshot\"\nout = \"y\"\n", 3), "'out' is set by the study"));
  CHECK(
      contains(said("[[run]]\nname = \"x\"\ncommand = \"zeroshot\"\nmodel = [[1]]\n", 3), "'model': expected a text"));
  CHECK(contains(
      said("[[run]]\nname = \"x\"\ncommand = \"zeroshot\"\n[[run]]\nname = \"x\"\ncommand = \"zeroshot\"\n", 3),
      "[[run]] 2: another run is called 'x' too"));
  CHECK(contains(said("[[runs]]\nname = \"x\"\n", 2), "[[runs]]; only [[run]] may be a list of tables"));
  CHECK(contains(said("", 2), "runs to compare: 0"));
  CHECK(contains(said("[[run]\n", 3), "--config, row 2"));
}

TEST_CASE("an interrupted study ends its run too and leaves nothing" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const SmallStudy study(kTwoZeroshots);
  const std::string out = study.directory.file("out");
  const Outcome run =
      run_shell("mkfifo " + study.directory.file("data.csv") + "; timeout -s TERM 1 $P8 compare --config " +
                study.directory.file("study.toml") + " --clip " + model + " --data " +
                study.directory.file("data.csv") + " --out " + out + "; echo $?; ls -A " + study.directory.path());
  CHECK(contains(run.out, "124"));
  CHECK(!contains(run.out, ".tmp"));
  CHECK(!std::filesystem::exists(out));
}
