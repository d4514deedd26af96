#include "p8/base/remaining_time.h"

#include <doctest/doctest.h>

using namespace p8;

namespace {

/// The estimate after steps of `step` a second until `done`.
std::optional<double> after(RemainingTime& remaining, double& time, double& done, double step, int seconds) {
  for (int i = 0; i < seconds; ++i) remaining.update("Reading", time += 1.0, done += step);
  return remaining.seconds();
}

}  // namespace

TEST_CASE("steady work of one per cent a second at thirty per cent takes 70 seconds more") {
  RemainingTime remaining;
  double time = 1000.0;
  double done = 0.0;
  remaining.update("Reading", time, done);
  CHECK(after(remaining, time, done, 0.01, 30) == doctest::Approx(70.0));
  CHECK(after(remaining, time, done, 0.01, 60) == doctest::Approx(10.0));
}

TEST_CASE("there is no estimate in the first three seconds, without progress, and at the end") {
  RemainingTime remaining;
  CHECK_FALSE(remaining.seconds());
  double time = 0.0;
  double done = 0.0;
  remaining.update("Reading", time, done);
  CHECK_FALSE(after(remaining, time, done, 0.01, 2));
  CHECK(after(remaining, time, done, 0.01, 1));
  remaining.update("Reading", time, 1.0);
  CHECK_FALSE(remaining.seconds());
  for (int second = 0; second < 10; ++second) remaining.update("Writing", time += 1.0, 0.0);
  CHECK_FALSE(remaining.seconds());
}

TEST_CASE("work that begins fast and goes on slowly is judged by its last half minute") {
  RemainingTime remaining;
  double time = 0.0;
  double done = 0.0;
  remaining.update("Reading", time, done);
  after(remaining, time, done, 0.1, 5);
  CHECK(after(remaining, time, done, 0.001, 40) == doctest::Approx(460.0));
}

TEST_CASE("another task and a repeated one begin anew") {
  RemainingTime remaining;
  double time = 0.0;
  double done = 0.0;
  remaining.update("Reading", time, done);
  CHECK(after(remaining, time, done, 0.1, 5));
  remaining.update("Reading", time += 1.0, 0.0);
  CHECK_FALSE(remaining.seconds());
  remaining.update("Writing", time += 1.0, 0.1);
  CHECK_FALSE(remaining.seconds());
}

TEST_CASE("steps rarer than half a minute still give an estimate, and a stuck task a longer one") {
  RemainingTime remaining;
  remaining.update("Reading", 0.0, 0.0);
  remaining.update("Reading", 100.0, 0.25);
  CHECK(remaining.seconds() == doctest::Approx(300.0));
  remaining.update("Reading", 200.0, 0.25);
  CHECK(remaining.seconds() == doctest::Approx(600.0));
  remaining.update("Reading", 1e9, 0.25);
  CHECK_FALSE(remaining.seconds());
}

TEST_CASE("durations are said in the two largest units") {
  CHECK(duration_text(0.0) == "0 s");
  CHECK(duration_text(19.2) == "20 s");
  CHECK(duration_text(59.5) == "1 min 00 s");
  CHECK(duration_text(80.0) == "1 min 20 s");
  CHECK(duration_text(599.5) == "10 min");
  CHECK(duration_text(601.0) == "11 min");
  CHECK(duration_text(3541.0) == "1 h 00 min");
  CHECK(duration_text(3900.0) == "1 h 05 min");
}
