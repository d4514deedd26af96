#pragma once

#include <algorithm>
#include <cmath>

namespace p8 {

/// The company's threshold, used for a model that carries none.
constexpr double kDefaultThreshold = 0.411;

/// A client is refused when P(default) is strictly greater than the threshold.
inline bool is_refused(double p_default, double threshold) { return p_default > threshold; }

/// Credit score in points: `base_points` at odds of `base_odds` good clients to one bad, and `points_to_double` more
/// each time the odds double (Siddiqi, Credit Risk Scorecards, 2006, ch. 6).
struct ScoreScale {
  double base_points = 600.0;
  double base_odds = 50.0;
  double points_to_double = 20.0;

  /// Points of P(default) in [0, 1]; probabilities of 0 and 1 count as 1e-15 away from them.
  int points(double p_default) const {
    constexpr double kMin = 1e-15;
    const double p = std::clamp(p_default, kMin, 1.0 - kMin);
    const double factor = points_to_double / std::log(2.0);
    return static_cast<int>(std::lround(base_points + factor * (std::log((1.0 - p) / p) - std::log(base_odds))));
  }
};

}  // namespace p8
