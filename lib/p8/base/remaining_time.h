#pragma once

#include <deque>
#include <optional>
#include <string>

#include "p8/base/text.h"

namespace p8 {

/// Estimates how long work still takes from how fast it went in the last half minute: work that begins fast, because
/// results were kept, and goes on slowly is not promised too early.
class RemainingTime {
 public:
  /// Takes note of a step.
  /// @param task  what is being done; another one begins anew.
  /// @param time  seconds of a steady clock.   @param done  in [0, 1]; less than before begins anew.
  void update(const std::string& task, double time, double done);

  /// Seconds; empty until the task has run for three of them, when nothing moves, and once it is done.
  std::optional<double> seconds() const;

 private:
  struct Step {
    double time;
    double done;
  };

  std::string task_;
  double start_ = 0.0;
  double now_ = 0.0;
  std::deque<Step> steps_;  // of the last half minute
};

/// A duration for people, rounded up: "20 s", "1 min 20 s", above ten minutes "12 min", "1 h 05 min".
/// @param seconds  at least 0.
std::string duration_text(double seconds);

}  // namespace p8
