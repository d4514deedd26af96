#pragma once

#include <cstddef>
#include <optional>
#include <vector>

/// How well scores tell two classes apart, and how true probabilities are.
///
/// In all of these `p` holds one score per row, `y` its class (1: the event, 0: not), of the same length; rows may come
/// in any order. Where a figure is undefined (no rows; a single class where both are needed) the result is empty, which
/// becomes null in JSON. Each throws Error(Data) on different lengths, NaN scores, or labels other than 0 and 1; where
/// p is a probability also when it is outside [0, 1]. Values agree with scikit-learn 1.3 to rounding.
namespace p8 {

/// Rows that share one score.
struct ScoreGroup {
  double score = 0.0;
  std::size_t negatives = 0;
  std::size_t positives = 0;

  std::size_t rows() const { return negatives + positives; }
};

/// The distinct scores in ascending order, with the classes counted: all that rank-based figures need.
std::vector<ScoreGroup> group_by_score(const std::vector<double>& p, const std::vector<int>& y);

/// Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting one half
/// (Mann and Whitney's U / (n0 n1)). Any real scores. Empty unless both classes are there.
std::optional<double> roc_auc(const std::vector<double>& p, const std::vector<int>& y);

/// Average precision: the sum of (recall - previous recall) * precision over the distinct scores from the highest
/// down, without interpolation. Any real scores. Empty without positives.
std::optional<double> average_precision(const std::vector<double>& p, const std::vector<int>& y);

/// Kolmogorov and Smirnov's distance: the largest gap between the distribution functions of the scores of both
/// classes, in [0, 1]. Any real scores. Empty unless both classes are there.
std::optional<double> ks(const std::vector<double>& p, const std::vector<int>& y);

/// Brier score: the mean of (p - y)^2, in [0, 1]. Empty for no rows.
std::optional<double> brier(const std::vector<double>& p, const std::vector<int>& y);

/// Log loss: the mean of -ln(probability given to the true class), with p kept to [eps, 1 - eps], eps = 2^-52 (what
/// scikit-learn takes for doubles), so that one confident mistake costs 36 at most. Empty for no rows.
std::optional<double> log_loss(const std::vector<double>& p, const std::vector<int>& y);

/// Rows of similar probability. Means are NaN where the bin is empty.
struct CalibrationBin {
  std::size_t rows = 0;
  double mean_p = 0.0;  ///< mean predicted probability
  double rate = 0.0;    ///< share of positives
};

/// `bins` bins of equal width on [0, 1]; row i falls into bin min(floor(bins * p), bins - 1), where a p that is below
/// an edge by noise only (core/float_noise.h) counts as at the edge. Empty bins are kept.
std::vector<CalibrationBin> equal_width_bins(const std::vector<double>& p, const std::vector<int>& y, int bins = 10);

/// At most `bins` bins of about equal counts, in ascending order of p. Rows of the same p, but for noise, stay in one
/// bin, so that the order of rows does not matter: with many ties there are fewer bins. No bin is empty.
std::vector<CalibrationBin> equal_count_bins(const std::vector<double>& p, const std::vector<int>& y, int bins = 10);

/// |rate - mean_p| averaged over bins, weighted by their rows; NaN for no rows.
double mean_calibration_gap(const std::vector<CalibrationBin>& bins);

/// Expected calibration error: the mean gap of the equal-width bins (Naeini et al. 2015, AAAI). Empty for no rows.
std::optional<double> expected_calibration_error(const std::vector<double>& p, const std::vector<int>& y,
                                                 int bins = 10);

/// A point of the ROC curve: the shares of negatives and of positives at or above some score.
struct RocPoint {
  double false_positive_rate = 0.0;
  double true_positive_rate = 0.0;
};

/// The ROC curve from (0, 0) to (1, 1), one point a distinct score; when these are more than `max_points`, only points
/// at least 2 / (max_points - 2) apart (sum of both steps) are kept. Empty unless both classes are there.
std::vector<RocPoint> roc_curve(const std::vector<double>& p, const std::vector<int>& y, std::size_t max_points = 200);

/// The figures that p8 prints of a credit model.
struct BinaryMetrics {
  std::size_t rows = 0;
  std::size_t positives = 0;
  std::optional<double> auc;
  std::optional<double> average_precision;
  std::optional<double> brier;
  std::optional<double> ks;
  std::optional<double> log_loss;
  std::optional<double> ece;
};

BinaryMetrics binary_metrics(const std::vector<double>& p, const std::vector<int>& y);

}  // namespace p8
