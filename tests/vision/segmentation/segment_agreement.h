#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/segmentation/segments.h"

namespace p8::test {

/// The share of the boundaries of `reference` that have a boundary of `segments` within two pixels (boundary recall).
/// A boundary is a pixel with a neighbour of another label, on either side.
double boundary_recall(const Segments& segments, const Segments& reference);

}  // namespace p8::test
