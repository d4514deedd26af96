#include "p8/vision/segmentation/colour.h"

#include <cmath>

namespace p8 {

namespace {

constexpr double kXyzOfRgb[3][3] = {
    {0.412453, 0.357580, 0.180423}, {0.212671, 0.715160, 0.072169}, {0.019334, 0.119193, 0.950227}};
constexpr double kWhite[3] = {0.95047, 1.0, 1.08883};
constexpr double kReach = 4.0;  // standard deviations

double linear(double value) { return value > 0.04045 ? std::pow((value + 0.055) / 1.055, 2.4) : value / 12.92; }

double compressed(double value) { return value > 0.008856 ? std::cbrt(value) : 7.787 * value + 16.0 / 116.0; }

/// The place inside [0, size) of a place beside it, the edge pixel being doubled: … 1 0 | 0 1 2 … n-1 | n-1 n-2 …
std::size_t mirrored(std::ptrdiff_t place, std::size_t size) {
  const auto period = 2 * static_cast<std::ptrdiff_t>(size);
  std::ptrdiff_t folded = place % period;
  if (folded < 0) folded += period;
  return static_cast<std::size_t>(folded < static_cast<std::ptrdiff_t>(size) ? folded : period - 1 - folded);
}

/// Along one direction: pixel i of a line stands at start + i * step.
void blur_lines(std::vector<double>& values, std::size_t lines, std::size_t line_step, std::size_t size,
                std::size_t step, const std::vector<double>& kernel) {
  const auto radius = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  std::vector<double> line(size);
  for (std::size_t number = 0; number < lines; ++number) {
    double* const first = values.data() + number * line_step;
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < size; ++i) line[i] = first[i * step + c];
      for (std::size_t i = 0; i < size; ++i) {
        double sum = 0.0;
        for (std::ptrdiff_t k = -radius; k <= radius; ++k) {
          sum +=
              kernel[static_cast<std::size_t>(k + radius)] * line[mirrored(static_cast<std::ptrdiff_t>(i) + k, size)];
        }
        first[i * step + c] = sum;
      }
    }
  }
}

std::vector<double> gaussian(double sigma) {
  const int radius = static_cast<int>(kReach * sigma + 0.5);
  std::vector<double> kernel;
  double sum = 0.0;
  for (int k = -radius; k <= radius; ++k) {
    kernel.push_back(std::exp(-0.5 * k * k / (sigma * sigma)));
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

}  // namespace

ColourImage lab_image(const ColourImage& rgb) {
  ColourImage lab = rgb;
  for (std::size_t i = 0; i < lab.values.size(); i += 3) {
    double* const colour = lab.values.data() + i;
    const double light[3] = {linear(colour[0]), linear(colour[1]), linear(colour[2])};
    double f[3];
    for (std::size_t k = 0; k < 3; ++k) {
      const double* const row = kXyzOfRgb[k];
      f[k] = compressed((row[0] * light[0] + row[1] * light[1] + row[2] * light[2]) / kWhite[k]);
    }
    colour[0] = 116.0 * f[1] - 16.0;
    colour[1] = 500.0 * (f[0] - f[1]);
    colour[2] = 200.0 * (f[1] - f[2]);
  }
  return lab;
}

ColourImage blurred(const ColourImage& image, double sigma) {
  ColourImage result = image;
  if (sigma <= 0.0) return result;
  const std::vector<double> kernel = gaussian(sigma);
  blur_lines(result.values, image.width, 3, image.height, 3 * image.width, kernel);
  blur_lines(result.values, image.height, 3 * image.width, image.width, 3, kernel);
  return result;
}

}  // namespace p8
