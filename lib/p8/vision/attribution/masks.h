#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace p8 {

/// Which segments of a picture are shown: (N, S), row-major, 1 shown, 0 hidden.
struct Masks {
  std::size_t segments = 0;  ///< S
  std::vector<std::uint8_t> values;

  std::size_t rows() const { return segments == 0 ? 0 : values.size() / segments; }
  const std::uint8_t* row(std::size_t index) const { return values.data() + index * segments; }
};

/// All that an explainer knows of a model: the probabilities (N, C) of pictures of which only some segments are shown.
using PredictMasks = std::function<std::vector<double>(const Masks& masks)>;

/// Each different row is requested once, and each answer is given as often as its row stands there.
std::vector<double> predict_distinct(const PredictMasks& predict, const Masks& masks);

}  // namespace p8
