#pragma once

#include <cstdint>
#include <string>

namespace p8 {

/// Bytes of a size as users write it: "123456", "500M", "2G", "1.5G", "64 KiB"; K, M, G and T are powers of 1024, in
/// either case, with or without "B" or "iB" behind them. A fraction of a byte is dropped.
/// Throws Error(Usage) for anything else, negative sizes and sizes above 2^53 bytes.
std::uint64_t parse_size(const std::string& text);

}  // namespace p8
