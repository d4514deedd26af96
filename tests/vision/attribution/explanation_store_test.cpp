#include "p8/vision/attribution/explanation_store.h"

#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>

#include "support/temporary.h"

using namespace p8;
namespace fs = std::filesystem;

TEST_CASE("what a broken-off run was writing an hour ago is removed, what another run is writing is not") {
  const test::TemporaryDirectory directory;
  const ExplanationStore first(directory.path());
  const std::string key = explanation_key("ab", "model", "settings");
  first.store(key, ImageExplanation());
  const std::string old = directory.write("lime/." + key + ".1.tmp", "half");
  const std::string fresh = directory.write("lime/." + key + ".2.tmp", "half");
  const std::string foreign = directory.write("lime/notes.txt", "mine");
  for (const std::string& path : {old, foreign}) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(2));
  }
  const ExplanationStore second(directory.path());
  CHECK(!fs::exists(old));
  CHECK(fs::exists(fresh));
  CHECK(fs::exists(foreign));
  CHECK(second.find(key));
}
