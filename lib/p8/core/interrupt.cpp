#include "p8/core/interrupt.h"

#include <atomic>
#include <csignal>

#include "p8/core/error.h"

namespace p8 {

namespace {

std::atomic<int> received_signal{0};  // set in a handler, read by any thread
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void remember_signal(int signal) { received_signal = signal; }

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = remember_signal;  // no SA_RESTART: a blocked read returns, and the loop sees the flag
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void throw_if_interrupted() {
  if (const int signal = received_signal; signal != 0) throw Interrupted{signal};
}

}  // namespace p8
