#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace p8 {

/// The content of a gzip file (RFC 1952; its first member), checked against its checksum by zlib. Nothing when the
/// bytes are no whole gzip file, or when the content is larger than `max_bytes`.
std::optional<std::string> gunzip(std::string_view bytes, std::size_t max_bytes);

}  // namespace p8
