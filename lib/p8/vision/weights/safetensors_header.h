#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/weights/fault.h"

namespace p8::weights {

/// One tensor of a .safetensors header, as it stands there.
struct HeaderEntry {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<std::vector<std::int64_t>> offsets;
};

/// Reads the header's JSON, in the order of the file; "__metadata__" is checked and dropped. Numbers are 0 or more.
/// Throws Error(Model) where it is not JSON, holds anything that has no place in a header, or exceeds the limits.
std::vector<HeaderEntry> parse_safetensors_header(std::string_view json, const Place& place);

}  // namespace p8::weights
