#pragma once

namespace p8 {

/// From now on SIGINT and SIGTERM set a flag instead of ending the process, so that outputs are tidied up. SIGPIPE
/// and SIGXFSZ are ignored: a write that fails for them is reported as any failed write.
void catch_signals();

/// Throws Interrupted when a caught signal has arrived; long loops call it once a block.
void throw_if_interrupted();

}  // namespace p8
