#include "p8/statistics/classification_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/random.h"
#include "p8/statistics/metrics.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

struct Sample {
  ClassProbabilities p;
  std::vector<int> y;
};

/// Probabilities on a grid, so that many tie; the true class is more probable on average.
Sample random_sample(Random& random, std::size_t rows, std::size_t classes) {
  Sample sample;
  sample.p.classes = classes;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t truth = random.below(classes);
    sample.y.push_back(static_cast<int>(truth));
    for (std::size_t c = 0; c < classes; ++c) {
      sample.p.values.push_back(static_cast<double>(1 + random.below(5)) + (c == truth ? 2.0 : 0.0));
    }
  }
  return sample;
}

/// Pairs of rows, by whether each labelling puts them together (Hubert and Arabie's definition).
double slow_adjusted_rand_index(const std::vector<int>& first, const std::vector<int>& second) {
  double both = 0.0;
  double neither = 0.0;
  double only_first = 0.0;
  double only_second = 0.0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool in_first = first[i] == first[j];
      const bool in_second = second[i] == second[j];
      (in_first && in_second ? both : in_first ? only_first : in_second ? only_second : neither) += 1.0;
    }
  }
  return 2.0 * (both * neither - only_first * only_second) /
         ((both + only_first) * (only_first + neither) + (both + only_second) * (only_second + neither));
}

/// Whether the true class is among the first k of a stable sort by falling probability.
double slow_top_k(const Sample& sample, std::size_t k) {
  double hits = 0.0;
  for (std::size_t row = 0; row < sample.y.size(); ++row) {
    std::vector<int> order(sample.p.classes);
    std::iota(order.begin(), order.end(), 0);
    const double* const p = sample.p.row(row);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return p[a] > p[b]; });
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(k, order.size()));
    hits += std::find(order.begin(), end, sample.y[row]) != end ? 1.0 : 0.0;
  }
  return hits / static_cast<double>(sample.y.size());
}

}  // namespace

TEST_CASE("five rows of three classes by hand: the third class is never predicted") {
  const ConfusionMatrix confusion = confusion_matrix({0, 0, 0, 1, 2}, {0, 0, 1, 1, 1}, 3);
  CHECK(confusion.counts == std::vector<std::size_t>{2, 1, 0, 0, 1, 0, 0, 1, 0});
  CHECK(confusion.correct() == 3);
  const std::vector<ClassMetrics> classes = per_class_metrics(confusion);
  CHECK(*classes[0].precision == 1.0);
  CHECK(*classes[0].recall == doctest::Approx(2.0 / 3));
  CHECK(*classes[0].f1 == doctest::Approx(0.8));
  CHECK(classes[0].support == 3);
  CHECK(*classes[1].precision == doctest::Approx(1.0 / 3));
  CHECK(*classes[1].f1 == doctest::Approx(0.5));
  CHECK_FALSE(classes[2].precision);
  CHECK(*classes[2].recall == 0.0);
  CHECK(*classes[2].f1 == 0.0);
  CHECK(*balanced_accuracy(confusion) == doctest::Approx((2.0 / 3 + 1 + 0) / 3));
  CHECK(*macro_f1(confusion) == doctest::Approx((0.8 + 0.5 + 0) / 3));
  CHECK(*weighted_f1(confusion) == doctest::Approx((3 * 0.8 + 0.5 + 0) / 5));
}

TEST_CASE("a class that does not occur changes no mean") {
  const ConfusionMatrix three = confusion_matrix({0, 0, 1}, {0, 1, 1}, 2);
  const ConfusionMatrix four = confusion_matrix({0, 0, 3}, {0, 3, 3}, 4);
  CHECK_FALSE(per_class_metrics(four)[1].f1);
  CHECK(*macro_f1(three) == *macro_f1(four));
  CHECK(*balanced_accuracy(three) == *balanced_accuracy(four));
  CHECK(*weighted_f1(three) == *weighted_f1(four));
}

TEST_CASE("two rows by hand: probabilities need not add up to 1") {
  const ClassProbabilities p = {{1, 2, 1, 6, 2, 2}, 3};
  const std::vector<int> y = {0, 0};
  CHECK(*log_loss(p, y) == doctest::Approx(-(std::log(0.25) + std::log(0.6)) / 2));
  CHECK(*expected_calibration_error(p, y) == doctest::Approx((0.5 + 0.4) / 2));
  CHECK(*top_k_accuracy(p, y, 1) == 0.5);
  CHECK(*top_k_accuracy(p, y, 2) == 1.0);
  CHECK(*classification_metrics(p, y).top_5_accuracy == 1.0);
}

TEST_CASE("of equal probabilities the first class is predicted, and top-1 is the accuracy") {
  Random random(3);
  const Sample sample = random_sample(random, 200, 4);
  CHECK(most_probable({{0.4, 0.4, 0.2}, 3}) == std::vector<int>{0});
  const ClassificationMetrics metrics = classification_metrics(sample.p, sample.y);
  CHECK(*top_k_accuracy(sample.p, sample.y, 1) == *metrics.accuracy);
  CHECK(metrics.accuracy_interval.low < *metrics.accuracy);
  CHECK(metrics.accuracy_interval.high > *metrics.accuracy);
}

TEST_CASE("top-k and the adjusted Rand index agree with their definitions on rows with ties") {
  Random random(4);
  for (int repeat = 0; repeat < 10; ++repeat) {
    const Sample sample = random_sample(random, 40 + random.below(40), 5);
    for (const std::size_t k : {1, 2, 3, 5, 9}) CHECK(*top_k_accuracy(sample.p, sample.y, k) == slow_top_k(sample, k));
    const std::vector<int> predicted = most_probable(sample.p);
    CHECK(*adjusted_rand_index(sample.y, predicted) ==
          doctest::Approx(slow_adjusted_rand_index(sample.y, predicted)).epsilon(1e-12));
  }
}

TEST_CASE("with two classes the figures are those of p8/core/metrics.h") {
  Random random(5);
  const Sample sample = random_sample(random, 100, 2);
  std::vector<double> p;
  for (std::size_t row = 0; row < sample.y.size(); ++row) {
    const double* const values = sample.p.row(row);
    p.push_back(values[1] / (values[0] + values[1]));
  }
  CHECK(*roc_auc_one_vs_rest(sample.p, sample.y) == doctest::Approx(*roc_auc(p, sample.y)).epsilon(1e-12));
  CHECK(*log_loss(sample.p, sample.y) == doctest::Approx(*log_loss(p, sample.y)).epsilon(1e-12));
}

TEST_CASE("renaming the parts leaves the adjusted Rand index alone") {
  CHECK(*adjusted_rand_index({0, 0, 1, 1}, {7, 7, -2, -2}) == 1.0);
  CHECK(*adjusted_rand_index({0, 0, 0}, {4, 4, 4}) == 1.0);
  CHECK(*adjusted_rand_index({0, 1, 2}, {2, 0, 1}) == 1.0);
  CHECK(*adjusted_rand_index({5}, {1}) == 1.0);
  CHECK(*adjusted_rand_index({0, 0, 1, 1}, {0, 1, 0, 1}) == doctest::Approx(-0.5));
}

TEST_CASE("a sure mistake among many classes costs 36, not infinity") {
  CHECK(*log_loss({{1, 0, 0}, 3}, {2}) == doctest::Approx(52 * std::log(2.0)));
}

TEST_CASE("without rows every figure is undefined, and one class alone has no ROC curve") {
  const ClassificationMetrics nothing = classification_metrics({{}, 3}, {});
  CHECK_FALSE(nothing.accuracy);
  CHECK(nothing.accuracy_interval.low == 0.0);
  CHECK(nothing.accuracy_interval.high == 1.0);
  CHECK_FALSE(nothing.balanced_accuracy);
  CHECK_FALSE(nothing.macro_f1);
  CHECK_FALSE(nothing.weighted_f1);
  CHECK_FALSE(nothing.adjusted_rand_index);
  CHECK_FALSE(nothing.top_3_accuracy);
  CHECK_FALSE(nothing.log_loss);
  CHECK_FALSE(nothing.roc_auc);
  CHECK_FALSE(nothing.ece);
  CHECK_FALSE(roc_auc_one_vs_rest({{0.5, 0.5}, 2}, {1}));
}

TEST_CASE("a wrong class or probability is named with its row") {
  const auto message = [](const ClassProbabilities& p, const std::vector<int>& y) {
    return test::message_of([&] { classification_metrics(p, y); });
  };
  CHECK(message({{0.5, 0.5}, 2}, {0, 1}) == "1 rows of probabilities but 2 labels");
  CHECK(message({{0.5, 0.5}, 2}, {2}) == "the class of row 1 is 2, expected 0 to 1");
  CHECK(message({{0.5, 0.5, 0.5, -1}, 2}, {0, 0}) ==
        "the probability of class 1 in row 2 is -1, expected a number from 0 to 1");
  CHECK(message({{std::numeric_limits<double>::quiet_NaN(), 1}, 2}, {0}) ==
        "the probability of class 0 in row 1 is nan, expected a number from 0 to 1");
  CHECK(message({{0, 0}, 2}, {0}) == "the probabilities of row 1 are all 0");
  CHECK(test::message_of([] { confusion_matrix({0}, {}, 2); }, Language::French) == "0 prédictions mais 1 étiquettes");
}

TEST_CASE("figures of 210 rows and 7 classes agree with scikit-learn to 1e-9" * test::needs_shared()) {
  const auto expected_path = test::shared_file("golden/vision/metrics/multiclass.json");
  const auto expected = nlohmann::json::parse(test::read(expected_path));
  const auto labels = [](const char* name) {
    const std::vector<double> values = test::read_npy(test::shared_file(name)).values;
    return std::vector<int>(values.begin(), values.end());
  };
  const ClassProbabilities p = {test::read_npy(test::shared_file("golden/vision/metrics/proba.npy")).values, 7};
  const std::vector<int> y = labels("golden/vision/metrics/y_true.npy");
  const ClassificationMetrics metrics = classification_metrics(p, y);
  const auto agrees = [](const std::optional<double>& value, const nlohmann::json& reference) {
    REQUIRE(value);
    CHECK(std::abs(*value - reference.get<double>()) < 1e-9);
  };
  CHECK(most_probable(p) == labels("golden/vision/metrics/y_pred.npy"));
  const std::vector<double> confusion = test::read_npy(test::shared_file("golden/vision/metrics/confusion.npy")).values;
  CHECK(metrics.confusion.counts == std::vector<std::size_t>(confusion.begin(), confusion.end()));
  agrees(metrics.accuracy, expected.at("accuracy"));
  agrees(metrics.balanced_accuracy, expected.at("balanced_accuracy"));
  agrees(metrics.macro_f1, expected.at("macro_f1"));
  agrees(metrics.weighted_f1, expected.at("weighted_f1"));
  agrees(metrics.log_loss, expected.at("log_loss"));
  agrees(metrics.roc_auc, expected.at("roc_auc_ovr_macro"));
  agrees(metrics.adjusted_rand_index, expected.at("adjusted_rand_index"));
  agrees(adjusted_rand_index(y, labels("golden/vision/metrics/clusters.npy")),
         expected.at("adjusted_rand_index_clusters"));
  for (std::size_t c = 0; c < 7; ++c) {
    const auto& reference = expected.at("report").at(std::to_string(c));
    agrees(metrics.per_class[c].precision, reference.at("precision"));
    agrees(metrics.per_class[c].recall, reference.at("recall"));
    agrees(metrics.per_class[c].f1, reference.at("f1-score"));
    CHECK(metrics.per_class[c].support == reference.at("support").get<std::size_t>());
  }
}

}  // namespace p8
