#include "p8/vision/segmentation/quickshift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "p8/base/parallel.h"
#include "p8/base/random.h"
#include "p8/vision/segmentation/colour.h"

namespace p8 {

namespace {

constexpr double kNoise = 1e-5;  // small against any real difference of density

/// What lies within the window around a row or column.
struct Range {
  std::size_t begin, end;
};

Range window(std::size_t centre, std::size_t reach, std::size_t size) {
  return {centre - std::min(centre, reach), std::min(centre + reach + 1, size)};
}

double squared(double value) { return value * value; }

double squared_distance(const ColourImage& image, std::size_t y, std::size_t x, std::size_t y2, std::size_t x2) {
  const double* const a = image.pixel(y, x);
  const double* const b = image.pixel(y2, x2);
  return squared(a[0] - b[0]) + squared(a[1] - b[1]) + squared(a[2] - b[2]) +
         squared(static_cast<double>(y) - static_cast<double>(y2)) +
         squared(static_cast<double>(x) - static_cast<double>(x2));
}

/// Normal noise by Box and Muller's transform, so that it is the same everywhere.
void add_noise(std::vector<double>& densities, std::uint64_t seed) {
  constexpr double kTwoPi = 6.283185307179586;
  Random random(seed);
  for (double& density : densities) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
    density += kNoise * radius * std::cos(kTwoPi * random.uniform());
  }
}

std::vector<double> densities_of(const ColourImage& image, std::size_t reach, const QuickshiftOptions& options) {
  const double scale = -0.5 / squared(options.kernel_size);
  std::vector<double> densities(image.height * image.width, 0.0);
  parallel_for(image.height, options.threads, [&](std::size_t y) {
    const Range rows = window(y, reach, image.height);
    for (std::size_t x = 0; x < image.width; ++x) {
      const Range columns = window(x, reach, image.width);
      double sum = 0.0;
      for (std::size_t y2 = rows.begin; y2 < rows.end; ++y2) {
        for (std::size_t x2 = columns.begin; x2 < columns.end; ++x2) {
          sum += std::exp(scale * squared_distance(image, y, x, y2, x2));
        }
      }
      densities[y * image.width + x] = sum;
    }
  });
  add_noise(densities, options.seed);
  return densities;
}

std::vector<std::uint32_t> parents_of(const ColourImage& image, const std::vector<double>& densities, std::size_t reach,
                                      const QuickshiftOptions& options) {
  std::vector<std::uint32_t> parents(densities.size());
  parallel_for(image.height, options.threads, [&](std::size_t y) {
    const Range rows = window(y, reach, image.height);
    for (std::size_t x = 0; x < image.width; ++x) {
      const Range columns = window(x, reach, image.width);
      const std::size_t self = y * image.width + x;
      double closest = std::numeric_limits<double>::infinity();
      std::size_t parent = self;
      for (std::size_t y2 = rows.begin; y2 < rows.end; ++y2) {
        for (std::size_t x2 = columns.begin; x2 < columns.end; ++x2) {
          if (densities[y2 * image.width + x2] <= densities[self]) continue;
          const double distance = squared_distance(image, y, x, y2, x2);
          if (distance >= closest) continue;
          closest = distance;
          parent = y2 * image.width + x2;
        }
      }
      const bool is_near = std::sqrt(closest) <= options.max_distance;
      parents[self] = static_cast<std::uint32_t>(is_near ? parent : self);
    }
  });
  return parents;
}

/// Every pixel's parent becomes the root of its tree.
void flatten(std::vector<std::uint32_t>& parents) {
  for (std::size_t i = 0; i < parents.size(); ++i) {
    std::uint32_t root = parents[i];
    while (parents[root] != root) root = parents[root];
    for (std::uint32_t on_the_way = static_cast<std::uint32_t>(i); on_the_way != root;) {
      on_the_way = std::exchange(parents[on_the_way], root);
    }
  }
}

}  // namespace

Segments quickshift(const ColourImage& image, const QuickshiftOptions& options) {
  ColourImage lab = lab_image(image);
  for (double& value : lab.values) value *= options.ratio;
  const auto reach = static_cast<std::size_t>(std::ceil(3.0 * options.kernel_size));
  const std::vector<double> densities = densities_of(lab, reach, options);
  std::vector<std::uint32_t> parents = parents_of(lab, densities, reach, options);
  flatten(parents);
  return numbered_segments(parents, image.height, image.width);
}

}  // namespace p8
