#include "p8/statistics/classification_metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "p8/base/error.h"
#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

void check_classes(const std::vector<int>& y, std::size_t classes) {
  for (std::size_t row = 0; row < y.size(); ++row) {
    if (y[row] < 0 || static_cast<std::size_t>(y[row]) >= classes) {
      throw data_error("the class of row {} is {}, expected 0 to {}",
                       "la classe de la ligne {} vaut {}, attendu de 0 à {}", row + 1, y[row],
                       static_cast<std::ptrdiff_t>(classes) - 1);
    }
  }
}

/// The rows divided by their sums.
ClassProbabilities normalized(const ClassProbabilities& p) {
  ClassProbabilities result = p;
  for (std::size_t row = 0; row < p.rows(); ++row) {
    double* const values = result.values.data() + row * p.classes;
    double sum = 0.0;
    for (std::size_t c = 0; c < p.classes; ++c) {
      if (!(values[c] >= 0.0) || std::isinf(values[c])) {
        throw data_error("the probability of class {1} in row {0} is {2}, expected a number from 0 to 1",
                         "la probabilité de la classe {1} à la ligne {0} vaut {2}, attendu un nombre de 0 à 1", row + 1,
                         c, values[c]);
      }
      sum += values[c];
    }
    if (sum <= 0.0) {
      throw data_error("the probabilities of row {} are all 0", "les probabilités de la ligne {} sont toutes nulles",
                       row + 1);
    }
    for (std::size_t c = 0; c < p.classes; ++c) values[c] /= sum;
  }
  return result;
}

ClassProbabilities checked(const ClassProbabilities& p, const std::vector<int>& y) {
  if (p.values.size() != y.size() * p.classes) {
    throw data_error("{} rows of probabilities but {} labels", "{} lignes de probabilités mais {} étiquettes", p.rows(),
                     y.size());
  }
  check_classes(y, p.classes);
  return normalized(p);
}

/// The share of two counts, or nothing where there are none to share.
std::optional<double> share(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

template <typename Figure>
std::optional<double> mean_where_defined(const std::vector<ClassMetrics>& classes, Figure figure) {
  std::vector<double> defined;
  for (const ClassMetrics& metrics : classes) {
    if (const std::optional<double> value = figure(metrics)) defined.push_back(*value);
  }
  if (defined.empty()) return std::nullopt;
  return mean(defined);
}

double pairs(std::size_t rows) { return static_cast<double>(rows) * (static_cast<double>(rows) - 1.0) / 2.0; }

template <typename Key>
double pairs_within(const std::map<Key, std::size_t>& parts) {
  double sum = 0.0;
  for (const auto& [label, rows] : parts) sum += pairs(rows);
  return sum;
}

}  // namespace

std::size_t ConfusionMatrix::support(std::size_t truth) const {
  std::size_t sum = 0;
  for (std::size_t predicted = 0; predicted < classes; ++predicted) sum += at(truth, predicted);
  return sum;
}

std::size_t ConfusionMatrix::predictions(std::size_t predicted) const {
  std::size_t sum = 0;
  for (std::size_t truth = 0; truth < classes; ++truth) sum += at(truth, predicted);
  return sum;
}

std::size_t ConfusionMatrix::rows() const {
  std::size_t sum = 0;
  for (const std::size_t count : counts) sum += count;
  return sum;
}

std::size_t ConfusionMatrix::correct() const {
  std::size_t sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += at(c, c);
  return sum;
}

ConfusionMatrix confusion_matrix(const std::vector<int>& y, const std::vector<int>& predicted, std::size_t classes) {
  if (y.size() != predicted.size()) {
    throw data_error("{} predictions but {} labels", "{} prédictions mais {} étiquettes", predicted.size(), y.size());
  }
  check_classes(y, classes);
  check_classes(predicted, classes);
  ConfusionMatrix confusion = {std::vector<std::size_t>(classes * classes), classes};
  for (std::size_t row = 0; row < y.size(); ++row) {
    ++confusion.counts[static_cast<std::size_t>(y[row]) * classes + static_cast<std::size_t>(predicted[row])];
  }
  return confusion;
}

std::vector<ClassMetrics> per_class_metrics(const ConfusionMatrix& confusion) {
  std::vector<ClassMetrics> result(confusion.classes);
  for (std::size_t c = 0; c < confusion.classes; ++c) {
    const std::size_t hits = confusion.at(c, c);
    const std::size_t predictions = confusion.predictions(c);
    result[c].support = confusion.support(c);
    result[c].precision = share(hits, predictions);
    result[c].recall = share(hits, result[c].support);
    result[c].f1 = share(2 * hits, predictions + result[c].support);
  }
  return result;
}

std::optional<double> balanced_accuracy(const ConfusionMatrix& confusion) {
  return mean_where_defined(per_class_metrics(confusion), [](const ClassMetrics& c) { return c.recall; });
}

std::optional<double> macro_f1(const ConfusionMatrix& confusion) {
  return mean_where_defined(per_class_metrics(confusion), [](const ClassMetrics& c) { return c.f1; });
}

std::optional<double> weighted_f1(const ConfusionMatrix& confusion) {
  const std::size_t rows = confusion.rows();
  if (rows == 0) return std::nullopt;
  double sum = 0.0;
  for (const ClassMetrics& metrics : per_class_metrics(confusion)) {
    sum += metrics.f1.value_or(0.0) * static_cast<double>(metrics.support);
  }
  return sum / static_cast<double>(rows);
}

std::optional<double> adjusted_rand_index(const std::vector<int>& first, const std::vector<int>& second) {
  if (first.size() != second.size()) {
    throw data_error("{} labels against {}", "{} étiquettes contre {}", first.size(), second.size());
  }
  if (first.empty()) return std::nullopt;
  std::map<int, std::size_t> first_parts;
  std::map<int, std::size_t> second_parts;
  std::map<std::pair<int, int>, std::size_t> common_parts;
  for (std::size_t row = 0; row < first.size(); ++row) {
    ++first_parts[first[row]];
    ++second_parts[second[row]];
    ++common_parts[{first[row], second[row]}];
  }
  const double in_both = pairs_within(common_parts);
  const double in_first = pairs_within(first_parts);
  const double in_second = pairs_within(second_parts);
  if (in_both == in_first && in_both == in_second) return 1.0;
  const double by_chance = in_first * in_second / pairs(first.size());
  return (in_both - by_chance) / ((in_first + in_second) / 2.0 - by_chance);
}

std::vector<int> most_probable(const ClassProbabilities& p) {
  std::vector<int> result;
  result.reserve(p.rows());
  for (std::size_t row = 0; row < p.rows(); ++row) {
    const double* const values = p.row(row);
    result.push_back(static_cast<int>(std::max_element(values, values + p.classes) - values));
  }
  return result;
}

std::optional<double> top_k_accuracy(const ClassProbabilities& p, const std::vector<int>& y, std::size_t k) {
  assert(k > 0);
  const ClassProbabilities shares = checked(p, y);
  std::size_t hits = 0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    const double* const values = shares.row(row);
    const auto truth = static_cast<std::size_t>(y[row]);
    std::size_t before = 0;
    for (std::size_t c = 0; c < p.classes; ++c) {
      before += values[c] > values[truth] || (values[c] == values[truth] && c < truth) ? 1 : 0;
    }
    hits += before < k ? 1 : 0;
  }
  return share(hits, y.size());
}

std::optional<double> log_loss(const ClassProbabilities& p, const std::vector<int>& y) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const ClassProbabilities shares = checked(p, y);
  if (y.empty()) return std::nullopt;
  double sum = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    sum -= std::log(std::clamp(shares.row(row)[y[row]], kEpsilon, 1.0 - kEpsilon));
  }
  return sum / static_cast<double>(y.size());
}

std::optional<double> roc_auc_one_vs_rest(const ClassProbabilities& p, const std::vector<int>& y) {
  const ClassProbabilities shares = checked(p, y);
  std::vector<double> areas;
  std::vector<double> scores(y.size());
  std::vector<int> is_class(y.size());
  for (std::size_t c = 0; c < p.classes; ++c) {
    for (std::size_t row = 0; row < y.size(); ++row) {
      scores[row] = shares.row(row)[c];
      is_class[row] = static_cast<std::size_t>(y[row]) == c ? 1 : 0;
    }
    if (const std::optional<double> area = roc_auc(scores, is_class)) areas.push_back(*area);
  }
  if (areas.empty()) return std::nullopt;
  return mean(areas);
}

std::optional<double> expected_calibration_error(const ClassProbabilities& p, const std::vector<int>& y, int bins) {
  const ClassProbabilities shares = checked(p, y);
  const std::vector<int> predicted = most_probable(shares);
  std::vector<double> confidence(y.size());
  std::vector<int> is_right(y.size());
  for (std::size_t row = 0; row < y.size(); ++row) {
    confidence[row] = shares.row(row)[predicted[row]];
    is_right[row] = predicted[row] == y[row] ? 1 : 0;
  }
  return expected_calibration_error(confidence, is_right, bins);
}

ClassificationMetrics classification_metrics(const ClassProbabilities& p, const std::vector<int>& y) {
  const std::vector<int> predicted = most_probable(checked(p, y));
  ClassificationMetrics metrics;
  metrics.confusion = confusion_matrix(y, predicted, p.classes);
  metrics.per_class = per_class_metrics(metrics.confusion);
  metrics.accuracy = share(metrics.confusion.correct(), y.size());
  metrics.accuracy_interval = wilson_interval(metrics.confusion.correct(), y.size());
  metrics.balanced_accuracy = balanced_accuracy(metrics.confusion);
  metrics.macro_f1 = macro_f1(metrics.confusion);
  metrics.weighted_f1 = weighted_f1(metrics.confusion);
  metrics.adjusted_rand_index = adjusted_rand_index(y, predicted);
  metrics.top_3_accuracy = top_k_accuracy(p, y, 3);
  metrics.top_5_accuracy = top_k_accuracy(p, y, 5);
  metrics.log_loss = log_loss(p, y);
  metrics.roc_auc = roc_auc_one_vs_rest(p, y);
  metrics.ece = expected_calibration_error(p, y);
  return metrics;
}

}  // namespace p8
