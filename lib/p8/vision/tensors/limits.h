#pragma once

#include <cstddef>

/// What a weight file may hold at most. Far above every published model, and low enough that a hostile file is refused
/// in a moment and in little memory.
namespace p8::weights {

constexpr std::size_t kMaxTensors = std::size_t{1} << 16;
constexpr std::size_t kMaxDimensions = 16;
constexpr std::size_t kLongestName = 512;  ///< bytes of a tensor's name

}  // namespace p8::weights
