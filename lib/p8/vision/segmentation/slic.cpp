#include "p8/vision/segmentation/slic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "p8/vision/segmentation/colour.h"

namespace p8 {

namespace {

constexpr double kMinSize = 0.5;  // of a segment against the mean size
constexpr double kLargestSize = 3.0;

/// Centre of a segment: row, column, colour.
using Centre = std::array<double, 5>;

/// Where centres stand along one side at first.
struct Steps {
  std::size_t start, step;
};

/// About `count` points on a regular grid: the same step both ways, or all of a short side.
std::array<Steps, 2> grid_steps(std::size_t height, std::size_t width, std::size_t count) {
  const double h = static_cast<double>(height), w = static_cast<double>(width), n = static_cast<double>(count);
  if (h * w <= n) return {Steps{0, 1}, Steps{0, 1}};
  double vertical = std::sqrt(h * w / n), horizontal = vertical;
  if (std::min(h, w) < vertical) {  // one row, or one column, of centres
    (height <= width ? vertical : horizontal) = std::min(h, w);
    (height <= width ? horizontal : vertical) = std::max(h, w) / n;
  }
  const auto steps = [](double size) {
    return Steps{static_cast<std::size_t>(size / 2.0),
                 std::max<std::size_t>(1, static_cast<std::size_t>(std::nearbyint(size)))};
  };
  return {steps(vertical), steps(horizontal)};
}

/// Stretched so that its least value is 0 and its largest 1.
ColourImage stretched(const ColourImage& image) {
  ColourImage result = image;
  const auto [least, largest] = std::minmax_element(image.values.begin(), image.values.end());
  const double low = *least, range = *largest - *least;
  for (double& value : result.values) value = range > 0.0 ? (value - low) / range : value - low;
  return result;
}

std::vector<std::uint32_t> nearest_centres(const ColourImage& image, const std::vector<Centre>& centres,
                                           std::size_t step) {
  std::vector<std::uint32_t> nearest(image.height * image.width, 0);
  std::vector<double> distances(nearest.size(), std::numeric_limits<double>::max());
  const double weight = 1.0 / static_cast<double>(step * step);
  const double reach = 2.0 * static_cast<double>(step);
  for (std::size_t k = 0; k < centres.size(); ++k) {
    const Centre& centre = centres[k];
    const auto begin = [&](double place) { return static_cast<std::size_t>(std::max(place - reach, 0.0)); };
    const auto end = [&](double place, std::size_t size) {
      return static_cast<std::size_t>(std::min(place + reach + 1.0, static_cast<double>(size)));
    };
    for (std::size_t y = begin(centre[0]); y < end(centre[0], image.height); ++y) {
      const double dy = centre[0] - static_cast<double>(y);
      for (std::size_t x = begin(centre[1]); x < end(centre[1], image.width); ++x) {
        const double dx = centre[1] - static_cast<double>(x);
        double distance = (dy * dy + dx * dx) * weight;
        const double* const colour = image.pixel(y, x);
        for (std::size_t c = 0; c < 3; ++c) distance += (colour[c] - centre[2 + c]) * (colour[c] - centre[2 + c]);
        const std::size_t place = y * image.width + x;
        if (distance >= distances[place]) continue;
        distances[place] = distance;
        nearest[place] = static_cast<std::uint32_t>(k);
      }
    }
  }
  return nearest;
}

void move_centres(const ColourImage& image, const std::vector<std::uint32_t>& nearest, std::vector<Centre>& centres) {
  std::vector<Centre> sums(centres.size(), Centre{});
  std::vector<std::size_t> counts(centres.size(), 0);
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x) {
      const std::uint32_t k = nearest[y * image.width + x];
      ++counts[k];
      sums[k][0] += static_cast<double>(y);
      sums[k][1] += static_cast<double>(x);
      for (std::size_t c = 0; c < 3; ++c) sums[k][2 + c] += image.pixel(y, x)[c];
    }
  }
  for (std::size_t k = 0; k < centres.size(); ++k) {
    if (counts[k] == 0) continue;
    for (std::size_t i = 0; i < 5; ++i) centres[k][i] = sums[k][i] / static_cast<double>(counts[k]);
  }
}

/// Makes each segment one connected piece of a size between the limits, scanning from the top left.
std::vector<std::uint32_t> connected(const std::vector<std::uint32_t>& labels, std::size_t height, std::size_t width,
                                     std::size_t least, std::size_t largest) {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> pieces(labels.size(), kNone);
  std::vector<std::size_t> members;  // of the piece, in the order in which they were reached
  std::uint32_t next = 0;
  for (std::size_t first = 0; first < labels.size(); ++first) {
    if (pieces[first] != kNone) continue;
    std::uint32_t neighbour = 0;
    members.assign(1, first);
    pieces[first] = next;
    for (std::size_t visited = 0; visited < members.size() && members.size() < largest; ++visited) {
      const std::size_t y = members[visited] / width, x = members[visited] % width;
      const auto look = [&](std::size_t place) {
        if (members.size() >= largest) return;
        if (labels[place] == labels[first] && pieces[place] == kNone) {
          pieces[place] = next;
          members.push_back(place);
        } else if (pieces[place] != kNone && pieces[place] != next) {
          neighbour = pieces[place];
        }
      };
      if (x + 1 < width) look(members[visited] + 1);
      if (x > 0) look(members[visited] - 1);
      if (y + 1 < height) look(members[visited] + width);
      if (y > 0) look(members[visited] - width);
    }
    if (members.size() < least) {
      for (const std::size_t place : members) pieces[place] = neighbour;
    } else {
      ++next;
    }
  }
  return pieces;
}

}  // namespace

Segments slic(const ColourImage& image, const SlicOptions& options) {
  ColourImage lab = blurred(lab_image(stretched(image)), options.sigma);
  for (double& value : lab.values) value /= options.compactness;
  const auto [rows, columns] = grid_steps(image.height, image.width, std::max<std::size_t>(1, options.count));
  std::vector<Centre> centres;  // their colour is not known yet: the first round goes by place
  for (std::size_t y = rows.start; y < image.height; y += rows.step) {
    for (std::size_t x = columns.start; x < image.width; x += columns.step) {
      centres.push_back({static_cast<double>(y), static_cast<double>(x), 0.0, 0.0, 0.0});
    }
  }
  const std::size_t step = std::max(rows.step, columns.step);
  std::vector<std::uint32_t> nearest;
  for (int i = 0; i < options.iterations; ++i) {
    nearest = nearest_centres(lab, centres, step);
    move_centres(lab, nearest, centres);
  }
  const double mean_size = static_cast<double>(nearest.size()) / static_cast<double>(centres.size());
  const auto least = static_cast<std::size_t>(kMinSize * mean_size);
  const auto largest = std::max<std::size_t>(1, static_cast<std::size_t>(kLargestSize * mean_size));
  return numbered_segments(connected(nearest, image.height, image.width, least, largest), image.height, image.width);
}

}  // namespace p8
