#include <algorithm>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;

TEST_CASE("help and version end well") {
  CHECK(run_p8({"--help"}).exit_code == 0);
  CHECK(contains(run_p8({"--help"}).out, "score"));
  CHECK(contains(run_p8({"score", "--help"}).out, "--threshold"));
  CHECK(contains(run_p8({"--version"}).out, "p8 "));
}

TEST_CASE("a wrong command line is exit code 2, in one line") {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"fly"},
      {"score"},
      {"score", "--model", "m"},
      {"score", "--model", "m", "--data", "d", "--out", "o", "--colour", "red"},
      {"score", "--model", "m", "--data", "d", "--out", "o", "--threshold", "1.5"},
      {"score", "--model", "m", "--data", "d", "--out", "o", "--reasons", "many"},
      {"score", "--model", "m", "--data", "d", "--out", "o", "--quiet", "--verbose"},
      {"train", "--data", "d", "--label", "y", "--out", "o", "--calibrate", "magic"},
      {"compare", "a", "b", "--out", "-"},
  };
  for (const std::vector<std::string>& words : wrong) {
    const Outcome run = run_p8(words);
    CAPTURE(run.error);
    CHECK(run.exit_code == 2);
    CHECK(run.error.rfind("p8: error: ", 0) == 0);
    CHECK(std::count(run.error.begin(), run.error.end(), '\n') == 1);
    CHECK(run.out.empty());
  }
}

TEST_CASE("messages follow --lang, else LC_ALL, else LANG") {
  const std::vector<std::string> missing = {"score",       "--model", "none",        "--data",
                                            kGermanCredit, "--out",   "/tmp/p8-none"};
  std::vector<std::string> french = missing;
  french.insert(french.end(), {"--lang", "fr"});
  CHECK(contains(run_p8(missing).error, "cannot read none: no such file"));
  CHECK(contains(run_p8(french).error, "lecture impossible de none"));
  CHECK(contains(run_p8(missing, {}, {"LC_ALL=fr_FR.UTF-8"}).error, "lecture impossible"));
  CHECK(contains(run_p8(missing, {}, {"LANG=fr_CA.UTF-8"}).error, "lecture impossible"));
  CHECK(contains(run_p8(missing, {}, {"LC_ALL=C", "LANG=fr_FR.UTF-8"}).error, "cannot read"));
}

TEST_CASE("--config gives options, the command line wins, and what is no option is refused") {
  const TemporaryDirectory directory;
  const std::string config = directory.write(
      "p8.toml", "model = \"" + trained_model() + "\"\nthreshold = 0.9\nreasons = 1\n[train]\nfolds = 3\n");
  const std::vector<std::string> score = {"score", "--data", kGermanCredit, "--out", "-", "--config", config};
  const Outcome from_file = run_p8(score);
  CHECK(from_file.exit_code == 0);
  CHECK(contains(from_file.out, "margin,reason_1\n"));
  std::vector<std::string> with_reasons = score;
  with_reasons.insert(with_reasons.end(), {"--reasons", "0"});
  CHECK(contains(run_p8(with_reasons).out, "decision,margin\n"));

  const auto with_config = [&](const std::string& toml) {
    return run_p8({"score", "--data", kGermanCredit, "--out", "-", "--config", directory.write("c.toml", toml)});
  };
  CHECK(with_config("modell = \"x\"\n").exit_code == 2);
  CHECK(with_config("[scores]\nmodel = \"x\"\n").exit_code == 2);
  const Outcome malformed = with_config("model = \n");
  CHECK(malformed.exit_code == 3);
  CHECK(contains(malformed.error, "--config, row 1"));
  CHECK(run_p8({"score", "--config", directory.file("none.toml"), "--out", "-"}).exit_code != 0);
}

TEST_CASE("doctor tells versions, processors and the BLAS in use") {
  const Outcome run = run_p8({"doctor"});
  CHECK(run.exit_code == 0);
  for (const char* word : {"threads", "instruction sets", "xgboost", "BLAS"}) CHECK(contains(run.out, word));
  CHECK(contains(run_p8({"doctor", "--json"}).out, "\"blas\""));
  CHECK(contains(run_p8({"doctor", "--json"}).out, "\"images\": \"ready\""));
  CHECK(contains(run_p8({"doctor", "--lang", "fr"}).out, "jeux d'instructions"));
}

TEST_CASE("scoring does not pay for the image libraries") {
  const std::string libraries = run_shell("ldd $P8").out;
  REQUIRE(contains(libraries, "libxgboost"));
  CHECK(!contains(libraries, "libtorch"));
  CHECK(!contains(libraries, "libopencv"));
}
