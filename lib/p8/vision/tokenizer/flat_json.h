#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace p8 {

/// Reads a JSON object whose values are whole numbers from 0 to 2^31 - 1 and nothing else; of a key that appears twice
/// the last. Memory grows with the text only. Throws Error(Model) with the byte where it cannot go on.
/// @param name  the file for messages, already printable.
std::unordered_map<std::string, std::int32_t> parse_flat_json(std::string_view bytes, const std::string& name);

}  // namespace p8
