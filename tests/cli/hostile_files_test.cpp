#include <filesystem>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/paths.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;

namespace {

const std::string kDeep = std::string(200'000, '[') + std::string(200'000, ']');

/// The text of the document with another text at a place of it.
std::string with_text_at(nlohmann::ordered_json document, const std::string& place, const std::string& text) {
  document[nlohmann::ordered_json::json_pointer(place)] = "@here@";
  std::string json = document.dump();
  return json.replace(json.find("\"@here@\""), 8, text);
}

/// Bundle and clients in a folder of their own.
struct Scoring {
  TemporaryDirectory directory;
  nlohmann::ordered_json card = nlohmann::ordered_json::parse(read(trained_model() + "/bundle.json"));

  Scoring() {
    directory.write("clients.csv", german_clients(4));
    fs::create_directory(directory.file("bundle"));
    fs::copy_file(trained_model() + "/model.ubj", directory.file("bundle/model.ubj"));
  }
  Outcome score(const std::string& bundle_json) const {
    directory.write("bundle/bundle.json", bundle_json);
    return run_p8({"score", "--model", directory.file("bundle"), "--data", directory.file("clients.csv"), "--out",
                   directory.file("out")});
  }
};

}  // namespace

TEST_CASE("a bundle nested without end in any of its fields is exit code 4, and no folder stays behind") {
  const Scoring scoring;
  const std::vector<std::string> places = {
      "/format",        "/threshold", "/score_scale", "/calibration",       "/calibration/method",
      "/training_rows", "/features",  "/features/0",  "/features/0/counts", "/features/0/counts/0",
      "/edges",         "/label"};
  for (const std::string& place : places) {
    CAPTURE(place);
    const Outcome run = scoring.score(with_text_at(scoring.card, place, kDeep));
    CHECK(run.exit_code == 4);
    CHECK_MESSAGE(contains(run.error, "bundle.json: nested more than 64 deep\n"), run.error.substr(0, 300));
    CHECK(entries(scoring.directory.path()) == 2);
  }
  CHECK(scoring.score(kDeep.substr(0, 200'000)).exit_code == 4);
}

TEST_CASE("counts that are none are exit code 4 with their field") {
  const Scoring scoring;
  for (const char* count : {"-5", "0.5", "1e87", "true"}) {
    CAPTURE(count);
    for (const char* place : {"/features/0/counts/0", "/training_rows"}) {
      const Outcome run = scoring.score(with_text_at(scoring.card, place, count));
      CHECK(run.exit_code == 4);
      CHECK_MESSAGE(contains(run.error, contains(place, "counts") ? "field 'counts'" : "field 'training_rows'"),
                    run.error);
    }
  }
}

TEST_CASE("a configuration of a hundred thousand dots or lists, or without end, is exit code 3") {
  const Scoring scoring;
  std::string dots = "a";
  for (int i = 0; i < 100'000; ++i) dots += ".a";
  const auto run_with = [&](const std::string& path) {
    return run_p8({"score", "--model", trained_model(), "--data", scoring.directory.file("clients.csv"), "--out",
                   scoring.directory.file("out"), "--config", path});
  };
  for (const std::string& toml :
       {dots + " = 1\n", "[" + dots + "]\n", "x = " + kDeep + "\n", "x = {" + dots + " = 1}"}) {
    const Outcome run = run_with(scoring.directory.write("p8.toml", toml));
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(contains(run.error, "--config, row 1, column "), run.error.substr(0, 300));
    CHECK(run.error.size() < 500);
  }
  const Outcome endless = run_with("/dev/zero");
  CHECK(endless.exit_code == 3);
  CHECK_MESSAGE(contains(endless.error, "/dev/zero has more than 1048576 bytes"), endless.error);
}
