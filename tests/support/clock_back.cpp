// Loaded before the program under test: the time of day goes back by a day each time it is asked for.
#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec* time) noexcept {
  static std::atomic<long> asked{0};
  const long result = syscall(SYS_clock_gettime, clock, time);
  if (clock == CLOCK_REALTIME && result == 0) time->tv_sec = 1'000'000'000 - 86'400 * asked++;
  return static_cast<int>(result);
}
