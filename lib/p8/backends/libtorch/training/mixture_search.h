#pragma once

#include "p8/backends/libtorch/training/trainer.h"

namespace p8::training {

/// How much Tip-Adapter's cache counts, and how sharply (Zhang et al. 2022, section 3.3).
struct Mixture {
  double alpha = 0.0;  ///< 0: the texts alone
  double beta = 0.0;   ///< 0: all photos of a class count alike, however near they are
  bool alpha_at_limit = false;
  bool beta_at_limit = false;
};

/// The mixture that classifies most rows right, among equals that of the least loss. Both factors are tried on a
/// geometric grid, and 0; wherever the best lies on the grid's edge, the grid grows there by two octaves until it does
/// not. A factor that still gains at 2^±20, where its effect is complete in float32, is said to be at the limit.
/// @param texts  (N, C) logits of the class texts.   @param affinities  (N, M) cosines with the cache's keys.
/// @param values  (M, C) of the cache.   @param labels  (N).
Mixture best_mixture(const Tensor& texts, const Tensor& affinities, const Tensor& values, const Tensor& labels);

}  // namespace p8::training
