#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "p8/statistics/statistics.h"

/// How well rows are sorted into C classes. p8/core/metrics.h has the figures of two classes.
///
/// Classes are numbered 0 to C - 1; `y` holds the true class of each row. Where a figure is undefined (no rows, a class
/// that does not occur) the result is empty, which becomes null in JSON. Each throws Error(Data) on different lengths,
/// on a class outside 0 to C - 1 and on probabilities that are none. Values agree with scikit-learn 1.2 to rounding.
namespace p8 {

/// What the model says of each row: (rows, C), row-major, each at least 0. A row is divided by its sum before use.
struct ClassProbabilities {
  std::vector<double> values;
  std::size_t classes = 0;  ///< C

  std::size_t rows() const { return classes == 0 ? 0 : values.size() / classes; }
  const double* row(std::size_t index) const { return values.data() + index * classes; }
};

/// How often a row of one class was taken for another: (C, C), row-major, rows = truth, columns = prediction.
struct ConfusionMatrix {
  std::vector<std::size_t> counts;
  std::size_t classes = 0;  ///< C

  std::size_t at(std::size_t truth, std::size_t predicted) const { return counts[truth * classes + predicted]; }
  std::size_t support(std::size_t truth) const;          ///< rows of that class
  std::size_t predictions(std::size_t predicted) const;  ///< rows taken for that class
  std::size_t rows() const;
  std::size_t correct() const;
};

ConfusionMatrix confusion_matrix(const std::vector<int>& y, const std::vector<int>& predicted, std::size_t classes);

/// One class against all others, each figure in [0, 1].
struct ClassMetrics {
  std::optional<double> precision;  ///< right predictions among those of the class; empty if it was never predicted
  std::optional<double> recall;     ///< right predictions among its rows; empty if it has none
  std::optional<double> f1;         ///< their harmonic mean, 2 tp / (2 tp + fp + fn); empty if both are
  std::size_t support = 0;
};

/// One entry a class.
std::vector<ClassMetrics> per_class_metrics(const ConfusionMatrix& confusion);

/// The mean recall of the classes that have rows, in [0, 1].
std::optional<double> balanced_accuracy(const ConfusionMatrix& confusion);

/// The mean F1 of the classes that occur in truth or prediction, in [0, 1].
std::optional<double> macro_f1(const ConfusionMatrix& confusion);

/// The mean F1 weighted by the classes' rows, in [0, 1].
std::optional<double> weighted_f1(const ConfusionMatrix& confusion);

/// Agreement of two partitions of the same rows, whatever their parts are called: 1 for the same, about 0 by chance,
/// negative below (Hubert and Arabie 1985, J. of Classification 2, 193-218). Labels may be any numbers. 1 where both
/// are a single part, or all rows are parts of their own; empty for no rows.
std::optional<double> adjusted_rand_index(const std::vector<int>& first, const std::vector<int>& second);

/// The class of the largest probability of each row; the first one among equals.
std::vector<int> most_probable(const ClassProbabilities& p);

/// The share of rows whose true class is among the k most probable, the first one first among equals.
std::optional<double> top_k_accuracy(const ClassProbabilities& p, const std::vector<int>& y, std::size_t k);

/// The mean of -ln(probability of the true class), kept to [eps, 1 - eps] with eps = 2^-52 as for two classes.
std::optional<double> log_loss(const ClassProbabilities& p, const std::vector<int>& y);

/// The mean, over the classes that have rows but not all, of the area under the ROC curve of the class against the
/// others (unweighted).
std::optional<double> roc_auc_one_vs_rest(const ClassProbabilities& p, const std::vector<int>& y);

/// Expected calibration error of the most probable class: its probability against how often it is right, in `bins`
/// bins of equal width (Guo et al. 2017, ICML).
std::optional<double> expected_calibration_error(const ClassProbabilities& p, const std::vector<int>& y, int bins = 10);

/// The figures that p8 prints of a classifier of images. The prediction is the most probable class.
struct ClassificationMetrics {
  ConfusionMatrix confusion;
  std::vector<ClassMetrics> per_class;
  std::optional<double> accuracy;
  Interval accuracy_interval;  ///< 95 %, Wilson; [0, 1] for no rows
  std::optional<double> balanced_accuracy;
  std::optional<double> macro_f1;
  std::optional<double> weighted_f1;
  std::optional<double> adjusted_rand_index;
  std::optional<double> top_3_accuracy;
  std::optional<double> top_5_accuracy;
  std::optional<double> log_loss;
  std::optional<double> roc_auc;
  std::optional<double> ece;
};

ClassificationMetrics classification_metrics(const ClassProbabilities& p, const std::vector<int>& y);

}  // namespace p8
