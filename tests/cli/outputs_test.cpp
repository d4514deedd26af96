#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/image_study.h"
#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/paths.h"
#include "support/run.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

using namespace p8::test;

namespace {

std::string mode_of(const std::string& path) { return run_shell("stat -c %a " + quoted(path)).out.substr(0, 3); }

/// A folder that p8 score has written, and the words that wrote it.
class Scored {
 public:
  Scored() { REQUIRE(run_p8(words("out")).exit_code == 0); }

  std::vector<std::string> words(const std::string& out, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"score", "--model", trained_model(), "--data",
                                    clients, "--quiet", "--out",         directory.file(out)};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string line(const std::string& out, const std::string& data) const {
    return "$P8 score --model " + quoted(trained_model()) + " --quiet --data " + data + " --out " +
           quoted(directory.file(out));
  }

  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", german_clients(20));
};

}  // namespace

TEST_CASE("force keeps whatever an option names inside of --out: of models, data, pages, an API and --config") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  const std::string out = directory.file("out");
  fs::copy(trained_model(), out + "/model");
  fs::create_directory(out + "/own");
  directory.write("out/own/columns.toml", "");
  for (const char* file : {"in.csv", "ca.pem", "columns.csv"})
    directory.write(std::string("out/") + file, german_clients(20));
  directory.write("out/options.toml", "seed = 7\n");
  const std::vector<std::string> score = {"score", "--model", trained_model(), "--data", scored.clients};
  const std::vector<std::string> explain = {"explain", "--model", trained_model(), "--data", scored.clients,
                                            "--top",   "1"};
  const auto refused = [&](std::vector<std::string> words, const std::string& option, const std::string& path) {
    const auto given = std::find(words.begin(), words.end(), option);
    if (given != words.end()) {
      *(given + 1) = path;
    } else {
      words.insert(words.end(), {option, path});
    }
    words.insert(words.end(), {"--quiet", "--force", "--out", out});
    const Outcome run = run_p8(words);
    CAPTURE(option);
    CHECK_MESSAGE(run.exit_code == 5, run.error);
    CHECK_MESSAGE(contains(run.error, "--force would delete " + path), run.error);
    CHECK(fs::exists(out + "/run.json"));
  };
  for (const auto& command : {score, explain}) {
    refused(command, "--model", out + "/model");
    refused(command, "--data", out + "/in.csv");
    refused(command, "--reference", out + "/in.csv");
    refused(command, "--config", out + "/options.toml");
    refused(command, "--ca-file", out + "/ca.pem");
    refused(command, "--api-cache", out + "/answers");  // which is not there yet
  }
  refused(explain, "--catalogue", out + "/own");
  refused(explain, "--descriptions", out + "/columns.csv");
  refused({"train", "--label", "default", "--data", scored.clients}, "--data", out + "/in.csv");
  CHECK(fs::exists(out + "/model/model.ubj"));
  CHECK(run_p8(scored.words("out", {"--force"})).exit_code == 0);
}

TEST_CASE("force keeps what the options of commands for photos name, and what the runs of a study do") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  const std::string out = directory.file("out");
  const std::string model = directory.write("model", "no matter");
  fs::create_directory(out + "/photos");
  directory.write("out/file", "x");
  const auto refused = [&](std::vector<std::string> words, const std::string& path) {
    words.insert(words.end(), {"--quiet", "--force", "--out", out});
    const Outcome run = run_p8(words);
    CAPTURE(words[words.size() - 6]);
    CHECK_MESSAGE(run.exit_code == 5, run.error);
    CHECK_MESSAGE(contains(run.error, "would delete " + path), run.error);
  };
  const std::string file = out + "/file";
  for (const char* option : {"--cache", "--bpe", "--data", "--images", "--templates", "--class-names"}) {
    const bool is_folder = std::string(option) == "--images" || std::string(option) == "--cache";
    std::vector<std::string> words = {"zeroshot", "--model", model};
    if (std::string(option) != "--images") words.insert(words.end(), {"--images", directory.path()});
    const std::string path = is_folder ? out + "/photos" : file;
    words.insert(words.end(), {option, path});
    refused(words, path);
  }
  const std::vector<std::string> finetune = {"finetune", "--images", directory.path(), "--label-col", "shape"};
  for (const std::vector<std::string>& options :
       std::vector<std::vector<std::string>>{{"--checkpoint", out + "/state"}, {"--split-file", file}}) {
    std::vector<std::string> words = finetune;
    words.insert(words.end(), {"--backbone", "clip:" + model, "--data", scored.clients});
    words.insert(words.end(), options.begin(), options.end());
    refused(words, options[1]);
  }
  std::vector<std::string> words = finetune;
  words.insert(words.end(), {"--data", scored.clients, "--backbone", "clip:" + file});
  refused(words, file);
  const std::string study = directory.write("study.toml", "[[run]]\nname = \"a\"\ncommand = \"zeroshot\"\nmodel = \"" +
                                                              model + "\"\nclass-names = \"" + file + "\"\n");
  refused({"compare", "--images", directory.path(), "--config", study}, file);
  CHECK(read(file) == "x");
}

TEST_CASE("force keeps photos that only the rows of the data name, or a link among the photos" * needs_shared()) {
  const ImageStudy study;
  REQUIRE(study.finetune("model", {}).exit_code == 0);
  const auto predict = [&](const std::string& rows, const std::string& photos) {
    return run_p8({"predict", "--model", study.directory.file("model"), "--images", photos, "--data", rows, "--quiet",
                   "--force", "--out", study.directory.file("out")});
  };
  REQUIRE(predict(study.data, study.photos()).exit_code == 0);
  const std::string mine = study.directory.file("out/mine.jpg");
  fs::copy_file(study.photos() + "/00.jpg", mine);
  fs::create_directory(study.directory.file("few"));
  fs::create_symlink(mine, study.directory.file("few/link.jpg"));
  const Outcome linked = predict(study.directory.write("rows.csv", "image\nlink.jpg\n"), study.directory.file("few"));
  CHECK(linked.exit_code == 5);
  CHECK_MESSAGE(contains(linked.error, "--force would delete"), linked.error);
  CHECK(fs::exists(mine));
}

// Another name of a folder, by which its files are not seen to lie in it; nothing where the system lets no user mount.
TEST_CASE("force sees through folders that are mounted twice, and deletes nothing that is mounted") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  const std::string place = quoted(directory.path());
  if (run_shell("unshare -rm mount --bind /tmp /mnt").exit_code != 0) {
    MESSAGE("SKIPPED: this system lets no user mount");
    return;
  }
  fs::create_directory(directory.file("again"));
  fs::create_directory(directory.file("mine"));
  directory.write("mine/thesis.txt", "years of work");
  directory.write("out/mine.csv", read(scored.clients));
  const Outcome twice =
      run_shell("cd " + place + " && unshare -rm sh -c \"mount --bind . again && '$P8' score --model '" +
                trained_model() + "' --data out/mine.csv --force --quiet --out again/out\"");
  CHECK_MESSAGE(twice.exit_code == 5, twice.error);
  CHECK(fs::exists(directory.file("out/mine.csv")));
  fs::create_directory(directory.file("out/data"));
  const Outcome inside =
      run_shell("cd " + place + " && unshare -rm sh -c \"mount --bind mine out/data && '$P8' score --model '" +
                trained_model() + "' --data clients.csv --force --quiet --out out\"");
  CHECK_MESSAGE(inside.exit_code == 5, inside.error);
  CHECK(contains(inside.error, "--force would delete what is mounted at"));
  CHECK(read(directory.file("mine/thesis.txt")) == "years of work");
}

TEST_CASE("force deletes no folder that p8 has not written, nor where the shell's streams lead") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  fs::create_directory(directory.file("thesis"));
  const std::string chapter = directory.write("thesis/chapter.tex", "years of work");
  const Outcome thesis = run_p8(scored.words("thesis", {"--force"}));
  CHECK(thesis.exit_code == 5);
  CHECK(contains(thesis.error, "holds no results of p8"));
  CHECK(read(chapter) == "years of work");
  const Outcome redirected =
      run_shell(scored.line("out", quoted(scored.clients)) + " --force > " + quoted(directory.file("out/log")));
  CHECK(redirected.exit_code == 5);
  CHECK(fs::exists(directory.file("out/log")));
}

TEST_CASE("of two runs with one new --out the later ends with 5 and says where its results are") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  for (const std::string force : {"", " --force"}) {
    const std::string out = force.empty() ? "new" : "out";
    const std::string start = "cd " + quoted(directory.path()) + "; mkfifo a b; ";
    const auto run = [&](const std::string& pipe) {
      return "(" + scored.line(out, pipe) + force + " >" + pipe + ".out 2>" + pipe + ".err; echo $? >" + pipe +
             ".code) & ";
    };
    const std::string both_stage =
        "until [ $(ls -d ." + out + ".p8-* 2>/dev/null | wc -l) = 2 ]; do sleep 0.02; done; ";
    const std::string one_by_one =
        "cat clients.csv >a; until [ -s a.code ]; do sleep 0.02; done; cat clients.csv >b; wait; rm a b";
    run_shell(start + run("a") + run("b") + both_stage + one_by_one);
    CHECK(read(directory.file("a.code")) == "0\n");
    CHECK(read(directory.file("b.code")) == "5\n");
    const std::string beside = directory.file(out + "-2");
    CHECK_MESSAGE(contains(read(directory.file("b.err")), "the results of this run are in " + beside),
                  read(directory.file("b.err")));
    for (const std::string& results : {directory.file(out), beside}) {
      CHECK(fs::exists(results + "/scores.csv"));
      CHECK(fs::exists(results + "/run.json"));
    }
    CHECK(run_shell("ls -A " + quoted(directory.path()) + " | grep -c '^\\.'").out == "0\n");
    for (const char* file : {"a.code", "b.code"}) fs::remove(directory.file(file));
  }
}

TEST_CASE("what a killed run left goes with the next run in the folder") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  const std::string killed =
      "cd " + quoted(directory.path()) + " && mkfifo a && { " + scored.line("new", "a") +
      " & } && until ls -d .new.p8-* >/dev/null 2>&1; do sleep 0.02; done; kill -9 $!; wait; rm a";
  run_shell(killed);
  CHECK(entries(directory.path()) == 3);
  REQUIRE(run_p8(scored.words("other")).exit_code == 0);
  CHECK(entries(directory.path()) == 3);
  CHECK(fs::exists(directory.file("other")));
}

TEST_CASE("results about persons are for the owner alone, unless they are shared") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  CHECK(mode_of(directory.file("out")) == "700");
  for (const auto& entry : fs::recursive_directory_iterator(directory.file("out"))) {
    CHECK_MESSAGE(mode_of(entry.path().string()) == "600", entry.path().string());
  }
  const std::string explain = "umask 022; $P8 explain --model " + quoted(trained_model()) + " --data " +
                              quoted(scored.clients) + " --top 2 --quiet --out ";
  REQUIRE(run_shell(explain + quoted(directory.file("deep/own"))).exit_code == 0);
  CHECK(mode_of(directory.file("deep")) == "755");  // the way there is as any new folder
  for (const auto& entry : fs::recursive_directory_iterator(directory.file("deep/own"))) {
    CHECK_MESSAGE(mode_of(entry.path().string()) == (entry.is_directory() ? "700" : "600"), entry.path().string());
  }
  REQUIRE(run_shell(explain + quoted(directory.file("shared")) + " --share").exit_code == 0);
  CHECK(mode_of(directory.file("shared")) == "755");
  CHECK(mode_of(directory.file("shared/report.html")) == "644");
  REQUIRE(run_shell("umask 022; $P8 train --trees 5 --label default --quiet --data " + quoted(kGermanCredit) +
                    " --out " + quoted(directory.file("model")))
              .exit_code == 0);
  CHECK(mode_of(directory.file("model")) == "755");  // of no one in particular
}

TEST_CASE("run.json holds neither ids of clients nor what is secret in an address, and messages neither") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  directory.write("ids.csv", "id," + german_clients(1).substr(0, german_clients(1).find('\n') + 1) + "SMITH-77," +
                                 german_clients(1).substr(german_clients(1).find('\n') + 1));
  const Outcome explained = run_p8({"explain", "--model", trained_model(), "--data", directory.file("ids.csv"), "--id",
                                    "id", "--client", "SMITH-77", "--quiet", "--out", directory.file("explained")});
  REQUIRE_MESSAGE(explained.exit_code == 0, explained.error);
  const std::string record = read(directory.file("explained/run.json"));
  CHECK(!contains(record, "SMITH"));
  CHECK(nlohmann::json::parse(record)["options"]["client"] == "1 id(s)");

  for (const std::string address : {"http://127.0.0.1:9/predict?key=hush-hush", "http://me:hush-hush@127.0.0.1:9/x",
                                    "https://me:hush-hush/@host", "http://[::/?hush-hush"}) {
    const Outcome failed = run_p8({"score", "--model", address, "--data", scored.clients, "--api-retries", "0",
                                   "--verbose", "--out", directory.file("api")});
    CHECK(failed.exit_code != 0);
    CHECK_MESSAGE(!contains(failed.error, "hush-hush"), failed.error);
  }
  const Outcome surplus = run_p8({"doctor", "https://host/?key=hush-hush"});
  CHECK(surplus.exit_code == 2);
  CHECK_MESSAGE(!contains(surplus.error, "hush-hush"), surplus.error);
}

TEST_CASE("what cannot be printed ends with 5: full and closed streams, of every command that prints") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  const std::string score = scored.line("new", quoted(scored.clients));
  for (const std::string command : {"$P8 --help", "$P8 help", "$P8 --version", "$P8 score --help", "$P8 doctor",
                                    "$P8 doctor --json", "$P8 completion bash", "$P8 man score"}) {
    CAPTURE(command);
    CHECK(run_shell(command + " >/dev/null").exit_code != 5);
    CHECK(run_shell(command + " >/dev/full").exit_code == 5);
    CHECK(run_shell(command + " >&-").exit_code == 5);
    CHECK(contains(run_shell(command + " >/dev/full").error, "cannot write standard output"));
  }
  for (const std::string stream : {">/dev/full", ">&-", "2>/dev/full >/dev/full", "<&- >&- 2>&-"}) {
    for (const std::string more : {"", " --json"}) {
      CAPTURE(stream + more);
      CHECK(run_shell(score + more + " " + stream).exit_code == 5);
      // The results are there all the same, and nothing else was written into them.
      CHECK(read(directory.file("new/scores.csv")) == read(directory.file("out/scores.csv")));
      fs::remove_all(directory.file("new"));
    }
  }
  CHECK(run_shell("$P8 score --model " + quoted(trained_model()) + " --quiet --data " + quoted(scored.clients) +
                  " --out - >&-")
            .exit_code == 5);
  // An error that cannot be said keeps its code, a warning that cannot be is missed.
  CHECK(run_shell("$P8 fly 2>/dev/full").exit_code == 2);
  CHECK(run_shell("$P8 fly 2>&-").exit_code == 2);
  const std::string verbose = "$P8 zeroshot --model x --out y --images " + quoted(directory.path());
  CHECK(run_shell(verbose + " 2>/dev/full").exit_code == 4);
  CHECK(run_shell(score + " 2>&-").exit_code == 0);  // there was nothing to say
  const std::string train = "$P8 train --trees 5 --label default --data " + quoted(kGermanCredit) + " --out ";
  CHECK(run_shell(train + quoted(directory.file("said"))).error.find("warning") != std::string::npos);
  CHECK(run_shell(train + quoted(directory.file("unsaid")) + " 2>/dev/full").exit_code == 5);
  CHECK(run_shell(train + quoted(directory.file("closed")) + " 2>&-").exit_code == 5);
}

TEST_CASE("an empty path is a wrong command line, not the current directory") {
  const Scored scored;
  const Outcome empty = run_p8({"score", "--model", trained_model(), "--data", scored.clients, "--out", ""});
  CHECK(empty.exit_code == 2);
  CHECK_MESSAGE(contains(empty.error, "--out needs a value: DIR"), empty.error);
  CHECK(run_p8(scored.words("new", {"--reference", ""})).exit_code == 2);
  for (const char* option : {"--id", "--label", "--config", "--leave-out", "--token-env", "--lang", "--on-error"}) {
    CHECK_MESSAGE(run_p8(scored.words("new", {option, ""})).exit_code == 2, option);
  }
  CHECK(run_p8({"explain", "--model", trained_model(), "--data", scored.clients, "--client", "1", "", "--out",
                scored.directory.file("new")})
            .exit_code == 2);
  CHECK(run_p8({"score", "--model", "", "--data", scored.clients, "--out", scored.directory.file("new")}).exit_code ==
        2);
  const std::string config = scored.directory.write("options.toml", "out = \"\"\n");
  CHECK(run_p8({"score", "--model", trained_model(), "--data", scored.clients, "--config", config}).exit_code == 2);
  CHECK(!fs::exists(scored.directory.file("new")));
}

TEST_CASE("a clock that is set back while a run is going does not make it take less than no time") {
  const Scored scored;
  const Outcome run = run_p8(scored.words("new"), {}, {"LD_PRELOAD=" P8_CLOCK_BACK});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const nlohmann::json record = nlohmann::json::parse(read(scored.directory.file("new/run.json")));
  CHECK(record["start"].get<std::string>() < "2002");  // the clock was the wrong one
  CHECK(record["duration_seconds"] >= 0.0);
  CHECK(record["duration_seconds"] < 600.0);
}

TEST_CASE("a bundle whose model.ubj is not the one that was written is exit code 4, in each bit") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  fs::copy(trained_model(), directory.file("model"));
  const std::string booster = read(directory.file("model/model.ubj"));
  const auto score = [&](const std::string& out) {
    return run_p8({"score", "--model", directory.file("model"), "--data", scored.clients, "--quiet", "--out",
                   directory.file(out)});
  };
  std::size_t noticed_by_sum = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    std::string flipped = booster;
    flipped[(i * 7919 + 1013) % flipped.size()] ^= static_cast<char>(1 << i % 8);
    directory.write("model/model.ubj", flipped);
    const Outcome run = score("damaged");
    CHECK_MESSAGE(run.exit_code == 4, i);
    noticed_by_sum += contains(run.error, "SHA-256 is not the one in bundle.json") ? 1 : 0;
  }
  CHECK(noticed_by_sum > 0);
  directory.write("model/model.ubj", booster);
  CHECK(score("whole").exit_code == 0);
  nlohmann::json card = nlohmann::json::parse(read(directory.file("model/bundle.json")));
  card.erase("sha256");  // as an earlier p8 wrote it
  card.erase("bundle_sha256");
  directory.write("model/bundle.json", card.dump());
  CHECK(score("earlier").exit_code == 0);
}

TEST_CASE("a bundle that was edited by hand is used, and it is said once") {
  const Scored scored;
  const TemporaryDirectory& directory = scored.directory;
  fs::copy(trained_model(), directory.file("model"));
  const auto score = [&](const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"score",        "--model", directory.file("model"), "--data",
                                      scored.clients, "--out",   directory.file(out)};
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  };
  const Outcome whole = score("whole");
  CHECK(whole.exit_code == 0);
  CHECK(!contains(whole.error, "was changed since"));
  nlohmann::json card = nlohmann::json::parse(read(directory.file("model/bundle.json")));
  const std::string threshold = card["threshold"].dump();
  card["threshold"] = 0.999;
  directory.write("model/bundle.json", card.dump());
  const Outcome changed = score("changed");
  CHECK(changed.exit_code == 0);
  const std::string said = "bundle.json was changed since p8 wrote it: its numbers are taken as they stand\n";
  CHECK_MESSAGE(contains(changed.error, said), changed.error);
  CHECK(changed.error.find(said) == changed.error.rfind(said));
  CHECK(contains(score("french", {"--lang", "fr"}).error,
                 "bundle.json a été modifié depuis que p8 l'a écrit : ses valeurs sont reprises telles quelles"));
  card["threshold"] = nlohmann::json::parse(threshold);  // as it was, though set out otherwise
  directory.write("model/bundle.json", card.dump(3));
  CHECK(!contains(score("again").error, "was changed since"));
}

TEST_CASE("a classifier that was edited by hand is used, and it is said" * needs_shared()) {
  const ImageStudy study;
  REQUIRE(study.finetune("run").exit_code == 0);
  const auto said = [&](const std::string& command, const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {command,
                                      "--model",
                                      study.directory.file("run"),
                                      "--image",
                                      study.photos() + "/00.jpg",
                                      "--out",
                                      study.directory.file(out)};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome run = run_p8(words);
    CHECK_MESSAGE(run.exit_code == 0, run.error);
    return contains(run.error, "classifier.json was changed since p8 wrote it: its numbers are taken as they stand");
  };
  CHECK(!said("predict", "whole"));
  nlohmann::json classifier = nlohmann::json::parse(study.result("run/classifier.json"));
  classifier["classes"][0] = "cube";
  study.directory.write("run/classifier.json", classifier.dump());
  CHECK(said("predict", "changed"));
  CHECK(said("lime", "explained", {"--samples", "200", "--segments", "grid:16"}));
}

TEST_CASE("a classifier whose head is not the one that was written is exit code 4" * needs_shared()) {
  const ImageStudy study;
  REQUIRE(study.finetune("run").exit_code == 0);
  const TemporaryDirectory& directory = study.directory;
  const std::string head = study.result("run/head.safetensors");
  const auto predict = [&] {
    return run_p8({"predict", "--model", directory.file("run"), "--image", study.photos() + "/00.jpg", "--quiet",
                   "--out", directory.file("answers")});
  };
  std::string flipped = head;
  flipped[flipped.size() - 5] ^= 4;
  directory.write("run/head.safetensors", flipped);
  const Outcome damaged = predict();
  CHECK(damaged.exit_code == 4);
  CHECK_MESSAGE(contains(damaged.error, "SHA-256 is not the one in classifier.json"), damaged.error);
  nlohmann::json classifier = nlohmann::json::parse(study.result("run/classifier.json"));
  classifier.erase("weights");  // as an earlier p8 wrote it
  classifier.erase("classifier_sha256");
  directory.write("run/classifier.json", classifier.dump());
  directory.write("run/head.safetensors", head);
  CHECK(predict().exit_code == 0);
}
