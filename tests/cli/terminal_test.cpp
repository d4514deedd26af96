#include "support/terminal.h"

#include <csignal>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;

namespace {

const std::string kConfigs = P8_SOURCE_DIR "/configs/";

/// A bar was drawn, and at the end nothing of it is left: each line is one of those that p8 wants to leave there.
void check_lines(const TerminalRun& run, const std::vector<std::string>& beginnings) {
  CAPTURE(run.bytes);
  CHECK((contains(run.bytes, "·") || contains(run.bytes, "█")));
  REQUIRE(run.lines.size() == beginnings.size());
  for (std::size_t i = 0; i < beginnings.size(); ++i) {
    CAPTURE(run.lines[i]);
    CHECK(run.lines[i].rfind(beginnings[i], 0) == 0);
    CHECK(!contains(run.lines[i], "·"));
    CHECK(!contains(run.lines[i], "█"));
  }
}

/// The German clients so often that scoring them takes some time, each with an id of its own.
std::string many_clients(std::size_t times) {
  const std::string all = german_clients(1000);
  const std::size_t rows = all.find('\n') + 1;
  std::string data = all.substr(0, rows);
  std::size_t id = 0;
  for (std::size_t i = 0; i < times; ++i) {
    for (std::size_t at = rows; at < all.size();) {
      const std::size_t comma = all.find(',', at);
      const std::size_t end = all.find('\n', at) + 1;
      data += std::to_string(++id) + all.substr(comma, end - comma);
      at = end;
    }
  }
  return data;
}

std::vector<std::string> scored(const TemporaryDirectory& directory, const std::string& data, const std::string& out) {
  return {"score", "--model", trained_model(), "--data", data, "--out", directory.file(out)};
}

}  // namespace

TEST_CASE("commands on clients take their bar off the terminal before they say what they found") {
  const TemporaryDirectory directory;
  check_lines(run_on_terminal(scored(directory, kGermanCredit, "scores"), 300), {"1,000 clients scored", "/"});
  check_lines(run_on_terminal({"train", "--data", kGermanCredit, "--label", "default", "--id", "client_id", "--trees",
                               "20", "--out", directory.file("model")},
                              300),
              {"p8: warning: the loss was still falling", "1,000 clients, ", "/"});
  check_lines(run_on_terminal({"explain", "--model", trained_model(), "--data", kGermanCredit, "--top", "2", "--out",
                               directory.file("explained")},
                              300),
              {"2 clients explained", "", "", "/"});
}

TEST_CASE("commands on photos take their bar off the terminal before they say what they found") {
  const TemporaryDirectory directory;
  const std::vector<std::string> photos = {"--data",      kConfigs + "demo/products/products.csv",
                                           "--images",    kConfigs + "demo/products/images",
                                           "--label-col", "category",
                                           "--cache",     directory.file("cache")};
  const auto words = [&](std::vector<std::string> command, const std::string& out) {
    command.insert(command.end(), photos.begin(), photos.end());
    command.insert(command.end(), {"--out", directory.file(out)});
    return command;
  };
  const std::string clip = kConfigs + "models/p8-mini-clip";
  check_lines(run_on_terminal(words({"zeroshot", "--model", clip}, "zeroshot"), 300), {"59 images, ", "/"});
  check_lines(run_on_terminal(words({"finetune", "--backbone", "clip:" + clip, "--head", "logistic"}, "head"), 300),
              {"", "/"});
  const std::string photo = kConfigs + "demo/products/images/cameras-compact.jpg";
  const std::string head = directory.file("head");
  check_lines(run_on_terminal({"predict", "--model", head, "--image", photo, "--out", directory.file("answer")}, 300),
              {"p8: warning: the classifier was built with", "/", "/"});
  check_lines(run_on_terminal({"lime", "--model", head, "--image", photo, "--samples", "200", "--segments", "grid:4",
                               "--out", directory.file("lime")},
                              300),
              {"p8: warning: the classifier was built with", "1 photo explained", "/", "/"});
}

TEST_CASE("warnings and errors stand on lines of their own while a bar is drawn") {
  const TemporaryDirectory directory;
  std::string data = german_clients(900);
  const std::size_t at = data.rfind("Radio television");
  const std::string unseen = directory.write("unseen.csv", data.replace(at, 16, "Space travel"));
  check_lines(run_on_terminal(scored(directory, unseen, "warned"), 300),
              {"p8: warning: column 'purpose'", "900 clients scored", "/"});

  const std::string broken = directory.write("broken.csv", many_clients(20) + "1,2,3\n");
  const TerminalRun run = run_on_terminal(scored(directory, broken, "failed"), 300);
  CHECK(run.exit_code == 3);
  check_lines(run, {"p8: error: "});
}

TEST_CASE("a signal leaves no bar behind") {
  const TemporaryDirectory directory;
  const std::string data = directory.write("many.csv", many_clients(300));
  for (const int signal : {SIGINT, SIGTERM}) {
    bool is_sent = false;
    const TerminalRun run =
        run_on_terminal(scored(directory, data, "interrupted"), 300, [&](const std::string& bytes, pid_t process) {
          if (is_sent || !contains(bytes, "%")) return;
          is_sent = kill(process, signal) == 0;
        });
    CHECK(run.exit_code == 128 + signal);
    check_lines(run, {});
  }
}

TEST_CASE("the bar fits into a narrow terminal, as one that wraps could not be taken off") {
  const TemporaryDirectory directory;
  const std::string data = directory.write("many.csv", many_clients(100));
  const TerminalRun run = run_on_terminal(scored(directory, data, "scores"), 30);
  for (const std::string& line : run.lines) {
    CHECK(!contains(line, "·"));
    CHECK(!contains(line, "%%"));
  }
  REQUIRE(!run.lines.empty());
  CHECK(run.lines.front().rfind("100,000 clients scored", 0) == 0);
}

TEST_CASE("no bar is drawn between the rows that are streamed to the terminal") {
  const TerminalRun run =
      run_on_terminal({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", "-"}, 300);
  CHECK(!contains(run.bytes, "·"));
  CHECK(!contains(run.bytes, "\033"));
  CHECK(run.lines.size() == 1001);
}
