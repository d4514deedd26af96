#pragma once

#include <functional>
#include <string>

namespace p8::test {

/// How a piece of work went in a process of its own.
struct Measured {
  std::string message;     ///< of the p8::Error it ended with; "no error"; "killed by signal N"
  int kind = 0;            ///< of the p8::Error; 0 for none
  double seconds = 0.0;    ///< wall clock
  double megabytes = 0.0;  ///< peak memory above what the process began with
};

/// Runs `work` in a fork, so that a crash is a result and memory is its own. Not for work with threads.
Measured measured(const std::function<void()>& work);

}  // namespace p8::test
