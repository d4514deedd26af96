#pragma once

#include <vector>

namespace p8 {

enum class CalibrationMethod {
  None,     ///< the logistic function of the margin, as the model means it
  Sigmoid,  ///< Platt scaling: the logistic function of slope * margin + intercept
  Isotonic  ///< the best non-decreasing function, smoothed, piecewise linear between knots
};

/// From a model's margin (log-odds) to P(default). Plain data: a bundle stores it as it is.
struct Calibration {
  CalibrationMethod method = CalibrationMethod::None;
  double slope = 1.0;                 ///< Sigmoid; at least 0
  double intercept = 0.0;             ///< Sigmoid
  std::vector<double> margins;        ///< Isotonic: knots, strictly ascending, at least one
  std::vector<double> probabilities;  ///< Isotonic: P(default) at each knot, ascending, in (0, 1)

  /// P(default) in [0, 1], never falling as the margin rises. Between two isotonic knots it is interpolated linearly,
  /// beyond the last one it stays there (as scikit-learn's IsotonicRegression(out_of_bounds="clip")). NaN stays NaN.
  double apply(double margin) const;
  std::vector<double> apply(const std::vector<double>& margins_to_calibrate) const;
};

/// Fits a calibration on margins that the model gave to rows it was not trained on (out of fold).
/// Sigmoid: maximum likelihood with Platt's (1999) smoothed targets (n1 + 1) / (n1 + 2) and 1 / (n0 + 2), by the
/// Newton method of Lin, Lin and Weng (2007, "A note on Platt's probabilistic outputs"); where margins and labels run
/// against each other, slope 0 and the (smoothed) share of defaults.
/// Isotonic: Venn-Abers prediction (Vovk and Petej 2014, UAI), which is isotonic regression (pool adjacent violators;
/// rows of equal margin are averaged first) fitted once as if the client had not defaulted, p0, and once as if it had,
/// p1; P = p1 / (1 - p0 + p1), which costs least in log loss whatever the truth (Vovk, Petej and Fedorova 2015,
/// "Large-scale probabilistic predictors with and without guarantees of validity", NIPS, section 4). So a pool of n
/// rows without a default gives 1 / (n + 2), never 0. It is evaluated at the ends of each pool. Takes some thousand
/// rows to be better than a sigmoid.
/// Throws Error(Data) on empty input, different lengths, margins that are not finite, or labels other than 0 and 1.
Calibration fit_calibration(CalibrationMethod method, const std::vector<double>& margins,
                            const std::vector<int>& defaulted);

/// "none", "sigmoid" or "isotonic".
const char* method_name(CalibrationMethod method);

/// 1 / (1 + exp(-margin)).
double logistic(double margin);

}  // namespace p8
