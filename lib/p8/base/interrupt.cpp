#include "p8/base/interrupt.h"

#include <atomic>
#include <csignal>

#include "p8/base/error.h"

namespace p8 {

namespace {

std::atomic<int> received_signal{0};  // set in a handler, read by any thread
static_assert(std::atomic<int>::is_always_lock_free);

std::atomic<bool> reload_wanted{false};

extern "C" void remember_signal(int signal) { received_signal = signal; }
extern "C" void remember_reload(int) { reload_wanted = true; }

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

int received_interrupt() { return received_signal; }

void catch_reload() {
  struct sigaction action = {};
  action.sa_handler = remember_reload;
  action.sa_flags = SA_RESTART;  // what is being read is read on
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, nullptr);
}

bool take_reload() { return reload_wanted.exchange(false); }

void throw_if_interrupted() {
  if (const int signal = received_signal; signal != 0) throw Interrupted{signal};
}

}  // namespace p8
