#include "p8/statistics/gauss_legendre.h"

#include <boost/math/special_functions/legendre.hpp>

namespace p8 {

Quadrature gauss_legendre(int count) {
  Quadrature result;
  const auto add = [&](long double x) {
    const long double slope = boost::math::legendre_p_prime(count, x);
    result.points.push_back(static_cast<double>((1.0L + x) / 2.0L));
    result.weights.push_back(static_cast<double>(1.0L / ((1.0L - x * x) * slope * slope)));
  };
  // Those that are not negative, ascending; the others mirror them.
  const std::vector<long double> zeros = boost::math::legendre_p_zeros<long double>(count);
  for (auto x = zeros.rbegin(); x != zeros.rend(); ++x) {
    if (*x != 0.0L) add(-*x);
  }
  for (const long double x : zeros) add(x);
  return result;
}

}  // namespace p8
