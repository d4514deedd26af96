#include "p8/credit/model/calibration.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "p8/base/error.h"
#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

// ---- sigmoid: P = 1 / (1 + exp(-(slope * margin + intercept))) -------------------------------------------------

/// The smoothed likelihood of groups of equal margin. Its minus logarithm is convex in (slope, intercept).
struct PlattProblem {
  const std::vector<ScoreGroup>& groups;
  double positive_target;
  double negative_target;

  double loss(double slope, double intercept) const {
    double sum = 0.0;
    for (const ScoreGroup& group : groups) {
      const double z = slope * group.score + intercept;
      const double log_sum = z >= 0.0 ? std::log1p(std::exp(-z)) + z : std::log1p(std::exp(z));  // ln(1 + e^z)
      sum += static_cast<double>(group.rows()) * log_sum - target_sum(group) * z;
    }
    return sum;
  }

  double target_sum(const ScoreGroup& group) const {
    return static_cast<double>(group.positives) * positive_target +
           static_cast<double>(group.negatives) * negative_target;
  }
};

/// Gradient and Hessian of the loss in (slope, intercept).
struct Derivatives {
  double by_slope = 0.0;
  double by_intercept = 0.0;
  double slope_slope = 0.0;
  double slope_intercept = 0.0;
  double intercept_intercept = 0.0;
};

Derivatives derivatives(const PlattProblem& problem, double slope, double intercept) {
  constexpr double kRidge = 1e-12;  // keeps the Hessian invertible, Lin et al. algorithm 1
  Derivatives d;
  d.slope_slope = kRidge;
  d.intercept_intercept = kRidge;
  for (const ScoreGroup& group : problem.groups) {
    const auto rows = static_cast<double>(group.rows());
    const double p = logistic(slope * group.score + intercept);
    const double q = logistic(-(slope * group.score + intercept));
    const double error = rows * p - problem.target_sum(group);
    const double weight = rows * p * q;
    d.by_slope += error * group.score;
    d.by_intercept += error;
    d.slope_slope += weight * group.score * group.score;
    d.slope_intercept += weight * group.score;
    d.intercept_intercept += weight;
  }
  return d;
}

/// Newton's method with backtracking from slope 0 and the log-odds of the classes (Lin et al. 2007, algorithm 1).
void fit_sigmoid(Calibration& calibration, const PlattProblem& problem, double prior_log_odds) {
  constexpr int kMaxSteps = 100;
  constexpr double kSmallestStep = 1e-10;
  constexpr double kGradientTolerance = 1e-5;
  constexpr double kSufficientDecrease = 1e-4;
  double slope = 0.0;
  double intercept = prior_log_odds;
  double loss = problem.loss(slope, intercept);
  for (int step = 0; step < kMaxSteps; ++step) {
    const Derivatives d = derivatives(problem, slope, intercept);
    if (std::abs(d.by_slope) < kGradientTolerance && std::abs(d.by_intercept) < kGradientTolerance) break;
    const double determinant = d.slope_slope * d.intercept_intercept - d.slope_intercept * d.slope_intercept;
    const double slope_step = -(d.intercept_intercept * d.by_slope - d.slope_intercept * d.by_intercept) / determinant;
    const double intercept_step = -(d.slope_slope * d.by_intercept - d.slope_intercept * d.by_slope) / determinant;
    const double descent = d.by_slope * slope_step + d.by_intercept * intercept_step;
    double length = 1.0;
    for (; length >= kSmallestStep; length /= 2.0) {
      const double next_loss = problem.loss(slope + length * slope_step, intercept + length * intercept_step);
      if (next_loss >= loss + kSufficientDecrease * length * descent) continue;
      slope += length * slope_step;
      intercept += length * intercept_step;
      loss = next_loss;
      break;
    }
    if (length < kSmallestStep) break;
  }
  const bool is_usable = std::isfinite(slope) && std::isfinite(intercept) && slope > 0.0;
  calibration.slope = is_usable ? slope : 0.0;
  calibration.intercept = is_usable ? intercept : prior_log_odds;
}

void fit_sigmoid(Calibration& calibration, const std::vector<ScoreGroup>& groups) {
  double negatives = 0.0;
  double positives = 0.0;
  for (const ScoreGroup& group : groups) {
    negatives += static_cast<double>(group.negatives);
    positives += static_cast<double>(group.positives);
  }
  const PlattProblem problem{groups, (positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0)};
  fit_sigmoid(calibration, problem, std::log((positives + 1.0) / (negatives + 1.0)));
}

// ---- isotonic: Venn-Abers on pooled adjacent violators ------------------------------------------------------------

/// Neighbouring groups that share one fitted value.
struct Pool {
  std::size_t first;
  std::size_t last;
  double positives;
  double rows;

  double value() const { return positives / rows; }
};

Pool joined(const Pool& left, const Pool& right) {
  return {left.first, right.last, left.positives + right.positives, left.rows + right.rows};
}

/// Isotonic regression that can be asked what it would be with one row more.
class IsotonicFit {
 public:
  explicit IsotonicFit(const std::vector<ScoreGroup>& groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups_.push_back({i, i, static_cast<double>(groups[i].positives), static_cast<double>(groups[i].rows())});
    }
    ending_ = groups_;
    for (std::size_t i = 0; i < groups_.size(); ++i) ending_[i] = pooled(groups_[i], 0, i + 1);
    starting_ = groups_;
    for (std::size_t i = groups_.size(); i-- > 0;) starting_[i] = pooled(groups_[i], i, groups_.size());
  }

  /// The pools of all groups, ascending.
  std::vector<Pool> pools() const {
    std::vector<Pool> pools;
    for (std::size_t end = groups_.size(); end > 0; end = pools.back().first) pools.push_back(ending_[end - 1]);
    std::reverse(pools.begin(), pools.end());
    return pools;
  }

  /// The value at a group, had it one more row of this label.
  double value_with(std::size_t group, double label) const {
    Pool pool = groups_[group];
    pool.positives += label;
    pool.rows += 1.0;
    return pooled(pool, 0, groups_.size()).value();
  }

 private:
  /// Pools adjacent violators around a group, within [begin, end): the pools on its left end where it begins, those on
  /// its right begin where it ends.
  Pool pooled(Pool pool, std::size_t begin, std::size_t end) const {
    while (true) {
      if (pool.first > begin && ending_[pool.first - 1].value() >= pool.value()) {
        pool = joined(ending_[pool.first - 1], pool);
      } else if (pool.last + 1 < end && starting_[pool.last + 1].value() <= pool.value()) {
        pool = joined(pool, starting_[pool.last + 1]);
      } else {
        return pool;
      }
    }
  }

  std::vector<Pool> groups_;
  std::vector<Pool> ending_;    // [i]: the last pool of the groups up to i
  std::vector<Pool> starting_;  // [i]: the first pool of the groups from i on
};

/// Two knots a pool of the isotonic regression, at its ends, linear between them.
void fit_isotonic(Calibration& calibration, const std::vector<ScoreGroup>& groups) {
  const IsotonicFit fit(groups);
  const auto add_knot = [&](std::size_t group) {
    const double p0 = fit.value_with(group, 0.0);
    const double p1 = fit.value_with(group, 1.0);
    const double p = p1 / (1.0 - p0 + p1);
    const double before = calibration.probabilities.empty() ? 0.0 : calibration.probabilities.back();
    calibration.margins.push_back(groups[group].score);
    calibration.probabilities.push_back(std::max(p, before));  // it never falls but by rounding
  };
  for (const Pool& pool : fit.pools()) {
    add_knot(pool.first);
    if (pool.last != pool.first) add_knot(pool.last);
  }
}

double interpolate(const Calibration& calibration, double margin) {
  const std::vector<double>& margins = calibration.margins;
  const std::vector<double>& probabilities = calibration.probabilities;
  assert(!margins.empty() && margins.size() == probabilities.size());
  if (margin <= margins.front()) return probabilities.front();
  if (margin >= margins.back()) return probabilities.back();
  const auto above = std::upper_bound(margins.begin(), margins.end(), margin);
  const auto i = static_cast<std::size_t>(above - margins.begin());
  const double share = (margin - margins[i - 1]) / (margins[i] - margins[i - 1]);
  const double low = probabilities[i - 1];
  const double high = probabilities[i];
  return std::clamp(low + share * (high - low), low, high);
}

void check_margins(const std::vector<double>& margins) {
  if (margins.empty()) throw data_error("no clients to calibrate on", "aucun client sur lequel calibrer");
  for (std::size_t row = 0; row < margins.size(); ++row) {
    if (std::isfinite(margins[row])) continue;
    throw data_error("the margin of row {} is {}, expected a finite number",
                     "la marge de la ligne {} vaut {}, attendu un nombre fini", row + 1, margins[row]);
  }
}

}  // namespace

const char* method_name(CalibrationMethod method) {
  switch (method) {
    case CalibrationMethod::Sigmoid:
      return "sigmoid";
    case CalibrationMethod::Isotonic:
      return "isotonic";
    case CalibrationMethod::None:
      break;
  }
  return "none";
}

double logistic(double margin) {
  if (margin >= 0.0) return 1.0 / (1.0 + std::exp(-margin));
  const double power = std::exp(margin);  // small margins keep their precision
  return power / (1.0 + power);
}

double Calibration::apply(double margin) const {
  if (std::isnan(margin)) return margin;
  switch (method) {
    case CalibrationMethod::Sigmoid:
      return logistic(slope == 0.0 ? intercept : slope * margin + intercept);
    case CalibrationMethod::Isotonic:
      return interpolate(*this, margin);
    case CalibrationMethod::None:
      break;
  }
  return logistic(margin);
}

std::vector<double> Calibration::apply(const std::vector<double>& margins_to_calibrate) const {
  std::vector<double> result;
  result.reserve(margins_to_calibrate.size());
  for (const double margin : margins_to_calibrate) result.push_back(apply(margin));
  return result;
}

Calibration fit_calibration(CalibrationMethod method, const std::vector<double>& margins,
                            const std::vector<int>& defaulted) {
  check_margins(margins);
  const std::vector<ScoreGroup> groups = group_by_score(margins, defaulted);
  Calibration calibration;
  calibration.method = method;
  if (method == CalibrationMethod::Sigmoid) fit_sigmoid(calibration, groups);
  if (method == CalibrationMethod::Isotonic) fit_isotonic(calibration, groups);
  return calibration;
}

}  // namespace p8
