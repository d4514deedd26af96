#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/attribution/masks.h"

namespace p8 {

/// The defaults are those of lime 0.2's image explainer.
struct LimeOptions {
  std::size_t samples = 1000;  ///< N, the first of which hides nothing
  double kernel_width = 0.25;
  double alpha = 1.0;        ///< penalty of the ridge regression
  std::size_t features = 0;  ///< segments in the explanation; 0: all. Up to 6 are chosen by forward selection
  std::uint64_t seed = 42;
};

/// How much a segment speaks for a class.
struct SegmentWeight {
  std::size_t segment = 0;
  double weight = 0.0;  ///< change of the probability when the segment is shown
};

/// A linear model of what one class's probability does near the picture.
struct LimeExplanation {
  std::size_t label = 0;
  double intercept = 0.0;
  std::vector<SegmentWeight> weights;  ///< largest absolute weight first
  double r2 = 0.0;                     ///< weighted share of the variance that the linear model explains
  double local_prediction = 0.0;       ///< its value for the whole picture
};

/// Masks in which each segment is shown with probability 1/2; the first row shows all.
Masks lime_masks(std::size_t segments, std::size_t samples, std::uint64_t seed);

/// How much each row counts: √exp(-d² / width²) with the cosine distance d of the row from the first one; a row that
/// hides all has d = 1.
std::vector<double> lime_weights(const Masks& masks, double kernel_width);

/// LIME (Ribeiro et al. 2016, KDD, algorithm 1) with the numbers of lime's reference implementation (lime_base.py).
/// @param probabilities  (N, C) of the masks' rows.   @param label  below C.
LimeExplanation explain_label(const Masks& masks, const std::vector<double>& probabilities, std::size_t label,
                              const LimeOptions& options);

/// The classes of the largest probability of the whole picture, the most probable one first.
std::vector<std::size_t> top_labels(const std::vector<double>& probabilities, std::size_t classes, std::size_t count);

}  // namespace p8
