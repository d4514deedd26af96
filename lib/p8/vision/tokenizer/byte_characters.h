#pragma once

#include <array>
#include <string>

namespace p8 {

/// The bytes in the order of their ids in CLIP's vocabulary: those that stand for themselves when a vocabulary is
/// written (visible Latin-1 characters), then the others.
std::array<int, 256> bytes_in_order();

/// The character that is written for each byte (Radford et al. 2019): itself, or U+0100 and following.
std::array<std::string, 256> byte_characters();

}  // namespace p8
