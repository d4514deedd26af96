#pragma once

#include <optional>
#include <string_view>

#include "p8/base/text.h"

namespace p8 {

/// What a file is that is not CSV, told by its first bytes, and what to do: "gzip-compressed; unpack it …", for the end
/// of a message. Nothing for what may be CSV in UTF-8. Sources of the signatures: the formats' own specifications and
/// file(1).
std::optional<Text> foreign_format(std::string_view start);

/// The separator that a header row seems to have instead of the comma: the one of ; tab | that stands more often
/// outside quotes than the comma; nothing where there is none.
std::optional<char> other_separator(std::string_view header);

/// "';'", "a tab".
Text name_of_separator(char separator);

}  // namespace p8
