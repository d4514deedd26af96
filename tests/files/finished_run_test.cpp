#include "p8/files/finished_run.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "p8/base/error.h"
#include "p8/files/file.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

/// run.json with these fields after the version.
std::string run_json(const std::string& fields) { return R"({"p8": "0.1.0", )" + fields + "}"; }

const std::string kScore = run_json(
    R"("command": "score", "options": {"data": "a.csv", "force": true, "quiet": false, "client": ["1", "2"], "lang": null},
       "start": "2026-11-22T13:05:00Z", "duration_seconds": 1.5)");

std::string error_of(const std::vector<std::string>& directories, Language language = Language::English) {
  try {
    find_finished_runs(directories);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Data);
    return error.message().in(language);
  }
  return "no error";
}

/// A folder with this run.json, and metrics.json where it is not empty.
struct OneRun {
  TemporaryDirectory directory;

  explicit OneRun(const std::string& run, const std::string& metrics = {}) {
    std::filesystem::create_directory(directory.file("a"));
    directory.write("a/run.json", run);
    if (!metrics.empty()) directory.write("a/metrics.json", metrics);
  }
  std::string path() const { return directory.file("a"); }
};

}  // namespace

TEST_CASE("a run is read with its options as words, its figures by their way, and the hash of its run.json") {
  const OneRun one(kScore, R"({"rows": 200, "auc": null, "cv": {"auc": {"mean": 0.75}}, "interval": [0.1, 0.2],
                               "runs": [{"run": "clip", "better": true}]})");
  one.directory.write("a/report.html", "<!DOCTYPE html>");
  const FinishedRun run = find_finished_runs({one.path()}).at(0);
  CHECK(run.name() == "a");
  CHECK(run.file.command == "score");
  CHECK(run.file.option("data") == "a.csv");
  CHECK(run.file.option("force") == "true");
  CHECK(run.file.option("quiet").empty());
  CHECK(run.file.option("client") == "1, 2");
  CHECK(run.file.option("lang").empty());
  CHECK(run.file.start == "2026-11-22T13:05:00Z");
  CHECK(run.file.duration == 1.5);
  CHECK(run.figures_file == "metrics.json");
  CHECK(run.count("rows") == 200);
  CHECK(!run.figure("auc"));
  CHECK(run.figure("cv.auc.mean") == 0.75);
  CHECK(!run.count("cv.auc.mean"));
  CHECK(run.figure("interval.1") == 0.2);
  CHECK(run.words.at("runs.0.run") == "clip");
  CHECK(run.words.at("runs.0.better") == "true");
  CHECK(run.has_report);
  CHECK(run.input.digest.bytes == kScore.size());
}

TEST_CASE(
    "a folder stands for the runs right below it, in the order in which they began, each once, overviews left out") {
  const TemporaryDirectory directory;
  const auto add = [&](const std::string& name, const std::string& command, const std::string& start) {
    std::filesystem::create_directories(directory.file(name));
    directory.write(name + "/run.json",
                    run_json(R"("options": {}, "command": ")" + command + R"(", "start": ")" + start + "\""));
  };
  add("a", "score", "2026-11-22T13:05:00Z");
  add("b", "train", "2026-11-22T13:04:00Z");
  add("b/inside", "train", "2026-11-22T13:03:00Z");
  add("overview", "overview", "2026-11-22T13:06:00Z");
  std::filesystem::create_directory(directory.file("no run"));
  const auto runs = find_finished_runs({directory.path(), directory.file("a/"), directory.file("./b/../a")});
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].name() == "b");
  CHECK(runs[1].name() == "a");
  CHECK(find_finished_runs({directory.file("overview")}).size() == 1);
  CHECK(find_finished_runs({directory.file("a") + "/"}).at(0).name() == "a");
}

TEST_CASE("a run without figures, time or report is a run all the same") {
  const OneRun one(run_json(R"("command": "score", "options": {})"));
  const FinishedRun run = find_finished_runs({one.path()}).at(0);
  CHECK(run.figures_file.empty());
  CHECK(run.file.start.empty());
  CHECK(!run.file.duration);
  CHECK(!run.has_report);
}

TEST_CASE("a folder that is missing or holds no run is refused with its name") {
  const TemporaryDirectory directory;
  CHECK(contains(error_of({directory.file("none")}), "none: no such directory; expected results of p8"));
  CHECK(contains(error_of({directory.path()}), "no run.json in it, nor in the folders below it"));
  CHECK(contains(error_of({directory.path()}, Language::French), "pas de run.json, ni dans les dossiers"));
}

TEST_CASE("a run.json of another form is refused, naming file and field") {
  const auto said = [](const std::string& run) { return error_of({OneRun(run).path()}); };
  CHECK(contains(said("{"), "run.json: not a JSON object; is the file cut short?"));
  CHECK(contains(said("[]"), "not a JSON object"));
  CHECK(contains(said("{\"p8\": \"\xFF\"}"), "not a JSON object"));
  CHECK(contains(said(R"({"p8": 1})"), "field 'p8': expected a text"));
  CHECK(contains(said(run_json(R"("command": "<script>", "options": {})")), "field 'command': expected the name of"));
  CHECK(contains(said(run_json(R"("command": "", "options": {})")), "field 'command'"));
  CHECK(contains(said(run_json("\"command\": \"" + std::string(41, 'a') + R"(", "options": {})")), "field 'command'"));
  CHECK(contains(said(run_json(R"("command": "score", "options": [])")), "field 'options': expected an object"));
  for (const char* start : {"\"today\"", "\"2026-11-22T13:05:00\"", "\"2026-11-22T13:05:00Zz\"", "5", "null"}) {
    CHECK_MESSAGE(
        contains(said(run_json(R"("command": "score", "options": {}, "start": )" + std::string(start))), "'start'"),
        start);
  }
  for (const char* seconds : {"-1", "\"1\"", "1e300", "null", "[]"}) {
    CHECK_MESSAGE(
        contains(said(run_json(R"("command": "score", "options": {}, "duration_seconds": )" + std::string(seconds))),
                 "field 'duration_seconds': expected a number of seconds"),
        seconds);
  }
}

TEST_CASE("run.json must be a regular file of at most 16 MiB: no pipe is waited for") {
  const OneRun one(kScore);
  std::filesystem::remove(one.path() + "/run.json");
  REQUIRE(mkfifo((one.path() + "/run.json").c_str(), 0600) == 0);
  CHECK(contains(error_of({one.path()}), "run.json: not a regular file"));
  CHECK(contains(error_of({OneRun("\"" + std::string(17 << 20, 'x')).path()}),
                 "larger than the limit of 16777216 bytes"));
}

TEST_CASE("figures that are no object or nested without end are refused; a number like text is no figure") {
  const auto said = [](const std::string& metrics) { return error_of({OneRun(kScore, metrics).path()}); };
  CHECK(contains(said("[1]"), "metrics.json: not a JSON object"));
  CHECK(contains(said(R"({"a": )" + std::string(9, '[') + "1" + std::string(9, ']') + "}"), "nested more than 8 deep"));
  const std::string deep = R"({"a": )" + std::string(200000, '[') + std::string(200000, ']') + "}";
  CHECK(contains(said(deep), "nested more than 8 deep"));
  const OneRun one(kScore, R"({"rows": "200", "images": -3, "many": 1e300, "half": 0.5})");
  const FinishedRun run = find_finished_runs({one.path()}).at(0);
  for (const char* name : {"rows", "images", "many", "half", "none"}) CHECK_MESSAGE(!run.count(name), name);
  CHECK(run.figure("images") == -3.0);
}

TEST_CASE("a model's file that is not as its run.json has it is refused, in the run's folder and in one below") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.file("run/model"));
  for (const std::string name : {"clip.safetensors", "model/clip.safetensors"}) {
    CAPTURE(name);
    const std::string path = directory.write("run/" + name, "weights");
    const std::string sha256 = digest_of_file(path).sha256;
    const auto read = [&] { return model_input("model", path); };
    std::filesystem::remove(directory.file("run/run.json"));
    CHECK(read().digest.sha256 == sha256);  // no run.json
    for (const char* others : {"[1]", R"({"model_files": 3})", R"({"model_files": [{"file": 3}]})", "[[["}) {
      directory.write("run/run.json", others);
      CHECK(read().digest.sha256 == sha256);
    }
    RunRecord record;
    record.options_json = "{}";
    record.model_files = {{"other", "00"}, {name, sha256}};
    directory.write("run/run.json", to_json(record));
    CHECK(read().digest.sha256 == sha256);
    directory.write("run/" + name, "weightz");
    CHECK(kind_of(read) == 4);
    CHECK(message_of(read).find("not as p8 wrote it (its SHA-256 is not the one in ") != std::string::npos);
  }
}
