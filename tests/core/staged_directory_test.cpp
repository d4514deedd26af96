#include "p8/core/staged_directory.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

namespace fs = std::filesystem;
using namespace p8;
using test::kind_of;
using test::message_of;

namespace {

std::size_t entries(const std::string& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("results appear only when they are complete") {
  const test::TemporaryDirectory parent;
  {
    StagedDirectory staged(parent.file("out/"), false);
    CHECK(!fs::exists(parent.file("out")));
    fs::create_directory(staged.file("sub"));
    staged.commit();
  }
  CHECK(fs::exists(parent.file("out/sub")));
  CHECK(entries(parent.path()) == 1);
}

TEST_CASE("a run that fails leaves nothing behind and the old results as they were") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("out"));
  parent.write("out/old.txt", "old");
  {
    const StagedDirectory staged(parent.file("out"), true);
    CHECK(test::read(parent.file("out/old.txt")) == "old");
  }
  CHECK(test::read(parent.file("out/old.txt")) == "old");
  CHECK(entries(parent.path()) == 1);
}

TEST_CASE("with force the old results go only when the new ones are there") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("out"));
  parent.write("out/old.txt", "old");
  StagedDirectory staged(parent.file("out"), true);
  staged.commit();
  CHECK(!fs::exists(parent.file("out/old.txt")));
  CHECK(entries(parent.path()) == 1);
}

TEST_CASE("an existing directory with content, and a file in its place, are refused") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("out"));
  parent.write("out/old.txt", "old");
  const auto refused = [&] { StagedDirectory(parent.file("out"), false); };
  CHECK(kind_of(refused) == 5);
  CHECK(message_of(refused).find("is not empty") != std::string::npos);
  CHECK(message_of([&] { StagedDirectory(parent.file("out/old.txt"), true); }).find("not a directory") !=
        std::string::npos);
  fs::create_directory(parent.file("empty"));
  CHECK(kind_of([&] { StagedDirectory(parent.file("empty"), false).commit(); }) == 0);
}

TEST_CASE("force never deletes an input, the current or the home directory") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("out"));
  const std::string input = parent.write("out/model.txt", "model");
  const auto replace_input = [&] { StagedDirectory(parent.file("out"), true, {input}); };
  CHECK(kind_of(replace_input) == 5);
  CHECK(message_of(replace_input).find("--force would delete") != std::string::npos);
  CHECK(kind_of([] { StagedDirectory(fs::current_path().string(), true); }) == 5);
  CHECK(kind_of([] { StagedDirectory(fs::current_path().parent_path().string(), true); }) == 5);
}
