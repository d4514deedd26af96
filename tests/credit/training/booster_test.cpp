#include "p8/credit/training/booster.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <numeric>
#include <thread>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/random.h"
#include "p8/statistics/metrics.h"

namespace p8 {

namespace {

constexpr std::uint64_t kSeed = 42;

struct Sample {
  FeatureBlock block;
  std::vector<int> labels;
};

/// Two features that matter, one of them often missing, and one of noise.
Sample make_sample(std::size_t rows) {
  Random random(1);
  Sample sample{FeatureBlock(3, rows), {}};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t feature = 0; feature < 3; ++feature) sample.block.column(feature)[row] = random.uniform();
    const double log_odds = 6.0 * sample.block.at(0, row) - 3.0 * sample.block.at(1, row) - 2.5;
    sample.labels.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-log_odds)) ? 1 : 0);
    if (random.uniform() < 0.3) sample.block.column(1)[row] = kMissing;
  }
  return sample;
}

std::vector<std::size_t> range(std::size_t begin, std::size_t end) {
  std::vector<std::size_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
}

BoosterParameters quick_parameters() {
  BoosterParameters parameters;
  parameters.learning_rate = 0.2;
  parameters.min_child_weight = 2.0;
  return parameters;
}

Booster train(const Sample& sample, const std::vector<std::size_t>& rows, int rounds, std::uint64_t seed = kSeed) {
  Booster booster(BoosterData(sample.block, rows, sample.labels), quick_parameters(), seed);
  for (int round = 0; round < rounds; ++round) booster.boost_round();
  return booster;
}

const std::vector<std::string> kNames = {"income", "age of car", "noise"};

}  // namespace

TEST_CASE("boosted trees rank rows they have not seen") {
  const Sample sample = make_sample(800);
  const Booster booster = train(sample, range(0, 500), 40);
  const BoosterData unseen(sample.block, range(500, 800), sample.labels);
  CHECK(booster.rounds() == 40);
  CHECK(unseen.rows() == 300);
  const double auc = *roc_auc(booster.margins(unseen), unseen.labels());
  CHECK(auc > 0.75);
  CHECK(auc < 0.95);
}

TEST_CASE("the same seed gives the same bytes, another one others") {
  const Sample sample = make_sample(300);
  const std::string bytes = train(sample, range(0, 300), 10).to_ubj(kNames);
  CHECK(bytes == train(sample, range(0, 300), 10).to_ubj(kNames));
  CHECK(bytes != train(sample, range(0, 300), 10, kSeed + 1).to_ubj(kNames));
}

TEST_CASE("boosters that take turns on a thread, or move to another one, grow the same trees") {
  const Sample sample = make_sample(300);
  Booster first(BoosterData(sample.block, range(0, 300), sample.labels), quick_parameters(), kSeed);
  Booster second(BoosterData(sample.block, range(0, 200), sample.labels), quick_parameters(), kSeed);
  for (int round = 0; round < 5; ++round) {
    first.boost_round();
    second.boost_round();
  }
  std::thread([&] {
    for (int round = 0; round < 5; ++round) first.boost_round();
  }).join();
  CHECK(first.to_ubj(kNames) == train(sample, range(0, 300), 10).to_ubj(kNames));
}

TEST_CASE("a booster may have its first round on another thread than the one that made it") {
  const Sample sample = make_sample(100);
  Booster booster(BoosterData(sample.block, range(0, 100), sample.labels), quick_parameters(), kSeed);
  std::thread([&] { booster.boost_round(); }).join();
  CHECK(booster.to_ubj(kNames) == train(sample, range(0, 100), 1).to_ubj(kNames));
}

TEST_CASE("the first trees of a longer training are the shorter one") {
  const Sample sample = make_sample(300);
  const Booster longer = train(sample, range(0, 300), 12);
  const Booster shorter = train(sample, range(0, 300), 7);
  const BoosterData data(sample.block, range(0, 300), sample.labels);
  CHECK(longer.margins(data, 7) == shorter.margins(data));
  CHECK(longer.margins(data) != shorter.margins(data));
  CHECK(longer.to_ubj(kNames, 7) == shorter.to_ubj(kNames));
  CHECK(longer.to_ubj(kNames, 7).size() < longer.to_ubj(kNames).size());
}

TEST_CASE("the file holds the features' names") {
  const Sample sample = make_sample(100);
  const std::string bytes = train(sample, range(0, 100), 2).to_ubj(kNames);
  for (const std::string& name : kNames) CHECK(bytes.find(name) != std::string::npos);
  CHECK(bytes.find("feature_names") != std::string::npos);
}

TEST_CASE("numbers beyond float's range count as its largest, not as an error") {
  Sample sample = make_sample(100);
  sample.block.column(0)[3] = 1e300;
  sample.block.column(0)[4] = -std::numeric_limits<double>::infinity();
  const Booster booster = train(sample, range(0, 100), 3);
  const auto margins = booster.margins(BoosterData(sample.block, range(0, 100), sample.labels));
  CHECK(std::all_of(margins.begin(), margins.end(), [](double margin) { return std::isfinite(margin); }));
}

TEST_CASE("wrong parameters are all named, in words") {
  BoosterParameters parameters;
  parameters.max_depth = 0;
  parameters.subsample = 1.5;
  CHECK_THROWS_WITH_AS(check(parameters),
                       "max_depth is 0, expected 1 to 30; subsample is 1.5, expected more than 0 and at most 1", Error);
  CHECK_NOTHROW(check(BoosterParameters{}));
}

TEST_CASE("data of another shape are refused in words") {
  const Sample sample = make_sample(100);
  const Booster booster = train(sample, range(0, 100), 1);
  CHECK_THROWS_WITH_AS(booster.margins(BoosterData(FeatureBlock(5, 2), {0, 1}, {0, 1})),
                       "the model was trained on 3 features, the data have 5", Error);
  CHECK_THROWS_WITH_AS(booster.to_ubj({"one"}), "1 names for 3 features", Error);
}

TEST_CASE("what XGBoost itself refuses is one line without a stack trace") {
  const Sample sample = make_sample(10);
  Booster booster(BoosterData(sample.block, range(0, 10), std::vector<int>(10, 7)), quick_parameters(), kSeed);
  try {
    booster.boost_round();
    FAIL("labels of 7 were accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Model);
    CHECK(std::string(error.what()) == "XGBoost: label must be in [0,1] for logistic regression");
  }
}

TEST_CASE("a signal ends the training before its next round") {
  const Sample sample = make_sample(100);
  Booster booster = train(sample, range(0, 100), 1);
  const pid_t child = fork();  // the flag of a caught signal is for good, so it is set in a process of its own
  if (child == 0) {
    catch_signals();
    raise(SIGTERM);
    try {
      booster.boost_round();
    } catch (const Interrupted& interrupted) {
      _exit(interrupted.signal == SIGTERM ? 0 : 2);
    } catch (...) {
    }
    _exit(1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace p8
