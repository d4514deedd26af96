#pragma once

#include <cstddef>
#include <string>

#include <toml++/toml.h>

#include "p8/base/text.h"

namespace p8 {

/// Where a text is not the TOML that p8 reads, and why.
struct TomlFault {
  std::size_t row = 0;     ///< from 1
  std::size_t column = 0;  ///< from 1
  Text what;
};

/// The one door through which TOML comes in: the tables of a text. Throws TomlFault, also for a key of more than 40
/// parts and for lists and inline tables more than 32 deep: toml++ 3.3 nests one table for each dot of a key and leaves
/// a table of a hundred thousand levels by recursion, which overflows the stack.
toml::table parse_toml(const std::string& text);

}  // namespace p8
