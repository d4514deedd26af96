#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "p8/base/text.h"

namespace p8 {

/// How many characters must be inserted, deleted, replaced or swapped with their neighbour to turn one text into the
/// other, no part being edited twice: optimal string alignment, on the four edits of Damerau (1964, CACM 7, 171-176).
/// Characters are those of UTF-8; a byte that is not part of one counts as a character. Only the first kMaxCompared
/// characters of each text are looked at.
std::size_t alignment_distance(std::string_view a, std::string_view b);

constexpr std::size_t kMaxCompared = 64;

/// The candidates that a mistyped name may have meant, likeliest first, at most `most` of them. Near enough are those
/// within two edits, or a third of the name's characters if that is more, upper and lower case of ASCII being alike.
/// Among equally near ones come first those nearest with case, then those that come first. None: an empty list.
std::vector<std::string> closest_names(const std::string& name, const std::vector<std::string>& candidates,
                                       std::size_t most = 3);

/// "; did you mean 'a' or 'b'?" for the end of a message, or nothing without names. User data made printable.
Text did_you_mean(const std::vector<std::string>& names);

}  // namespace p8
