#pragma once

#include <cstddef>

namespace p8 {

/// How many boosting iterations of a model count, of how many that its file has.
struct IterationCount {
  std::size_t used = 0;
  std::size_t total = 0;  ///< 0: no boosted model
  bool has_best = false;  ///< the file names its best iteration
};

}  // namespace p8
