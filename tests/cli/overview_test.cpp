#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "gallery/made_up_run.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

TEST_CASE("p8 overview writes a page with a relative, encoded link to each report of a folder") {
  const TemporaryDirectory directory;
  const MadeUpRun run = made_up_run({"Pens", "Watches"}, {0, 0, 1, 1}, {0, 0, 1, 0});
  write_run(directory.file("runs/a"), run);
  write_run(directory.file("runs/b & <c>"), run);
  directory.write("runs/b & <c>/report.html", "<!DOCTYPE html>");
  const std::vector<std::string> words = {"overview", directory.file("runs"), "--out", directory.file("runs/all"),
                                          "--force"};
  const Outcome outcome = run_p8(words);
  CHECK_MESSAGE(outcome.exit_code == 0, outcome.error);
  CHECK(contains(outcome.out, "2 analyses, 1 with a report."));
  const std::string page = read(directory.file("runs/all/report.html"));
  CHECK(contains(page, "href=\"../b%20%26%20%3Cc%3E/report.html\""));
  CHECK(contains(page, "75.0%"));
  const auto record = nlohmann::json::parse(read(directory.file("runs/all/run.json")));
  CHECK(record["command"] == "overview");
  CHECK(record["inputs"].size() == 2);
  CHECK(contains(read(directory.file("runs/all/overview.csv")), "../b & <c>/report.html"));

  const Outcome again = run_p8(words);
  CHECK_MESSAGE(again.exit_code == 0, again.error);
  CHECK(contains(again.out, "2 analyses, 1 with a report."));
}

TEST_CASE("p8 overview refuses a run that is not one, and never writes over the runs it reads") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.file("runs/a"));
  directory.write("runs/a/run.json", R"({"p8": "0.1.0", "command": "<b>", "options": {}})");
  const Outcome hostile = run_p8({"overview", directory.file("runs"), "--out", directory.file("out")});
  CHECK(hostile.exit_code == 3);
  CHECK(contains(hostile.error, "field 'command': expected the name of a command of p8"));
  CHECK(!std::filesystem::exists(directory.file("out")));

  directory.write("runs/a/run.json", R"({"p8": "0.1.0", "command": "score", "options": {}})");
  const Outcome over = run_p8({"overview", directory.file("runs"), "--out", directory.file("runs"), "--force"});
  CHECK(over.exit_code == 5);
  CHECK(contains(over.error, "--force would delete"));
  CHECK(run_p8({"overview", "--out", directory.file("out")}).exit_code == 2);
}
