#pragma once

#include <cstddef>
#include <vector>

namespace p8 {

/// The features that pushed each client most towards default.
struct Reasons {
  std::size_t count = 0;
  std::vector<int> features;  ///< (rows, count): feature indices, strongest first; -1 where fewer pushed that way

  int at(std::size_t row, std::size_t rank) const { return features[row * count + rank]; }
};

/// The `count` largest positive contributions of each client; among equals the earlier feature comes first.
/// @param contributions  log-odds, by feature: contributions[f * stride + row].
Reasons top_reasons(const std::vector<double>& contributions, std::size_t features, std::size_t rows,
                    std::size_t stride, std::size_t count);

}  // namespace p8
