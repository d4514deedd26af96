#pragma once

#include <string>
#include <vector>

namespace p8::app {

/// How another run of this program ended.
struct ChildOutcome {
  int exit_code = 0;    ///< 128 + signal when a signal ended it
  std::string message;  ///< what followed its "p8: error: "; empty: it said none
};

/// Runs this very program with the words as they are (no shell sees them) and waits for it. Its standard output is
/// thrown away; what it writes to standard error goes to ours as it comes, but for the line of its error, which is
/// kept. Throws Error(Output) where the program cannot be started; Interrupted, after the child was ended too. It gets
/// SIGTERM where the calling thread ends before it, were it killed.
ChildOutcome run_this_program(const std::vector<std::string>& words);

}  // namespace p8::app
