#pragma once

#include <string>

namespace p8::test {

/// Sends bytes to 127.0.0.1 in pieces of `piece` bytes, `pause` milliseconds apart, and returns what comes back until
/// the other side closes or `patience` milliseconds pass without a byte.
std::string raw_request(int port, const std::string& bytes, std::size_t piece = 1u << 20, int pause = 0,
                        int patience = 3000);

}  // namespace p8::test
