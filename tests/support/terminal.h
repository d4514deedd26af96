#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace p8::test {

/// What a program wrote to a terminal of its own, on which standard output and standard error meet.
struct TerminalRun {
  int exit_code = 0;  ///< 128 + signal when a signal ended it
  std::string bytes;
  std::vector<std::string> lines;  ///< what stands there at the end, without trailing blanks and empty lines
};

/// Runs `p8 ARGUMENTS…` on a pseudo-terminal of so many columns. `during` is called with all that was written so far,
/// each time that something was, and the process.
TerminalRun run_on_terminal(const std::vector<std::string>& arguments, unsigned short columns = 100,
                            const std::function<void(const std::string&, pid_t)>& during = {});

}  // namespace p8::test
