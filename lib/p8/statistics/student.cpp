#include "p8/statistics/student.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace p8 {

namespace {

constexpr double kPi = 3.14159265358979323846;

/// P(|T| < t) for t >= 0: a finite series in the cosine of theta = atan(t / sqrt(degrees)).
double central_share(double t, std::size_t degrees) {
  const double theta = std::atan(t / std::sqrt(static_cast<double>(degrees)));
  const double squared = std::cos(theta) * std::cos(theta);
  const bool odd = degrees % 2 == 1;
  double term = odd ? std::cos(theta) : 1.0;
  double sum = degrees == 1 ? 0.0 : term;
  for (std::size_t k = odd ? 2 : 1; k + 2 < degrees; k += 2) {
    term *= squared * static_cast<double>(k) / static_cast<double>(k + 1);
    sum += term;
  }
  return odd ? 2.0 / kPi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

}  // namespace

double student_distribution(double t, std::size_t degrees) {
  assert(degrees >= 1);
  const double half = central_share(std::abs(t), degrees) / 2.0;
  return t < 0.0 ? 0.5 - half : 0.5 + half;
}

double student_quantile(double p, std::size_t degrees) {
  assert(p > 0.0 && p < 1.0);
  if (p < 0.5) return -student_quantile(1.0 - p, degrees);
  double low = 0.0;
  double high = 1.0;
  while (student_distribution(high, degrees) < p && high < 1e300) high *= 2.0;
  while (high - low > 1e-12 * high) {
    const double middle = low + (high - low) / 2.0;
    (student_distribution(middle, degrees) < p ? low : high) = middle;
  }
  return low + (high - low) / 2.0;
}

Interval mean_interval(const std::vector<double>& values, double confidence) {
  if (values.size() < 2) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double t = student_quantile(0.5 + confidence / 2.0, values.size() - 1);
  const double half = t * standard_deviation(values) / std::sqrt(static_cast<double>(values.size()));
  return {mean(values) - half, mean(values) + half};
}

}  // namespace p8
