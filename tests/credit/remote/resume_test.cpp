#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "http/failing_api.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8;
using p8::test::FailingApi;
using p8::test::Outcome;
using p8::test::TemporaryDirectory;

namespace {

constexpr std::size_t kClients = 10'000;
constexpr std::size_t kAtOnce = 4;

std::string many_clients() {
  std::string csv = "id,a,b\n";
  for (std::size_t i = 0; i < kClients; ++i) {
    csv += "c" + std::to_string(i) + "," + std::to_string(static_cast<double>(i) / 4096.0) + "," +
           std::to_string(i % 7) + "\n";
  }
  return csv;
}

void wait_until(const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!is_so() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a run over 10,000 clients that is killed goes on where it was, and no answer is asked for again") {
  FailingApi::Options slow;
  slow.fails = false;
  slow.pause = 1;
  const FailingApi api(slow);
  const TemporaryDirectory directory;
  const std::string command = "score --model " + api.address() + " --data " +
                              directory.write("clients.csv", many_clients()) + " --id id --threads " +
                              std::to_string(kAtOnce) + " --api-cache " + directory.file("cache") + " --out " +
                              directory.file("out");
  std::future<Outcome> killed = std::async(std::launch::async, [&] {
    return test::run_shell("$P8 " + command + " & echo $! >" + directory.file("pid") + "; wait $!");
  });
  wait_until([&] { return api.requests() >= kClients / 2; });
  kill(std::stoi(test::read(directory.file("pid"))), SIGKILL);
  CHECK(killed.get().exit_code == 128 + SIGKILL);
  CHECK(!std::filesystem::exists(directory.file("out")));
  const std::size_t answered = api.answered().size();
  REQUIRE(answered >= kClients / 2 - kAtOnce);
  REQUIRE(answered < kClients);

  const Outcome resumed = test::run_shell("$P8 " + command);
  CHECK_MESSAGE(resumed.exit_code == 0, resumed.error);
  CHECK(lines_of(test::read(directory.file("out/scores.csv"))) == kClients + 1);
  CHECK(!std::filesystem::exists(directory.file("out/errors.csv")));
  CHECK(api.answered().size() == kClients);
  // An answer that was still on its way when the run was killed never came: as many as were asked for at once.
  CHECK(api.requests() >= kClients);
  CHECK(api.requests() <= kClients + kAtOnce);
  for (const auto& body : api.answered()) CHECK_MESSAGE(body.second <= 2, body.first);

  const std::string whole = test::read(directory.file("out/scores.csv"));
  const std::size_t before = api.requests();
  CHECK(test::run_shell("$P8 " + command + " --force").exit_code == 0);
  CHECK(api.requests() == before);  // nothing is left to ask
  CHECK(test::read(directory.file("out/scores.csv")) == whole);
}
