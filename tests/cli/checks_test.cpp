#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;

namespace {

std::string with_long_loans() {  // duration_months becomes 99: <id>,<default>,<duration>,…
  std::string moved = german_clients(200);
  for (std::size_t at = 0; (at = moved.find('\n', at)) != std::string::npos && at + 1 < moved.size(); ++at) {
    const std::size_t begin = moved.find(',', moved.find(',', at) + 1) + 1;
    moved.replace(begin, moved.find(',', begin) - begin, "99");
  }
  return moved;
}

}  // namespace

TEST_CASE("a run whose checks hold ends with 0, one whose checks do not with 1 and the reasons in one line") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("moved.csv", with_long_loans());
  const auto score = [&](const std::string& checks, const std::string& out, const std::string& language = "en") {
    return run_p8({"score", "--model", trained_model(), "--data", clients, "--label", "default", "--fail-on", checks,
                   "--lang", language, "--out", directory.file(out)});
  };
  const Outcome good = score("auc<0.1,missing.age>0", "good");
  CHECK(good.exit_code == 0);
  CHECK(good.error.empty());

  const Outcome bad = score("psi>0.25,auc<0.1,psi.age>5,refused_share>=0", "bad");
  CHECK(bad.exit_code == 1);
  CHECK(bad.error.rfind("p8: error: --fail-on: psi is ", 0) == 0);
  CHECK(contains(bad.error, "('duration_months'), which is above 0.25; refused_share is 0."));
  CHECK(!contains(bad.error, "auc"));
  CHECK(std::count(bad.error.begin(), bad.error.end(), '\n') == 1);
  CHECK(contains(score("psi>0.25", "fr", "fr").error, "(« duration_months »), ce qui est supérieur à 0,25"));
}

TEST_CASE("the results of a run whose checks do not hold are written as those of any other") {
  const TemporaryDirectory directory;
  const auto score = [&](const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"score",       "--model", trained_model(),    "--data",
                                      kGermanCredit, "--out",   directory.file(out)};
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  };
  CHECK(score("a", {}).exit_code == 0);
  const Outcome bad = score("b", {"--fail-on", "refused_share>0", "--json"});
  CHECK(bad.exit_code == 1);
  CHECK(contains(bad.out, "\"report.html\""));
  for (const char* name : {"scores.csv", "metrics.json"}) {
    CHECK(read(directory.file("a/") + name) == read(directory.file("b/") + name));
  }
  CHECK(fs::exists(directory.file("b/report.html")));
  CHECK(contains(read(directory.file("b/run.json")), "refused_share>0"));
}

TEST_CASE("a stream is checked too, PSI included, once all lines are out") {
  const std::vector<std::string> words = {"score", "--model", trained_model(), "--data", "-", "--out", "-"};
  const std::string clients = with_long_loans();
  const std::string lines = run_p8(words, clients).out;
  std::vector<std::string> checked = words;
  checked.insert(checked.end(), {"--fail-on", "psi>0.25", "--fail-on", "refused_share>1"});
  const Outcome run = run_p8(checked, clients);
  CHECK(run.exit_code == 1);
  CHECK(run.out == lines);
  CHECK(contains(run.error, "psi is "));
  CHECK(!contains(run.error, "refused_share"));
  checked = words;
  checked.insert(checked.end(), {"--fail-on", "psi.age>0.25"});
  CHECK(run_p8(checked, clients).exit_code == 0);
}

TEST_CASE("a check that cannot be made is exit code 2 before anything is written") {
  const TemporaryDirectory directory;
  const auto score = [&](const std::string& checks, const std::string& model) {
    return run_p8({"score", "--model", model, "--data", kGermanCredit, "--allow-missing", "--fail-on", checks, "--out",
                   directory.file("out")});
  };
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"auc<0.65", "auc needs known outcomes: give --label COL"},
      {"four_fifths<0.8", "an option of p8 explain"},
      {"psi.wealth>1", "no feature 'wealth'; its features are"},
      {"gini<0.5", "known are psi, "},
      {"auc<", "'' is not a number"},
      {"psi", "'psi' is not a check"},
  };
  for (const auto& entry : wrong) {
    const auto& checks = entry.first;
    const auto& message = entry.second;
    CAPTURE(checks);
    const Outcome run = score(checks, trained_model());
    CHECK(run.exit_code == 2);
    CHECK_MESSAGE(contains(run.error, message), run.error);
    CHECK(std::count(run.error.begin(), run.error.end(), '\n') == 1);
  }
  CHECK(contains(score("psi>0.25", trained_model() + "/model.ubj").error, "give --reference FILE"));
  CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("checks may stand in the configuration, as a list or in one text") {
  const TemporaryDirectory directory;
  const auto score = [&](const std::string& toml) {
    return run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", "-", "--config",
                   directory.write("p8.toml", toml)});
  };
  CHECK(score("fail-on = [\"refused_share>1\", \"refused_share>0\"]\n").exit_code == 1);
  CHECK(score("fail-on = \"refused_share>1,psi>5\"\n").exit_code == 0);
}
