#include "vision/segmentation/segment_agreement.h"

#include <algorithm>

namespace p8::test {

namespace {

std::vector<bool> boundaries(const Segments& segments) {
  std::vector<bool> marks(segments.labels.size(), false);
  const auto compare = [&](std::size_t a, std::size_t b) {
    if (segments.labels[a] != segments.labels[b]) marks[a] = marks[b] = true;
  };
  for (std::size_t y = 0; y < segments.height; ++y) {
    for (std::size_t x = 0; x < segments.width; ++x) {
      const std::size_t place = y * segments.width + x;
      if (x + 1 < segments.width) compare(place, place + 1);
      if (y + 1 < segments.height) compare(place, place + segments.width);
    }
  }
  return marks;
}

}  // namespace

double boundary_recall(const Segments& segments, const Segments& reference) {
  constexpr std::size_t kReach = 2;
  const std::vector<bool> own = boundaries(segments), wanted = boundaries(reference);
  std::size_t found = 0, all = 0;
  for (std::size_t y = 0; y < reference.height; ++y) {
    for (std::size_t x = 0; x < reference.width; ++x) {
      if (!wanted[y * reference.width + x]) continue;
      ++all;
      bool is_near = false;
      for (std::size_t y2 = y - std::min(y, kReach); y2 < std::min(y + kReach + 1, reference.height); ++y2) {
        for (std::size_t x2 = x - std::min(x, kReach); x2 < std::min(x + kReach + 1, reference.width); ++x2) {
          is_near = is_near || own[y2 * reference.width + x2];
        }
      }
      found += is_near;
    }
  }
  return static_cast<double>(found) / static_cast<double>(all);
}

}  // namespace p8::test
