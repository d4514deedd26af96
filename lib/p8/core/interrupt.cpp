#include "p8/core/interrupt.h"

#include <csignal>

#include "p8/core/error.h"

namespace p8 {

namespace {

volatile std::sig_atomic_t received_signal = 0;

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
  if (received_signal != 0) throw Interrupted{received_signal};
}

}  // namespace p8
