#include "cli/running_server.h"

#include <csignal>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace p8::test {

namespace {

constexpr int kPatience = 30'000;  // milliseconds

/// What follows "on " in the line "Serving on http://…".
std::string read_address(int descriptor) {
  std::string line;
  pollfd waiting = {descriptor, POLLIN, 0};
  char c = 0;
  while (line.find('\n') == std::string::npos && poll(&waiting, 1, kPatience) == 1 && read(descriptor, &c, 1) == 1) {
    line += c;
  }
  const std::size_t start = line.find("http://");
  return start == std::string::npos ? std::string() : line.substr(start, line.find('\n') - start);
}

}  // namespace

RunningServer::RunningServer(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {P8_BINARY, "serve"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  words.insert(words.end(), {"--port", "0"});
  int ends[2] = {};
  REQUIRE(pipe(ends) == 0);
  process_ = fork();
  REQUIRE(process_ >= 0);
  if (process_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  address_ = read_address(ends[0]);
  close(ends[0]);
  REQUIRE(!address_.empty());
}

RunningServer::~RunningServer() { stop(); }

void RunningServer::signal(int number) const { kill(process_, number); }

int RunningServer::stop() {
  if (process_ < 0) return -1;
  kill(process_, SIGTERM);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace p8::test
