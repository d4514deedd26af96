#include "p8/vision/segmentation/segments.h"

#include <algorithm>
#include <cmath>

namespace p8 {

ColourImage colour_image(const std::uint8_t* rgb, std::size_t height, std::size_t width) {
  ColourImage image{height, width, std::vector<double>(3 * height * width)};
  for (std::size_t i = 0; i < image.values.size(); ++i) image.values[i] = static_cast<double>(rgb[i]) / 255.0;
  return image;
}

Segments numbered_segments(const std::vector<std::uint32_t>& labels, std::size_t height, std::size_t width) {
  std::vector<std::uint32_t> distinct = labels;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Segments segments{height, width, distinct.size(), labels};
  for (std::uint32_t& label : segments.labels) {
    label = static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), label) - distinct.begin());
  }
  return segments;
}

Segments grid_segments(std::size_t height, std::size_t width, std::size_t count) {
  const double h = static_cast<double>(height), w = static_cast<double>(width), n = static_cast<double>(count);
  const auto clamped = [](double value, std::size_t most) {
    return std::min(most, static_cast<std::size_t>(std::max(1.0, std::round(value))));
  };
  const std::size_t rows = clamped(std::sqrt(n * h / w), height);
  const std::size_t columns = clamped(n / static_cast<double>(rows), width);
  Segments segments{height, width, rows * columns, std::vector<std::uint32_t>(height * width)};
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      segments.labels[y * width + x] = static_cast<std::uint32_t>(y * rows / height * columns + x * columns / width);
    }
  }
  return segments;
}

std::vector<std::size_t> segment_sizes(const Segments& segments) {
  std::vector<std::size_t> sizes(segments.count, 0);
  for (const std::uint32_t label : segments.labels) ++sizes[label];
  return sizes;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> adjacent_segments(const Segments& segments) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    if (a != b) pairs.emplace_back(std::min(a, b), std::max(a, b));
  };
  for (std::size_t y = 0; y < segments.height; ++y) {
    for (std::size_t x = 0; x < segments.width; ++x) {
      if (x + 1 < segments.width) add(segments.at(y, x), segments.at(y, x + 1));
      if (y + 1 < segments.height) add(segments.at(y, x), segments.at(y + 1, x));
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace p8
