#pragma once

#include <vector>

namespace p8 {

/// Points and weights of a quadrature: the integral of f over [0, 1] is the sum of weights[i] * f(points[i]).
struct Quadrature {
  std::vector<double> points;   ///< in (0, 1), ascending
  std::vector<double> weights;  ///< positive, sum 1
};

/// Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree 2 * count - 1 (Abramowitz and Stegun, 25.4.30).
/// The points are the roots of the Legendre polynomial, in long double from Boost.Math. count >= 1.
Quadrature gauss_legendre(int count);

}  // namespace p8
