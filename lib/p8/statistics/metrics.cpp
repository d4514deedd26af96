#include "p8/statistics/metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "p8/base/error.h"
#include "p8/statistics/float_noise.h"

namespace p8 {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

void check_rows(const std::vector<double>& p, const std::vector<int>& y) {
  if (p.size() != y.size()) {
    throw data_error("{} scores but {} labels", "{} scores mais {} étiquettes", p.size(), y.size());
  }
  for (std::size_t row = 0; row < p.size(); ++row) {
    if (std::isnan(p[row])) {
      throw data_error("the score of row {} is not a number", "le score de la ligne {} n'est pas un nombre", row + 1);
    }
    if (y[row] != 0 && y[row] != 1) {
      throw data_error("the label of row {} is {}, expected 0 or 1",
                       "l'étiquette de la ligne {} vaut {}, attendu 0 ou 1", row + 1, y[row]);
    }
  }
}

void check_probabilities(const std::vector<double>& p, const std::vector<int>& y) {
  check_rows(p, y);
  for (std::size_t row = 0; row < p.size(); ++row) {
    if (p[row] < 0.0 || p[row] > 1.0) {
      throw data_error("the probability of row {} is {}, expected a number from 0 to 1",
                       "la probabilité de la ligne {} vaut {}, attendu un nombre de 0 à 1", row + 1, p[row]);
    }
  }
}

/// Groups from the highest score down, with the number of rows of each class in all.
struct Ranking {
  std::vector<ScoreGroup> groups;
  double negatives = 0.0;
  double positives = 0.0;

  bool has_both_classes() const { return negatives > 0.0 && positives > 0.0; }
};

Ranking rank(const std::vector<double>& p, const std::vector<int>& y) {
  Ranking ranking;
  ranking.groups = group_by_score(p, y);
  std::reverse(ranking.groups.begin(), ranking.groups.end());
  for (const ScoreGroup& group : ranking.groups) {
    ranking.negatives += static_cast<double>(group.negatives);
    ranking.positives += static_cast<double>(group.positives);
  }
  return ranking;
}

/// The ROC curve with one point a distinct score. The ranking has both classes.
std::vector<RocPoint> full_roc_curve(const Ranking& ranking) {
  std::vector<RocPoint> curve = {{0.0, 0.0}};
  std::size_t negatives = 0;
  std::size_t positives = 0;
  for (const ScoreGroup& group : ranking.groups) {
    negatives += group.negatives;
    positives += group.positives;
    curve.push_back(
        {static_cast<double>(negatives) / ranking.negatives, static_cast<double>(positives) / ranking.positives});
  }
  return curve;
}

/// Keeps both ends and the points at least `step` from the last one kept.
std::vector<RocPoint> thin(const std::vector<RocPoint>& curve, double step) {
  std::vector<RocPoint> kept = {curve.front()};
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    const double walked = curve[i].false_positive_rate - kept.back().false_positive_rate + curve[i].true_positive_rate -
                          kept.back().true_positive_rate;
    if (walked >= step) kept.push_back(curve[i]);
  }
  kept.push_back(curve.back());
  return kept;
}

/// Collects rows of a bin; mean_p and rate hold sums until finish().
void add(CalibrationBin& bin, double p_sum, double positives, std::size_t rows) {
  bin.rows += rows;
  bin.mean_p += p_sum;
  bin.rate += positives;
}

void finish(CalibrationBin& bin) {
  const auto rows = static_cast<double>(bin.rows);
  bin.mean_p = bin.rows == 0 ? kUndefined : bin.mean_p / rows;
  bin.rate = bin.rows == 0 ? kUndefined : bin.rate / rows;
}

}  // namespace

std::vector<ScoreGroup> group_by_score(const std::vector<double>& p, const std::vector<int>& y) {
  check_rows(p, y);
  std::vector<std::pair<double, int>> rows(p.size());
  for (std::size_t row = 0; row < p.size(); ++row) rows[row] = {p[row], y[row]};
  std::sort(rows.begin(), rows.end());
  std::vector<ScoreGroup> groups;
  for (const auto& [score, label] : rows) {
    if (groups.empty() || groups.back().score != score) groups.push_back({score, 0, 0});
    ++(label == 1 ? groups.back().positives : groups.back().negatives);
  }
  return groups;
}

std::optional<double> roc_auc(const std::vector<double>& p, const std::vector<int>& y) {
  const Ranking ranking = rank(p, y);
  if (!ranking.has_both_classes()) return std::nullopt;
  double wins = 0.0;  // pairs that the positive wins; halves are exact in binary
  double positives_above = 0.0;
  for (const ScoreGroup& group : ranking.groups) {
    const auto positives = static_cast<double>(group.positives);
    wins += static_cast<double>(group.negatives) * (positives_above + positives / 2.0);
    positives_above += positives;
  }
  return wins / ranking.negatives / ranking.positives;
}

std::optional<double> average_precision(const std::vector<double>& p, const std::vector<int>& y) {
  const Ranking ranking = rank(p, y);
  if (ranking.positives == 0.0) return std::nullopt;
  double sum = 0.0;
  double positives = 0.0;
  double rows = 0.0;
  for (const ScoreGroup& group : ranking.groups) {
    positives += static_cast<double>(group.positives);
    rows += static_cast<double>(group.rows());
    sum += static_cast<double>(group.positives) * (positives / rows);
  }
  return sum / ranking.positives;
}

std::optional<double> ks(const std::vector<double>& p, const std::vector<int>& y) {
  const Ranking ranking = rank(p, y);
  if (!ranking.has_both_classes()) return std::nullopt;
  double largest = 0.0;
  for (const RocPoint& point : full_roc_curve(ranking)) {
    largest = std::max(largest, std::abs(point.true_positive_rate - point.false_positive_rate));
  }
  return largest;
}

std::optional<double> brier(const std::vector<double>& p, const std::vector<int>& y) {
  check_probabilities(p, y);
  if (p.empty()) return std::nullopt;
  double sum = 0.0;
  for (std::size_t row = 0; row < p.size(); ++row) sum += (p[row] - y[row]) * (p[row] - y[row]);
  return sum / static_cast<double>(p.size());
}

std::optional<double> log_loss(const std::vector<double>& p, const std::vector<int>& y) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  check_probabilities(p, y);
  if (p.empty()) return std::nullopt;
  double sum = 0.0;
  for (std::size_t row = 0; row < p.size(); ++row) {
    const double kept = std::clamp(p[row], kEpsilon, 1.0 - kEpsilon);
    sum -= y[row] == 1 ? std::log(kept) : std::log1p(-kept);
  }
  return sum / static_cast<double>(p.size());
}

std::vector<CalibrationBin> equal_width_bins(const std::vector<double>& p, const std::vector<int>& y, int bins) {
  assert(bins > 0);
  check_probabilities(p, y);
  std::vector<CalibrationBin> result(static_cast<std::size_t>(bins));
  for (std::size_t row = 0; row < p.size(); ++row) {
    const int bin = std::min(static_cast<int>(bins * (p[row] + float_noise(p[row]))), bins - 1);
    add(result[static_cast<std::size_t>(bin)], p[row], y[row], 1);
  }
  for (CalibrationBin& bin : result) finish(bin);
  return result;
}

std::vector<CalibrationBin> equal_count_bins(const std::vector<double>& p, const std::vector<int>& y, int bins) {
  assert(bins > 0);
  check_probabilities(p, y);
  const auto wanted = static_cast<std::size_t>(bins);
  std::vector<CalibrationBin> result;
  std::size_t begun = 0;  // rows in all bins so far
  bool bin_is_full = true;
  double last = -1.0;
  for (const ScoreGroup& group : group_by_score(p, y)) {
    if (bin_is_full && !is_same_value(last, group.score)) {
      result.emplace_back();
      bin_is_full = false;
    }
    last = group.score;
    const auto rows = static_cast<double>(group.rows());
    add(result.back(), group.score * rows, static_cast<double>(group.positives), group.rows());
    const std::size_t bin_before = begun * wanted / p.size();
    begun += group.rows();
    bin_is_full = bin_is_full || begun * wanted / p.size() > bin_before;
  }
  for (CalibrationBin& bin : result) finish(bin);
  return result;
}

double mean_calibration_gap(const std::vector<CalibrationBin>& bins) {
  std::size_t rows = 0;
  for (const CalibrationBin& bin : bins) rows += bin.rows;
  if (rows == 0) return kUndefined;
  double error = 0.0;
  for (const CalibrationBin& bin : bins) {
    if (bin.rows == 0) continue;
    error += static_cast<double>(bin.rows) / static_cast<double>(rows) * std::abs(bin.rate - bin.mean_p);
  }
  return error;
}

std::optional<double> expected_calibration_error(const std::vector<double>& p, const std::vector<int>& y, int bins) {
  const std::vector<CalibrationBin> binned = equal_width_bins(p, y, bins);
  if (p.empty()) return std::nullopt;
  return mean_calibration_gap(binned);
}

std::vector<RocPoint> roc_curve(const std::vector<double>& p, const std::vector<int>& y, std::size_t max_points) {
  assert(max_points > 2);
  const Ranking ranking = rank(p, y);
  if (!ranking.has_both_classes()) return {};
  const std::vector<RocPoint> curve = full_roc_curve(ranking);
  if (curve.size() <= max_points) return curve;
  return thin(curve, 2.0 / static_cast<double>(max_points - 2));
}

BinaryMetrics binary_metrics(const std::vector<double>& p, const std::vector<int>& y) {
  BinaryMetrics metrics;
  metrics.rows = p.size();
  metrics.auc = roc_auc(p, y);
  metrics.average_precision = average_precision(p, y);
  metrics.brier = brier(p, y);
  metrics.ks = ks(p, y);
  metrics.log_loss = log_loss(p, y);
  metrics.ece = expected_calibration_error(p, y);
  metrics.positives = static_cast<std::size_t>(std::count(y.begin(), y.end(), 1));
  return metrics;
}

}  // namespace p8
