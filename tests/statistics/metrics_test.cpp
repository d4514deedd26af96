#include "p8/statistics/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/random.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Sample {
  std::vector<double> p;
  std::vector<int> y;
};

/// Scores on a grid of twentieths, so that many tie; positives score higher on average.
Sample random_sample(Random& random, std::size_t rows) {
  Sample sample;
  for (std::size_t row = 0; row < rows; ++row) {
    sample.p.push_back(static_cast<double>(random.below(21)) / 20.0);
    sample.y.push_back(random.uniform() < 0.1 + 0.5 * sample.p.back() ? 1 : 0);
  }
  return sample;
}

double slow_auc(const Sample& sample) {
  double wins = 0.0;
  double pairs = 0.0;
  for (std::size_t i = 0; i < sample.p.size(); ++i) {
    for (std::size_t j = 0; j < sample.p.size(); ++j) {
      if (sample.y[i] != 1 || sample.y[j] != 0) continue;
      pairs += 1.0;
      wins += sample.p[i] > sample.p[j] ? 1.0 : sample.p[i] == sample.p[j] ? 0.5 : 0.0;
    }
  }
  return wins / pairs;
}

/// Shares of both classes at or above a score.
RocPoint at_or_above(const Sample& sample, double score) {
  RocPoint point;
  for (std::size_t row = 0; row < sample.p.size(); ++row) {
    if (sample.p[row] < score) continue;
    (sample.y[row] == 1 ? point.true_positive_rate : point.false_positive_rate) += 1.0;
  }
  const auto positives = static_cast<double>(std::count(sample.y.begin(), sample.y.end(), 1));
  point.true_positive_rate /= positives;
  point.false_positive_rate /= static_cast<double>(sample.y.size()) - positives;
  return point;
}

double slow_ks(const Sample& sample) {
  double largest = 0.0;
  for (const double score : sample.p) {
    const RocPoint point = at_or_above(sample, score);
    largest = std::max(largest, std::abs(point.true_positive_rate - point.false_positive_rate));
  }
  return largest;
}

double slow_average_precision(const Sample& sample) {
  std::vector<double> scores = sample.p;
  std::sort(scores.begin(), scores.end(), std::greater<>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  const auto positives = static_cast<double>(std::count(sample.y.begin(), sample.y.end(), 1));
  const auto negatives = static_cast<double>(sample.y.size()) - positives;
  double sum = 0.0;
  double previous_recall = 0.0;
  for (const double score : scores) {
    const RocPoint point = at_or_above(sample, score);
    const double hits = point.true_positive_rate * positives;
    sum += (point.true_positive_rate - previous_recall) * hits / (hits + point.false_positive_rate * negatives);
    previous_recall = point.true_positive_rate;
  }
  return sum;
}

Sample shuffled(const Sample& sample, Random& random) {
  std::vector<std::size_t> order(sample.p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  Sample result;
  for (const std::size_t row : order) {
    result.p.push_back(sample.p[row]);
    result.y.push_back(sample.y[row]);
  }
  return result;
}

}  // namespace

TEST_CASE("four rows by hand: the positives score 0.4 and 0.8, the negatives 0.1 and 0.4") {
  const std::vector<double> p = {0.1, 0.4, 0.4, 0.8};
  const std::vector<int> y = {0, 0, 1, 1};
  CHECK(*roc_auc(p, y) == 0.875);                                         // 3 wins and a tie of 4 pairs
  CHECK(*average_precision(p, y) == doctest::Approx(0.5 + 0.5 * 2 / 3));  // recall 1/2 at precision 1, then 1 at 2/3
  CHECK(*ks(p, y) == 0.5);
  CHECK(*brier(p, y) == doctest::Approx((0.01 + 0.16 + 0.36 + 0.04) / 4));
  CHECK(*log_loss(p, y) == doctest::Approx(-std::log(0.9 * 0.6 * 0.4 * 0.8) / 4));
  CHECK(*expected_calibration_error(p, y) == doctest::Approx((0.1 + 2 * 0.1 + 0.2) / 4));
}

TEST_CASE("a sure mistake costs 36, not infinity") {
  CHECK(*log_loss({0.0}, {1}) == doctest::Approx(52 * std::log(2.0)));
  CHECK(*log_loss({1.0}, {0}) == doctest::Approx(52 * std::log(2.0)));
  CHECK(*log_loss({1.0}, {1}) < 1e-15);
}

TEST_CASE("rank figures agree with their definitions on random scores with ties") {
  Random random(7);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Sample sample = random_sample(random, 30 + random.below(60));
    CHECK(*roc_auc(sample.p, sample.y) == doctest::Approx(slow_auc(sample)).epsilon(1e-12));
    CHECK(*ks(sample.p, sample.y) == doctest::Approx(slow_ks(sample)).epsilon(1e-12));
    CHECK(*average_precision(sample.p, sample.y) == doctest::Approx(slow_average_precision(sample)).epsilon(1e-12));
  }
}

TEST_CASE("the order of rows changes no rank figure and no equal-count bin") {
  Random random(8);
  const Sample sample = random_sample(random, 100);
  const Sample other = shuffled(sample, random);
  CHECK(*roc_auc(sample.p, sample.y) == *roc_auc(other.p, other.y));
  CHECK(*ks(sample.p, sample.y) == *ks(other.p, other.y));
  CHECK(*average_precision(sample.p, sample.y) == *average_precision(other.p, other.y));
  const auto bins = equal_count_bins(sample.p, sample.y);
  const auto other_bins = equal_count_bins(other.p, other.y);
  REQUIRE(bins.size() == other_bins.size());
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    CHECK(bins[bin].rows == other_bins[bin].rows);
    CHECK(bins[bin].mean_p == other_bins[bin].mean_p);
    CHECK(bins[bin].rate == other_bins[bin].rate);
  }
}

TEST_CASE("what needs both classes is undefined with one, and all is undefined without rows") {
  const BinaryMetrics good_only = binary_metrics({0.2, 0.3}, {0, 0});
  CHECK_FALSE(good_only.auc);
  CHECK_FALSE(good_only.average_precision);
  CHECK_FALSE(good_only.ks);
  CHECK(good_only.brier);
  CHECK(good_only.log_loss);
  CHECK(good_only.ece);
  CHECK(good_only.rows == 2);
  CHECK(good_only.positives == 0);
  CHECK(average_precision({0.2, 0.3}, {1, 1}) == 1.0);
  CHECK(roc_curve({0.2, 0.3}, {1, 1}).empty());
  const BinaryMetrics nothing = binary_metrics({}, {});
  CHECK_FALSE(nothing.auc);
  CHECK_FALSE(nothing.brier);
  CHECK_FALSE(nothing.log_loss);
  CHECK_FALSE(nothing.ece);
}

TEST_CASE("equal-width bins keep their empty ones, and 1 belongs to the last") {
  const auto bins = equal_width_bins({0.0, 0.1, 1.0}, {0, 1, 1});
  REQUIRE(bins.size() == 10);
  CHECK(bins[0].rows == 1);
  CHECK(bins[1].rate == 1.0);
  CHECK(bins[9].mean_p == 1.0);
  CHECK(bins[5].rows == 0);
  CHECK(std::isnan(bins[5].mean_p));
}

TEST_CASE("equal-count bins hold about as many rows each and never part equal probabilities") {
  std::vector<double> p;
  for (int row = 0; row < 100; ++row) p.push_back(row / 100.0);
  const auto even = equal_count_bins(p, std::vector<int>(100, 0));
  REQUIRE(even.size() == 10);
  for (const CalibrationBin& bin : even) CHECK(bin.rows == 10);

  const auto tied = equal_count_bins({0.5, 0.5, 0.5, 0.5, 0.9}, {0, 1, 0, 1, 1}, 5);
  REQUIRE(tied.size() == 2);
  CHECK(tied[0].rows == 4);
  CHECK(tied[0].rate == 0.5);
  CHECK(tied[1].mean_p == 0.9);
  CHECK(equal_count_bins({}, {}).empty());
}

TEST_CASE("noise in the last bit or a passage through 32 bits moves no probability to another bin") {
  std::vector<double> plain;
  std::vector<double> noisy;
  std::vector<int> defaulted;
  for (int row = 0; row < 110; ++row) {
    const double p = static_cast<double>(row % 11) / 10.0;
    plain.push_back(p);
    noisy.push_back(row % 3 == 0   ? std::clamp(std::nextafter(p, 0.0), 0.0, 1.0)
                    : row % 3 == 1 ? static_cast<double>(static_cast<float>(p))
                                   : 1.0 - (1.0 - p));
    defaulted.push_back(row % 4 == 0 ? 1 : 0);
  }
  const auto rows_of = [](const std::vector<CalibrationBin>& bins) {
    std::vector<std::size_t> rows;
    for (const CalibrationBin& bin : bins) rows.push_back(bin.rows);
    return rows;
  };
  CHECK(rows_of(equal_width_bins(noisy, defaulted)) == rows_of(equal_width_bins(plain, defaulted)));
  CHECK(rows_of(equal_count_bins(noisy, defaulted)) == rows_of(equal_count_bins(plain, defaulted)));
  CHECK(*expected_calibration_error(noisy, defaulted) ==
        doctest::Approx(*expected_calibration_error(plain, defaulted)).epsilon(1e-6));
}

TEST_CASE("the mean gap is of the bins given, weighted by their rows") {
  CHECK(mean_calibration_gap({{10, 0.2, 0.3}, {0, 0.0, 0.0}, {30, 0.5, 0.5}}) == doctest::Approx(0.025));
  CHECK(std::isnan(mean_calibration_gap({})));
}

TEST_CASE("a ROC curve climbs from corner to corner, and a thinned one stays short") {
  Random random(9);
  Sample sample;
  for (int row = 0; row < 5000; ++row) {
    sample.p.push_back(random.uniform());
    sample.y.push_back(random.uniform() < sample.p.back() ? 1 : 0);
  }
  const auto curve = roc_curve(sample.p, sample.y, 50);
  CHECK(curve.size() <= 50);
  CHECK(curve.size() > 40);
  CHECK(curve.front().false_positive_rate == 0.0);
  CHECK(curve.back().true_positive_rate == 1.0);
  CHECK(curve.back().false_positive_rate == 1.0);
  double area = 0.0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    CHECK(curve[i].false_positive_rate >= curve[i - 1].false_positive_rate);
    CHECK(curve[i].true_positive_rate >= curve[i - 1].true_positive_rate);
    area += (curve[i].false_positive_rate - curve[i - 1].false_positive_rate) *
            (curve[i].true_positive_rate + curve[i - 1].true_positive_rate) / 2.0;
  }
  CHECK(std::abs(area - *roc_auc(sample.p, sample.y)) < 0.002);
  CHECK(roc_curve({0.1, 0.9}, {0, 1}).size() == 3);
}

TEST_CASE("wrong input is named with its row") {
  CHECK_THROWS_WITH_AS(roc_auc({0.1}, {0, 1}), "1 scores but 2 labels", Error);
  CHECK_THROWS_WITH_AS(roc_auc({0.1, kNan}, {0, 1}), "the score of row 2 is not a number", Error);
  CHECK_THROWS_WITH_AS(brier({0.1, 0.2}, {0, 2}), "the label of row 2 is 2, expected 0 or 1", Error);
  CHECK_THROWS_WITH_AS(brier({-0.5}, {0}), "the probability of row 1 is -0.5, expected a number from 0 to 1", Error);
  CHECK(*roc_auc({-3.0, 5.0}, {0, 1}) == 1.0);  // ranks need no probabilities
}

TEST_CASE("figures of 5000 rows agree with scikit-learn and scipy to 1e-9" * test::needs_shared()) {
  const auto expected_path = test::shared_file("golden/vision/metrics/binary.json");
  const auto expected = nlohmann::json::parse(test::read(expected_path));
  const std::vector<double> p = test::read_npy(test::shared_file("golden/vision/metrics/binary_p.npy")).values;
  const std::vector<double> labels = test::read_npy(test::shared_file("golden/vision/metrics/binary_y.npy")).values;
  const std::vector<int> y(labels.begin(), labels.end());
  const BinaryMetrics metrics = binary_metrics(p, y);
  const auto agrees = [&](const std::optional<double>& value, const char* name) {
    CAPTURE(name);
    REQUIRE(value);
    CHECK(std::abs(*value - expected.at(name).get<double>()) < 1e-9);
  };
  agrees(metrics.auc, "roc_auc");
  agrees(metrics.average_precision, "average_precision");
  agrees(metrics.brier, "brier");
  agrees(metrics.ks, "ks");
  agrees(metrics.log_loss, "log_loss");
  agrees(metrics.ece, "ece_10_equal_width");
  const auto bins = equal_width_bins(p, y);
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    const auto& reference = expected.at("ece_bins").at(bin);
    CHECK(bins[bin].rows == reference.at("n").get<std::size_t>());
    if (bins[bin].rows == 0) continue;
    CHECK(std::abs(bins[bin].mean_p - reference.at("mean_p").get<double>()) < 1e-9);
    CHECK(std::abs(bins[bin].rate - reference.at("rate").get<double>()) < 1e-9);
  }
}

}  // namespace p8
