#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/paths.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;

namespace {

struct BadInput {
  const char* what;
  std::string clients;
  const char* message;
};

std::string with(const std::string& from, const std::string& to) {
  std::string clients = german_clients(4);
  const std::size_t at = clients.find(from);
  REQUIRE(at != std::string::npos);
  return clients.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("each bad input is exit code 3 with its place, and leaves nothing behind") {
  const std::string good = german_clients(4);
  const std::string header = good.substr(0, good.find('\n') + 1);
  const std::vector<BadInput> inputs = {
      {"empty", "", "clients.csv: the file is empty"},
      {"header only", header, "a header and no rows"},
      {"ragged", good + "5,0,12\n", "clients.csv, row 6: 3 cell(s) where the header has 22 columns"},
      {"too many cells", good.substr(0, good.size() - 1) + ",more\n", "row 5: more cells than the 22 columns"},
      {"missing column", with("credit_amount", "amount"), "missing columns (1): 'credit_amount'"},
      {"duplicated id", good + good.substr(header.size()), "row 6: the client of row 2 again"},
      {"text for a number", with("1169", "much"), "row 2, column 'credit_amount': 'much' is not a number"},
      {"NaN", with("1169", "NaN"), "row 2, column 'credit_amount': 'NaN' is not a finite number"},
      {"inf", with("1169", "-inf"), "'-inf' is not a finite number"},
      {"1e400", with("1169", "1e400"), "'1e400' is not a finite number"},
      {"10 MB field", with("1169", std::string(10 << 20, '9')), "row 2: longer than 8 MB"},
      {"invalid UTF-8", with("Radio television", "Radio t\xE9l\xE9"),
       "row 2, column 'purpose': byte 0xE9 is not UTF-8"},
      {"unclosed quote", with("Radio television", "\"Radio"), "a quote is opened and never closed"},
      {"text after a quote", with("Radio television", "\"Radio\"x"), "row 2: text after a closing quote"},
      {"repeated column", with("dependents", "age"), "row 1: column 'age' appears twice"},
  };
  for (const BadInput& input : inputs) {
    CAPTURE(input.what);
    const TemporaryDirectory directory;
    const std::string clients = directory.write("clients.csv", input.clients);
    const Outcome run =
        run_p8({"score", "--model", trained_model(), "--data", clients, "--out", directory.file("out")});
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(contains(run.error, input.message), run.error.substr(0, 400));
    CHECK(run.error.size() < 1000);
    CHECK(entries(directory.path()) == 1);
  }
}

TEST_CASE("byte order mark, CRLF and newlines in quotes are not errors") {
  std::string clients = "\xEF\xBB\xBF" + german_clients(4);
  for (std::size_t at = 0; (at = clients.find('\n', at)) != std::string::npos; at += 2) clients.insert(at, "\r");
  clients.replace(clients.find("Radio television"), 16, "\"Radio\r\ntelevision\"");
  const Outcome run = run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-", "--quiet"}, clients);
  CHECK(run.exit_code == 0);
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 5);
}

TEST_CASE("missing files: the data is exit code 3, the model 4") {
  const TemporaryDirectory directory;
  const auto score = [&](const std::string& model, const std::string& data) {
    return run_p8({"score", "--model", model, "--data", data, "--out", directory.file("out")});
  };
  CHECK(score(trained_model(), directory.file("none.csv")).exit_code == 3);
  CHECK(score(directory.file("none.ubj"), kGermanCredit).exit_code == 4);
  const std::string nobody = "http://127.0.0.1:1/predict";  // no API listens there
  CHECK(contains(score(nobody, kGermanCredit).error, "column 'telephone': 'yes' is not a number"));
  const std::string numbers = directory.write("numbers.csv", "duration_months,residence_years\n6,4\n");
  CHECK(run_p8({"score", "--model", nobody, "--data", numbers, "--api-retries", "0", "--out", directory.file("out")})
            .exit_code == 4);
  fs::remove(numbers);
  CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("a truncated, corrupted or mismatched bundle is exit code 4") {
  const TemporaryDirectory directory;
  const std::string card = read(trained_model() + "/bundle.json");
  const std::string booster = read(trained_model() + "/model.ubj");
  const auto score = [&](const std::string& bundle_json, const std::string& ubj) {
    fs::create_directories(directory.file("m"));
    directory.write("m/bundle.json", bundle_json);
    directory.write("m/model.ubj", ubj);
    return run_p8({"score", "--model", directory.file("m"), "--data", kGermanCredit, "--out", directory.file("out")});
  };
  CHECK(score(card, booster).exit_code == 0);
  fs::remove_all(directory.file("out"));
  for (const double share : {0.0, 0.01, 0.5, 0.999}) {
    CAPTURE(share);
    const auto part = [&](const std::string& whole) {
      return whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size())));
    };
    CHECK(score(part(card), booster).exit_code == 4);
    CHECK(score(card, part(booster)).exit_code == 4);
  }
  std::string renamed = card;
  renamed.replace(renamed.find("\"age\""), 5, "\"AGE\"");
  CHECK(contains(score(renamed, booster).error, "its columns are not those of bundle.json"));
  std::string wrong = card;
  wrong.replace(wrong.find("\"threshold\": "), 13, "\"threshold\": 7");
  CHECK(contains(score(wrong, booster).error, "field 'threshold': expected a number from 0 to 1"));
  CHECK(score("[]", booster).exit_code == 4);
  CHECK(!fs::exists(directory.file("out")));
}

TEST_CASE("a LightGBM model that is cut short or contradicts itself is exit code 4") {
  const std::string model = read(P8_SOURCE_DIR "/tests/fuzz/lightgbm_model/repeated_feature.txt");
  const std::size_t names = model.find("feature_names=") + 14;
  std::string one_name_more = model;
  one_name_more.insert(names, "one_more ");
  const TemporaryDirectory directory;
  const auto score = [&](const std::string& text) {
    return run_p8({"score", "--model", directory.write("model.txt", text), "--data", kGermanCredit, "--allow-missing",
                   "--reasons", "0", "--quiet", "--out", "-"});
  };
  CHECK(score(model).exit_code == 0);
  const Outcome misfit = score(one_name_more);
  CHECK(misfit.exit_code == 4);
  CHECK_MESSAGE(contains(misfit.error, "model.txt: header: "), misfit.error);
  CHECK_MESSAGE(contains(misfit.error, "max_feature_idx"), misfit.error);
  for (std::size_t size : {model.size() / 4, model.size() / 2, model.size() - 40}) {
    CAPTURE(size);
    const Outcome cut = score(model.substr(0, size));
    CHECK(cut.exit_code == 4);
    CHECK_MESSAGE(contains(cut.error, "model.txt"), cut.error);
  }
}

TEST_CASE("a file that is no model is refused in words") {
  const TemporaryDirectory directory;
  const Outcome run =
      run_p8({"score", "--model", kGermanCredit, "--data", kGermanCredit, "--out", directory.file("out")});
  CHECK(run.exit_code == 4);
  CHECK(contains(run.error, "not a model; expected a bundle directory"));
}

TEST_CASE("training says what is wrong with its data") {
  const TemporaryDirectory directory;
  const auto train = [&](const std::string& data, const std::string& label) {
    return run_p8(
        {"train", "--data", directory.write("d.csv", data), "--label", label, "--out", directory.file("out")});
  };
  CHECK(contains(train("a,y\n1,0\n2,1\n", "z").error, "no column 'z'; the columns are 'a', 'y'"));
  CHECK(contains(train("a,y\n1,0\n2,maybe\n", "y").error, "row 3: the label is 'maybe'"));
  CHECK(contains(train("a,y\n1,0\n2,0\n", "y").error, "all 2 clients have the same outcome"));
  CHECK(train("a,y\n1,0\n2,1\n3,0\n", "y").exit_code == 3);  // a class with fewer rows than folds
  CHECK(fs::exists(directory.file("out")) == false);
}

TEST_CASE("an output that cannot be written is exit code 5") {
  const TemporaryDirectory directory;
  const auto score_to = [&](const std::string& out) {
    return run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", out});
  };
  directory.write("file", "x");
  CHECK(score_to(directory.file("file")).exit_code == 5);
  CHECK(score_to(directory.file("file/out")).exit_code == 5);
  CHECK(score_to("/proc/p8-out").exit_code == 5);  // read-only even for root
  REQUIRE(score_to(directory.file("out")).exit_code == 0);
  const std::string before = read(directory.file("out/scores.csv"));
  const Outcome again = score_to(directory.file("out"));
  CHECK(again.exit_code == 5);
  CHECK(contains(again.error, "is not empty: choose another --out, or --force"));
  CHECK(read(directory.file("out/scores.csv")) == before);
  CHECK(entries(directory.path()) == 2);
}

TEST_CASE("a full disk is exit code 5 and leaves the old results") {
  const TemporaryDirectory directory;
  const std::string command = "$P8 score --model " + quoted(trained_model()) + " --data " + quoted(kGermanCredit);
  CHECK(run_shell(command + " --out - > /dev/full").exit_code == 5);
  REQUIRE(run_shell(command + " --out " + quoted(directory.file("out"))).exit_code == 0);
  const std::string before = read(directory.file("out/scores.csv"));
  // A limit on the size of files, in blocks of 1024 bytes, fails a write just as a full disk does.
  const Outcome full = run_shell("ulimit -f 20; " + command + " --force --out " + quoted(directory.file("out")));
  CHECK(full.exit_code == 5);
  CHECK(contains(full.error, "cannot write"));
  CHECK(read(directory.file("out/scores.csv")) == before);
  CHECK(entries(directory.path()) == 1);
}

TEST_CASE("SIGTERM and SIGINT end a run with 128 + n and leave nothing behind") {
  const TemporaryDirectory directory;
  const std::string score =
      "$P8 score --model " + quoted(trained_model()) + " --data - --out " + quoted(directory.file("out"));
  for (const auto& [name, code] : {std::pair("TERM", 143), std::pair("INT", 130)}) {
    // Clients keep coming; the run is ended in the middle of them. A background job of bash ignores SIGINT, hence trap.
    const Outcome run = run_shell("mkfifo " + quoted(directory.file("pipe")) + "; (cat " + quoted(kGermanCredit) +
                                  "; sleep 20) > " + quoted(directory.file("pipe")) + " & feeder=$!; set -m; " + score +
                                  " < " + quoted(directory.file("pipe")) + " & sleep 0.5; kill -" + name +
                                  " $!; wait $!; code=$?; kill $feeder; exit $code");
    CHECK(run.exit_code == code);
    fs::remove(directory.file("pipe"));
    CHECK(fs::is_empty(directory.path()));
  }
  const Outcome train = run_shell("set -m; $P8 train --data " + quoted(kGermanCredit) +
                                  " --label default --trees 100000 --learning-rate 0.00001 --out " +
                                  quoted(directory.file("out")) + " & sleep 0.5; kill -TERM $!; wait $!");
  CHECK(train.exit_code == 143);
  CHECK(fs::is_empty(directory.path()));
}
