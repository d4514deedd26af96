#include "p8/files/staged_directory.h"

#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/files/file.h"
#include "support/error.h"
#include "support/paths.h"
#include "support/temporary.h"

namespace fs = std::filesystem;
using namespace p8;
using test::entries;
using test::kind_of;
using test::message_of;

namespace {

/// Results of p8 in `name`, with a file old.txt.
void write_results(const test::TemporaryDirectory& parent, const std::string& name, const std::string& start = "00") {
  fs::create_directory(parent.file(name));
  parent.write(name + "/old.txt", "old");
  parent.write(name + "/run.json",
               R"({"p8": "1.0.0", "command": "score", "options": {}, "start": "2026-11-22T13:05:)" + start + R"(Z"})");
}

mode_t mode_of(const std::string& path) {
  struct stat status = {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

/// A process that stages for `target`, says so and then waits until it is killed.
class OtherRun {
 public:
  explicit OtherRun(const std::string& target) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    process_ = fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      const StagedDirectory staged(target, false);
      static_cast<void>(!write(ends[1], "x", 1));
      while (true) pause();
    }
    char ready = 0;
    REQUIRE(read(ends[0], &ready, 1) == 1);
    close(ends[0]);
    close(ends[1]);
  }
  ~OtherRun() { kill_it(); }
  void kill_it() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
    process_ = 0;
  }

 private:
  pid_t process_ = 0;
};

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
  write_results(parent, "out");
  {
    const StagedDirectory staged(parent.file("out"), true);
    CHECK(test::read(parent.file("out/old.txt")) == "old");
  }
  CHECK(test::read(parent.file("out/old.txt")) == "old");
  CHECK(entries(parent.path()) == 1);
}

TEST_CASE("with force the old results go only when the new ones are there") {
  const test::TemporaryDirectory parent;
  write_results(parent, "out");
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

TEST_CASE("force replaces nothing but results of p8") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("thesis"));
  parent.write("thesis/chapter.tex", "years of work");
  const auto force = [&](const std::string& name) {
    return kind_of([&] { StagedDirectory(parent.file(name), true).commit(); });
  };
  CHECK(force("thesis") == 5);
  CHECK(message_of([&] { StagedDirectory(parent.file("thesis"), true); }).find("holds no results of p8") !=
        std::string::npos);
  for (const char* const record :
       {"{}", R"({"command": "python train.py"})", "not JSON", R"({"p8": 1, "command": "score"})"}) {
    parent.write("thesis/run.json", record);
    CHECK(force("thesis") == 5);
  }
  write_results(parent, "elsewhere");
  fs::remove(parent.file("thesis/run.json"));
  fs::create_symlink(parent.file("elsewhere/run.json"), parent.file("thesis/run.json"));
  CHECK(force("thesis") == 5);
  CHECK(test::read(parent.file("thesis/chapter.tex")) == "years of work");

  write_results(parent, "kept");
  fs::create_directory(parent.file("kept/.git"));
  CHECK(force("kept") == 5);
  fs::create_directory(parent.file("empty"));
  CHECK(force("empty") == 0);
  CHECK(force("new") == 0);
}

TEST_CASE("what the user named is kept: links to it, what is not there yet, and without force too") {
  const test::TemporaryDirectory parent;
  write_results(parent, "out");
  const std::string elsewhere = parent.write("elsewhere.csv", "a\n1\n");
  fs::create_symlink(elsewhere, parent.file("out/link.csv"));
  fs::create_directory_symlink(parent.file("out"), parent.file("way"));
  for (const std::string& path :
       {parent.file("out/link.csv"), parent.file("way/old.txt"), parent.file("out/cache"), parent.file("out")}) {
    CHECK(kind_of([&] { StagedDirectory(parent.file("out"), true, {"-", "", path}); }) == 5);
  }
  CHECK(kind_of([&] { StagedDirectory(parent.file("out"), true, {elsewhere, "https://host/out"}); }) == 0);
  const auto in_new = [&] { StagedDirectory(parent.file("new"), false, {parent.file("new/cache")}); };
  CHECK(kind_of(in_new) == 5);
  CHECK(message_of(in_new).find("new/cache is inside") != std::string::npos);
}

TEST_CASE("of two runs with one new directory the later keeps its results beside and says so") {
  const test::TemporaryDirectory parent;
  StagedDirectory first(parent.file("out"), false);
  StagedDirectory later(parent.file("out"), false);
  fs::create_directory(first.file("first"));
  fs::create_directory(later.file("later"));
  first.commit();
  const std::string message = message_of([&] { later.commit(); });
  CHECK(message.find("the results of this run are in " + parent.file("out-2")) != std::string::npos);
  CHECK(fs::exists(parent.file("out/first")));
  CHECK(fs::exists(parent.file("out-2/later")));
  CHECK(entries(parent.path()) == 2);
}

TEST_CASE("of two runs with force over the same results the later does not delete the first one's") {
  const test::TemporaryDirectory parent;
  write_results(parent, "out", "00");
  StagedDirectory first(parent.file("out"), true);
  StagedDirectory later(parent.file("out"), true);
  fs::create_directory(first.file("first"));
  fs::create_directory(later.file("later"));
  write_file(first.file("run.json"),
             R"({"p8": "1.0.0", "command": "score", "options": {}, "start": "2026-11-22T14:00:00Z"})");
  first.commit();
  CHECK(kind_of([&] { later.commit(); }) == 5);
  CHECK(fs::exists(parent.file("out/first")));
  CHECK(fs::exists(parent.file("out-2/later")));
  CHECK(entries(parent.path()) == 2);
}

TEST_CASE("what a run has read in the directory that it replaces stays") {
  const test::TemporaryDirectory parent;
  write_results(parent, "out");
  StagedDirectory staged(parent.file("out"), true);
  CHECK(kind_of([&] { staged.commit({parent.file("out/old.txt")}); }) == 5);
  CHECK(test::read(parent.file("out/old.txt")) == "old");
  CHECK(fs::exists(parent.file("out-2")));
}

TEST_CASE("what a killed run left is swept by the next one in the folder, what a live one writes is not") {
  const test::TemporaryDirectory parent;
  OtherRun killed(parent.file("one"));
  OtherRun alive(parent.file("two"));
  CHECK(entries(parent.path()) == 2);
  killed.kill_it();
  fs::create_directory(parent.file(".one.AbCdEf"));  // not by a name of ours: perhaps another program's
  StagedDirectory(parent.file("three"), false).commit();
  CHECK(entries(parent.path()) == 3);
  CHECK(fs::exists(parent.file("three")));
}

TEST_CASE("results for the owner alone have no way in for others") {
  const test::TemporaryDirectory parent;
  StagedDirectory(parent.file("own"), false, {}, StagedDirectory::Readers::OwnerOnly).commit();
  CHECK(mode_of(parent.file("own")) == 0700);
  StagedDirectory(parent.file("usual"), false).commit();
  const mode_t mask = umask(0);
  umask(mask);
  CHECK(mode_of(parent.file("usual")) == (0777 & ~mask));
}

TEST_CASE("a directory that is there is not opened to more") {
  const test::TemporaryDirectory parent;
  fs::create_directory(parent.file("new"));
  REQUIRE(chmod(parent.file("new").c_str(), 0700) == 0);
  StagedDirectory(parent.file("new"), false).commit();
  CHECK(mode_of(parent.file("new")) == 0700);
  write_results(parent, "old");
  REQUIRE(chmod(parent.file("old").c_str(), 0710) == 0);
  StagedDirectory(parent.file("old"), true).commit();
  CHECK(mode_of(parent.file("old")) == 0710);
}

TEST_CASE("files that a run is to read are kept, also where a link leads to them") {
  const test::TemporaryDirectory parent;
  write_results(parent, "out");
  fs::create_symlink(parent.file("out/old.txt"), parent.file("link.jpg"));
  const StagedDirectory staged(parent.file("out"), true);
  CHECK(kind_of([&] { staged.require_outside({parent.file("a.jpg"), parent.file("link.jpg")}); }) == 5);
  CHECK(kind_of([&] { staged.require_outside({parent.file("a.jpg"), ""}); }) == 0);
  const StagedDirectory first(parent.file("new"), true);  // nothing is replaced
  CHECK(kind_of([&] { first.require_outside({parent.file("new/a.jpg")}); }) == 0);
}

TEST_CASE("a long name has room for its temporary one") {
  const test::TemporaryDirectory parent;
  const std::string name(250, 'n');
  CHECK(kind_of([&] { StagedDirectory(parent.file(name), false).commit(); }) == 0);
  CHECK(fs::exists(parent.file(name)));
}
