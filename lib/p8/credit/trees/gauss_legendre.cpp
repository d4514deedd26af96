#include "p8/credit/trees/gauss_legendre.h"

#include <cmath>

namespace p8 {

namespace {

struct Legendre {
  long double value;
  long double derivative;
};

/// P_n and its derivative at x, by the three-term recurrence (Abramowitz and Stegun, 22.7.10 and 22.8.5).
Legendre legendre(int n, long double x) {
  long double previous = 1.0L;
  long double current = x;
  for (int k = 2; k <= n; ++k) {
    const long double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
    previous = current;
    current = next;
  }
  return {current, n * (x * current - previous) / (x * x - 1.0L)};
}

}  // namespace

Quadrature gauss_legendre(int count) {
  const long double pi = std::acos(-1.0L);
  Quadrature result;
  for (int i = count; i >= 1; --i) {
    long double x = std::cos(pi * (i - 0.25L) / (count + 0.5L));
    for (int step = 0; step < 8; ++step) {
      const Legendre at = legendre(count, x);
      x -= at.value / at.derivative;
    }
    const long double slope = legendre(count, x).derivative;
    result.points.push_back(static_cast<double>((1.0L + x) / 2.0L));
    result.weights.push_back(static_cast<double>(1.0L / ((1.0L - x * x) * slope * slope)));
  }
  return result;
}

}  // namespace p8
