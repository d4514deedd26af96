#include "p8/statistics/student.h"

#include <cassert>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

namespace p8 {

double student_distribution(double t, std::size_t degrees) {
  assert(degrees >= 1);
  return boost::math::cdf(boost::math::students_t(static_cast<double>(degrees)), t);
}

double student_quantile(double p, std::size_t degrees) {
  assert(p > 0.0 && p < 1.0);
  return boost::math::quantile(boost::math::students_t(static_cast<double>(degrees)), p);
}

Interval mean_interval(const std::vector<double>& values, double confidence) {
  if (values.size() < 2) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double t = student_quantile(0.5 + confidence / 2.0, values.size() - 1);
  const double half = t * standard_deviation(values) / std::sqrt(static_cast<double>(values.size()));
  return {mean(values) - half, mean(values) + half};
}

}  // namespace p8
