#pragma once

#include <cstddef>
#include <vector>

namespace p8 {

/// Which way a client can change a characteristic.
enum class Direction { Any, Up, Down };

/// A feature that a client can change: what a counterfactual may touch.
struct Actionable {
  std::size_t feature = 0;               ///< index in the schema
  Direction direction = Direction::Any;  ///< numbers only; of the value as the data have it
};

}  // namespace p8
