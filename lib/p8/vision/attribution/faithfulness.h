#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/attribution/masks.h"

namespace p8 {

/// Whether a ranking of segments is about what the model looks at (Petsiuk et al. 2018, "RISE", section 4.3): segments
/// are hidden, or shown, the most important first, and the probability is followed. Areas under the curves over the
/// share of pixels, in [0, 1].
struct Faithfulness {
  double deletion_auc = 0.0;   ///< low: the probability falls as soon as the important segments are hidden
  double insertion_auc = 0.0;  ///< high: it rises as soon as they are shown
};

/// @param sizes  (S) pixels of the segments.   @param ranking  all segments, the most important first.
Faithfulness faithfulness(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                          const std::vector<std::size_t>& ranking, std::size_t label);

/// The same for rankings by chance.
struct RandomFaithfulness {
  std::vector<Faithfulness> rankings;
  Faithfulness mean;
};
RandomFaithfulness random_faithfulness(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                                       std::size_t label, std::size_t rankings, std::uint64_t seed);

/// The share of random rankings that tell at least as much, insertion less deletion, as the map's own; counted with
/// itself, so never 0. Above 0.05 a map is no better than chance.
double chance_of(const Faithfulness& own, const RandomFaithfulness& random);

/// The segments from the largest value to the smallest, equal ones by number.
std::vector<std::size_t> ranking_of(const std::vector<double>& values);

/// How alike maps are that differ only in their seeds; means over all pairs of maps.
struct Stability {
  double jaccard = 1.0;           ///< of the five highest segments, in [0, 1]
  double rank_correlation = 1.0;  ///< Spearman's, in [-1, 1]
};
/// @param maps  one a seed, each (S).   1 for less than two maps.
Stability stability_of(const std::vector<std::vector<double>>& maps);

}  // namespace p8
