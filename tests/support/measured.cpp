#include "support/measured.h"

#include <fstream>

#include <doctest/doctest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/base/error.h"

namespace p8::test {

namespace {

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0.0;
  double resident = 0.0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void report(int descriptor, const std::function<void()>& work) {
  int kind = 0;
  std::string message = "no error";
  try {
    work();
  } catch (const Error& error) {
    kind = static_cast<int>(error.kind());
    message = error.message().en;
  } catch (...) {
    kind = 1;
    message = "another exception";
  }
  const bool is_written = write(descriptor, message.data(), message.size()) >= 0;
  _exit(is_written ? kind : 1);
}

}  // namespace

Measured measured(const std::function<void()>& work) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  malloc_trim(0);  // what lies free here would hide what the child takes
  const double base = resident_megabytes();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) report(ends[1], work);
  close(ends[1]);
  Measured result;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(ends[0], buffer, sizeof buffer)) > 0;) {
    result.message.append(buffer, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  struct rusage usage = {};
  REQUIRE(wait4(child, &status, 0, &usage) == child);
  result.seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  result.megabytes = static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e6 - base;
  if (WIFEXITED(status)) result.kind = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.message = "killed by signal " + std::to_string(WTERMSIG(status));
  return result;
}

}  // namespace p8::test
