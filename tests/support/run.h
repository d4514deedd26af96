#pragma once

#include <string>
#include <vector>

namespace p8::test {

/// How a run of the real program ended.
struct Outcome {
  int exit_code = 0;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string error;
};

/// Runs `p8 ARGUMENTS…` with `input` on standard input. `environment` adds NAME=VALUE pairs.
Outcome run_p8(const std::vector<std::string>& arguments, const std::string& input = {},
               const std::vector<std::string>& environment = {});

/// Runs a shell command (bash -c), with the program's path in $P8.
Outcome run_shell(const std::string& command);

}  // namespace p8::test
