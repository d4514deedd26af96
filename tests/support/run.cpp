#include "support/run.h"

#include <cstdio>
#include <cstdlib>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/files/file.h"
#include "support/temporary.h"

namespace p8::test {

namespace {

Outcome run(const std::vector<std::string>& command, const std::string& input,
            const std::vector<std::string>& environment) {
  const TemporaryDirectory directory;
  const std::string in = directory.write("in", input);
  const std::string out = directory.file("out");
  const std::string error = directory.file("error");
  std::fflush(nullptr);  // else the child would write what waits in our buffers once more
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (!std::freopen(in.c_str(), "rb", stdin) || !std::freopen(out.c_str(), "wb", stdout) ||
        !std::freopen(error.c_str(), "wb", stderr)) {
      _exit(126);
    }
    setenv("P8", P8_BINARY, 1);
    unsetenv("LC_ALL");
    setenv("LANG", "C.UTF-8", 1);
    std::vector<std::string> pairs = environment;
    for (std::string& pair : pairs) putenv(pair.data());
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  Outcome outcome;
  outcome.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  outcome.out = read(out);
  outcome.error = read(error);
  return outcome;
}

}  // namespace

Outcome run_p8(const std::vector<std::string>& arguments, const std::string& input,
               const std::vector<std::string>& environment) {
  std::vector<std::string> command = {P8_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, input, environment);
}

Outcome run_shell(const std::string& command) { return run({"bash", "-c", command}, {}, {}); }

}  // namespace p8::test
