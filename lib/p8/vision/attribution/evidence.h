#pragma once

#include <cstddef>
#include <vector>

#include "p8/vision/segmentation/segments.h"

namespace p8 {

constexpr std::size_t kEvidenceRegions = 4;

/// Which regions carry most of what speaks for a class, and where they are.
struct Evidence {
  std::size_t regions = 0;  ///< the strongest of positive weight, up to kEvidenceRegions; 0: nothing speaks for it
  double share = 0.0;       ///< of the sum of all positive weights, in [0, 1]
  double area = 0.0;        ///< of the picture, in [0, 1]
  double x = 0.5;           ///< their middle, weighted, from the left edge 0 to the right edge 1
  double y = 0.5;           ///< from the top 0 to the bottom 1
  double spread = 0.0;      ///< standard deviation of the pixels' distance to it along a side, in sides
};

/// @param weights  (S).
Evidence evidence_of(const Segments& segments, const std::vector<double>& weights);

/// The segments that Evidence counts, the strongest first.
std::vector<std::size_t> strongest_segments(const std::vector<double>& weights);

}  // namespace p8
