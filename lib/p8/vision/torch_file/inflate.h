#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace p8::weights {

/// Unpacks a raw deflate stream (RFC 1951) of exactly `size` bytes; never writes more. Nothing where the stream is
/// damaged, ends early or goes on.
std::unique_ptr<char[]> inflate_exactly(std::string_view deflated, std::size_t size);

/// CRC-32 of the bytes as zip archives store it.
unsigned long crc32_of(std::string_view bytes);

}  // namespace p8::weights
