#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/tensors/weight_error.h"

namespace p8::weights {

/// One tensor of a .safetensors header, as it stands there.
struct HeaderEntry {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<std::vector<std::int64_t>> offsets;
};

struct SafetensorsHeader {
  std::vector<HeaderEntry> entries;             ///< in the order of the file
  std::map<std::string, std::string> metadata;  ///< "__metadata__"; of a key that appears twice the last
};

/// Reads the header's JSON. Numbers are 0 or more.
/// Throws Error(Model) where it is not JSON, holds anything that has no place in a header, or exceeds the limits.
SafetensorsHeader parse_safetensors_header(std::string_view json, const Place& place);

}  // namespace p8::weights
