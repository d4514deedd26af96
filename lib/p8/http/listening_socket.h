#pragma once

#include <string>

namespace p8::serve {

/// A socket that listens, without blocking, on an address of this machine ("127.0.0.1", "::1", "localhost", "0.0.0.0");
/// port 0: any free one. Throws Error(Usage) for what is not an address, Error(Output) when it cannot be had.
int listening_socket(const std::string& host, int port);

/// The port that it listens on.
int port_of(int socket);

}  // namespace p8::serve
