#pragma once

namespace p8 {

/// From now on SIGINT and SIGTERM set a flag instead of ending the process, so that outputs are tidied up. SIGPIPE
/// and SIGXFSZ are ignored: a write that fails for them is reported as any failed write.
void catch_signals();

/// Throws Interrupted when a caught signal has arrived; long loops call it once a block.
void throw_if_interrupted();

/// The signal that has arrived, or 0: for a program that ends its work in order, rather than by Interrupted.
int received_interrupt();

/// From now on SIGHUP sets a flag, too.
void catch_reload();
/// Whether SIGHUP has come since the last call.
bool take_reload();

}  // namespace p8
