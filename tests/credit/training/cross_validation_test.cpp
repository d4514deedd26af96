#include "p8/credit/training/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/random.h"
#include "p8/credit/training/folds.h"

namespace p8 {

namespace {

const std::vector<std::string> kNames = {"a", "b", "c"};

struct Sample {
  FeatureBlock block;
  std::vector<int> labels;
};

/// About one row in five defaults, as two of the three features have it.
Sample make_sample(std::size_t rows) {
  Random random(2);
  Sample sample{FeatureBlock(3, rows), {}};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t feature = 0; feature < 3; ++feature) sample.block.column(feature)[row] = random.uniform();
    const double log_odds = 5.0 * sample.block.at(0, row) - 3.0 * sample.block.at(1, row) - 3.0;
    sample.labels.push_back(random.uniform() < logistic(log_odds) ? 1 : 0);
  }
  return sample;
}

BoosterTrainingOptions quick_options() {
  BoosterTrainingOptions options;
  options.booster.learning_rate = 0.2;
  options.booster.colsample_bytree = 1.0;
  options.max_trees = 200;
  options.patience = 10;
  options.folds = 4;
  return options;
}

TrainedModel train(const Sample& sample, const BoosterTrainingOptions& options) {
  return cross_validate_and_fit(sample.block, kNames, sample.labels, options);
}

}  // namespace

TEST_CASE("the model, its folds and its figures belong together") {
  const Sample sample = make_sample(600);
  const BoosterTrainingOptions options = quick_options();
  const TrainedModel model = train(sample, options);

  REQUIRE(model.folds.size() == 4);
  CHECK(model.fold_of_row == stratified_folds(sample.labels, 4, options.seed));
  double cost = 0.0;
  for (const FoldResult& fold : model.folds) {
    CHECK(*fold.metrics.auc > 0.65);
    CHECK(*fold.metrics.auc < 0.95);
    cost += fold.cost * static_cast<double>(fold.metrics.rows);
  }
  CHECK(cost / 600.0 == doctest::Approx(model.cost));
  const CostOptimum optimum = best_threshold(model.out_of_fold_probabilities, sample.labels, options.costs);
  CHECK(model.threshold == optimum.threshold);
  CHECK(model.cost == optimum.mean_cost);
  for (std::size_t row = 0; row < 600; ++row) {
    CHECK(model.out_of_fold_probabilities[row] == logistic(model.out_of_fold_margins[row]));
  }
}

TEST_CASE("the cross-fitted cost takes each fold's threshold from the other folds") {
  const Sample sample = make_sample(300);
  const BoosterTrainingOptions options = quick_options();
  const TrainedModel model = train(sample, options);
  double total = 0.0;
  for (int fold = 0; fold < options.folds; ++fold) {
    std::vector<double> p[2];  // of the other folds, of this one
    std::vector<int> y[2];
    for (std::size_t row = 0; row < sample.labels.size(); ++row) {
      const int part = model.fold_of_row[row] == fold ? 1 : 0;
      p[part].push_back(model.out_of_fold_probabilities[row]);
      y[part].push_back(sample.labels[row]);
    }
    const double threshold = best_threshold(p[0], y[0], options.costs).threshold;
    CHECK(model.folds[static_cast<std::size_t>(fold)].cross_fitted_threshold == threshold);
    total += outcome_at_threshold(p[1], y[1], threshold, options.costs).total_cost;
  }
  CHECK(model.cross_fitted_cost == doctest::Approx(total / 300.0));
}

TEST_CASE("training stops `patience` rounds after the least mean validation loss") {
  const Sample sample = make_sample(600);
  const BoosterTrainingOptions options = quick_options();
  const TrainedModel model = train(sample, options);
  const auto least = std::min_element(model.validation_loss.begin(), model.validation_loss.end());
  CHECK(model.rounds == least - model.validation_loss.begin() + 1);
  REQUIRE(model.validation_loss.size() < 200);
  CHECK(model.validation_loss.size() == static_cast<std::size_t>(model.rounds + options.patience));
}

TEST_CASE("the curve's least loss is the mean of the folds' log losses") {
  const TrainedModel model = train(make_sample(600), quick_options());
  double sum = 0.0;
  for (const FoldResult& fold : model.folds) sum += *fold.metrics.log_loss;
  CHECK(sum / 4.0 == doctest::Approx(model.validation_loss[static_cast<std::size_t>(model.rounds - 1)]).epsilon(1e-6));
}

TEST_CASE("the final model is a booster of all rows with the chosen number of trees") {
  const Sample sample = make_sample(300);
  const BoosterTrainingOptions options = quick_options();
  const TrainedModel model = train(sample, options);
  const FoldRows all = rows_of_fold(model.fold_of_row, -1);
  Booster booster(BoosterData(sample.block, all.outside, sample.labels), options.booster, options.seed);
  for (int round = 0; round < model.rounds; ++round) booster.boost_round();
  CHECK(model.ubj == booster.to_ubj(kNames));
}

TEST_CASE("neither a second run nor the number of threads changes a byte") {
  const Sample sample = make_sample(300);
  BoosterTrainingOptions options = quick_options();
  const TrainedModel model = train(sample, options);
  for (const int threads : {1, 2, 5, 16}) {
    options.threads = threads;
    const TrainedModel other = train(sample, options);
    CHECK(other.ubj == model.ubj);
    CHECK(other.rounds == model.rounds);
    CHECK(other.out_of_fold_margins == model.out_of_fold_margins);
    CHECK(other.validation_loss == model.validation_loss);
    CHECK(other.threshold == model.threshold);
  }
  options.seed = 43;
  CHECK(train(sample, options).ubj != model.ubj);
}

TEST_CASE("a fold is calibrated on the other folds: its own labels change nothing") {
  const Sample sample = make_sample(300);
  for (const auto method : {CalibrationMethod::Sigmoid, CalibrationMethod::Isotonic}) {
    BoosterTrainingOptions options = quick_options();
    options.calibration = method;
    const TrainedModel model = train(sample, options);
    CHECK(model.calibration.method == method);
    for (int fold = 0; fold < options.folds; ++fold) {
      const FoldRows rows = rows_of_fold(model.fold_of_row, fold);
      std::vector<double> margins;
      std::vector<int> labels;
      for (const std::size_t row : rows.outside) {
        margins.push_back(model.out_of_fold_margins[row]);
        labels.push_back(sample.labels[row]);
      }
      const Calibration others = fit_calibration(method, margins, labels);
      for (const std::size_t row : rows.inside) {
        CHECK(model.out_of_fold_probabilities[row] == others.apply(model.out_of_fold_margins[row]));
      }
    }
  }
}

TEST_CASE("a calibration that makes the log loss worse is not taken, and what was compared is kept") {
  Random random(8);
  for (int repeat = 0; repeat < 4; ++repeat) {
    Sample sample{FeatureBlock(3, 200), {}};  // little to learn: an isotonic fit follows the noise
    for (std::size_t row = 0; row < 200; ++row) {
      for (std::size_t feature = 0; feature < 3; ++feature) sample.block.column(feature)[row] = random.uniform();
      sample.labels.push_back(random.uniform() < 0.2 + 0.2 * sample.block.at(0, row) ? 1 : 0);
    }
    for (const auto asked : {CalibrationMethod::Isotonic, CalibrationMethod::Sigmoid, CalibrationMethod::None}) {
      BoosterTrainingOptions options = quick_options();
      options.calibration = asked;
      const TrainedModel model = train(sample, options);
      const std::vector<CalibrationTrial>& trials = model.calibration_trials;
      REQUIRE(!trials.empty());
      CHECK(trials.front().method == asked);
      CHECK(trials.back().method == CalibrationMethod::None);
      double loss = 0.0;
      for (const FoldResult& fold : model.folds) loss += *fold.metrics.log_loss / 4.0;
      CHECK(loss <= trials.back().log_loss + 1e-12);
      for (const CalibrationTrial& trial : trials) {
        if (trial.method == model.calibration.method) CHECK(loss == doctest::Approx(trial.log_loss).epsilon(1e-12));
      }
      for (const double p : model.out_of_fold_probabilities) CHECK((p > 0.0 && p < 1.0));
    }
  }
}

TEST_CASE("progress never falls and ends at 1") {
  BoosterTrainingOptions options = quick_options();
  options.threads = 3;
  const Sample sample = make_sample(200);
  std::vector<double> seen;
  cross_validate_and_fit(sample.block, kNames, sample.labels, options, [&](double done) { seen.push_back(done); });
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.size() > 10);
  CHECK(seen.back() == 1.0);
}

TEST_CASE("a signal ends all threads of the training") {
  const Sample sample = make_sample(200);
  std::fflush(nullptr);
  const pid_t child = fork();  // the flag of a caught signal is for good, so it is set in a process of its own
  if (child == 0) {
    alarm(30);
    catch_signals();
    BoosterTrainingOptions options = quick_options();
    options.threads = 3;
    options.patience = options.max_trees = 1000000;
    try {
      cross_validate_and_fit(sample.block, kNames, sample.labels, options, [](double) { raise(SIGINT); });
    } catch (const Interrupted& interrupted) {
      _exit(interrupted.signal == SIGINT ? 0 : 2);
    } catch (...) {
    }
    _exit(1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("an exception of the caller's ends the training too") {
  BoosterTrainingOptions options = quick_options();
  options.threads = 3;
  options.patience = options.max_trees = 1000000;
  const Sample sample = make_sample(200);
  CHECK_THROWS_WITH_AS(cross_validate_and_fit(sample.block, kNames, sample.labels, options,
                                              [](double) { throw usage_error("enough", "assez"); }),
                       "enough", Error);
}

TEST_CASE("wrong input is refused in words before any training") {
  const Sample sample = make_sample(20);
  BoosterTrainingOptions options = quick_options();
  options.max_trees = 0;
  CHECK_THROWS_WITH_AS(train(sample, options), "trees (0), patience (10) and threads (1) must each be at least 1",
                       Error);
  options = quick_options();
  CHECK_THROWS_WITH_AS(cross_validate_and_fit(sample.block, {"a"}, sample.labels, options),
                       "20 rows with 20 labels, 3 features with 1 names", Error);
  CHECK_THROWS_WITH_AS(cross_validate_and_fit(FeatureBlock(3, 0), kNames, {}, options),
                       "nothing to train on: 0 rows, 3 features", Error);
  CHECK_THROWS_WITH_AS(cross_validate_and_fit(sample.block, kNames, std::vector<int>(20, 0), options),
                       "only 0 rows have the label 1: 4 folds need at least 4 (see --folds)", Error);
}

}  // namespace p8
