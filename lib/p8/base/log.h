#pragma once

#include <functional>
#include <string>

#include "p8/base/remaining_time.h"
#include "p8/base/text.h"

namespace p8 {

enum class Verbosity { Quiet, Normal, Verbose };

/// Lines and a progress bar for the person at the terminal, on standard error. The library itself prints nothing else.
class Log {
 public:
  /// @param clock  seconds, never going back; the system's steady clock by default.
  Log(Verbosity verbosity, Language language, bool progress, std::function<double()> clock = {});
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// "p8: warning: …"; shown unless quiet. Control characters of user data are replaced by '?'.
  void warn(const Text& message);
  /// One line of what is being done; shown unless quiet.
  void info(const Text& message);
  /// Details; shown with --verbose.
  void detail(const Text& message);
  /// Redraws the bar, only on a terminal and at most ten times per second; once the same work has gone on for some
  /// seconds, with the time that it still takes. @param done in [0, 1].
  void progress(const Text& what, double done);

 private:
  void line(const std::string& text);
  void clear_bar();

  Verbosity verbosity_;
  Language language_;
  bool draws_bar_;
  std::function<double()> clock_;
  RemainingTime remaining_;
  bool bar_is_drawn_ = false;
  double last_drawn_ = -1.0;  // seconds of the clock
};

}  // namespace p8
