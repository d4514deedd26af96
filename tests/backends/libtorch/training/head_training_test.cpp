#include "p8/backends/libtorch/training/head_training.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "backends/libtorch/training/small_training.h"
#include "p8/base/random.h"
#include "p8/vision/embedding/similarity.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::Array;
using test::clouds;
using test::quick;
using test::same_weights;
using test::small_training;
using training::train_head;

double accuracy(const Head& head, const LabelledFeatures& features) {
  const std::vector<double> logits = head_logits(head, features.values, 1);
  std::size_t right = 0;
  for (std::size_t i = 0; i < features.labels.size(); ++i) {
    const auto first = logits.begin() + static_cast<std::ptrdiff_t>(i * head.classes);
    const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(head.classes)) - first;
    right += best == features.labels[i];
  }
  return static_cast<double>(right) / static_cast<double>(features.labels.size());
}

double largest_difference(const std::vector<float>& got, const Array& expected) {
  REQUIRE(got.size() == expected.values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(got[i]) - expected.values[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("the study's head is the reference's after three epochs, loss by loss" * test::needs_shared()) {
  const auto folder = test::shared_file("golden/vision/head/config.json");
  const auto golden = [](const std::string& name) {
    return test::read_npy(test::shared_file("golden/vision/head/" + name + ".npy"));
  };
  const auto floats = [&](const std::string& name) {
    const Array array = golden(name);
    return std::vector<float>(array.values.begin(), array.values.end());
  };
  HeadTraining training;
  training.width = 32;
  training.classes = 7;
  training.hidden = 64;
  training.train.values = floats("X");
  const Array y = golden("y");
  training.train.labels.assign(y.values.begin(), y.values.end());
  training.validation = training.train;
  Head start = training::initial_head(training, 1);
  start.hidden_weight = floats("init_w1");
  start.hidden_bias = floats("init_b1");
  start.output_weight = floats("init_w2");
  start.output_bias = floats("init_b2");
  training.start = start;
  TrainingOptions options;
  options.epochs = 3;
  const Array order = golden("order");
  options.order = [&](std::size_t epoch) {
    const auto row = order.values.begin() + static_cast<std::ptrdiff_t>((epoch - 1) * 600);
    return std::vector<std::int64_t>(row, row + 600);
  };
  std::vector<float> losses;
  TrainingObserver observer;
  observer.batch = [&](double loss) { losses.push_back(static_cast<float>(loss)); };

  const TrainedHead trained = train_head(training, options, observer);
  CHECK(trained.best_epoch == 3);
  CHECK(largest_difference(losses, golden("losses")) < 1e-5);
  CHECK(largest_difference(trained.head.hidden_weight, golden("final_w1")) < 1e-5);
  CHECK(largest_difference(trained.head.hidden_bias, golden("final_b1")) < 1e-5);
  CHECK(largest_difference(trained.head.output_weight, golden("final_w2")) < 1e-5);
  CHECK(largest_difference(trained.head.output_bias, golden("final_b2")) < 1e-5);
  const std::vector<double> logits = head_logits(trained.head, training.train.values, 2);
  CHECK(largest_difference(std::vector<float>(logits.begin(), logits.end()), golden("final_logits")) < 1e-4);
  std::ifstream file(test::shared_file("golden/vision/head/accuracy.json"));
  const nlohmann::json accuracies = nlohmann::json::parse(file);
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    CHECK(std::abs(trained.history[epoch].val_accuracy - accuracies[epoch].get<double>()) < 2.5 / 600.0);
  }
}

TEST_CASE("each head learns what separates the classes, and its own forward agrees with the training's") {
  for (const std::string& name : head_names()) {
    CAPTURE(name);
    const HeadTraining training = small_training(*head_kind(name));
    const TrainedHead trained = train_head(training, quick(30), {});
    CHECK(accuracy(trained.head, training.validation) >= 0.8);
    CHECK(trained.history[trained.best_epoch - 1].val_accuracy ==
          doctest::Approx(accuracy(trained.head, training.validation)).epsilon(name == "tip-f" ? 0.1 : 1e-9));
    CHECK(trained.parameters == trained.head.parameters());
  }
}

TEST_CASE("the same seed gives the same head, another one another") {
  const HeadTraining training = small_training(HeadKind::Mlp);
  TrainingOptions options = quick(3);
  const Head head = train_head(training, options, {}).head;
  CHECK(same_weights(head, train_head(training, options, {}).head));
  options.seed = 43;
  CHECK(!same_weights(head, train_head(training, options, {}).head));
}

TEST_CASE(
    "the strength of a logistic head is never that of an edge without a word, and features that are not finite are "
    "refused") {
  HeadTraining training = small_training(HeadKind::Logistic);
  for (std::int64_t& label : training.train.labels) label = (label + 1) % 3;
  const TrainedHead misled = train_head(training, {}, {});  // what it learns is wrong: the strongest is best
  CHECK(*misled.l2 == 10.0);
  CHECK(misled.at_limit == std::vector<std::string>{"l2"});
  training = small_training(HeadKind::Logistic);
  for (LabelledFeatures* features : {&training.train, &training.validation}) {  // separable: the weakest is best
    for (std::size_t i = 0; i < features->labels.size(); ++i) {
      features->values[i * 8 + static_cast<std::size_t>(features->labels[i])] += 20.0F;
    }
  }
  const TrainedHead separable = train_head(training, {}, {});
  CHECK(*separable.l2 < 1e-4);
  CHECK(separable.at_limit.empty());
  training.train.values[3] = NAN;
  CHECK(test::kind_of([&] { train_head(training, {}, {}); }) == 3);
  training.kind = HeadKind::Tip;
  CHECK(test::message_of([&] { train_head(training, {}, {}); }).find("embedding 1 is not finite") == 0);
}

TEST_CASE("training stops when patience is at its end and keeps the best epoch") {
  HeadTraining training = small_training(HeadKind::Mlp);
  for (std::size_t i = 0; i < training.train.labels.size(); i += 2) {
    training.train.labels[i] = (training.train.labels[i] + 1) % 3;  // noise, which is learnt by heart
  }
  TrainingOptions options = quick(200);
  options.patience = 4;
  const TrainedHead trained = train_head(training, options, {});
  CHECK(trained.history.size() < 200);
  CHECK(trained.history.size() == trained.best_epoch + 4);
  double least = INFINITY;
  for (const EpochMetrics& epoch : trained.history) least = std::min(least, epoch.val_loss);
  CHECK(trained.history[trained.best_epoch - 1].val_loss == least);
}

TEST_CASE("a logistic head lies where the gradient of its penalised loss is nothing") {
  const HeadTraining training = small_training(HeadKind::Logistic);
  const TrainedHead trained = train_head(training, {}, {});
  REQUIRE(trained.l2.has_value());
  const std::size_t rows = training.train.labels.size();
  // The gradient on standardised features, written out: Σ (p - y) x / N + λ w.
  std::vector<double> mean(8, 0.0), deviation(8, 0.0);
  const auto x = [&](std::size_t i, std::size_t k) { return static_cast<double>(training.train.values[i * 8 + k]); };
  for (std::size_t k = 0; k < 8; ++k) {
    for (std::size_t i = 0; i < rows; ++i) mean[k] += x(i, k) / static_cast<double>(rows);
    for (std::size_t i = 0; i < rows; ++i) deviation[k] += std::pow(x(i, k) - mean[k], 2) / static_cast<double>(rows);
    deviation[k] = std::sqrt(deviation[k]);
  }
  const std::vector<double> logits = head_logits(trained.head, training.train.values, 1);
  std::vector<double> gradient(3 * 9, 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::vector<double> p = head_probabilities(logits.data() + i * 3, 3);
    for (std::size_t c = 0; c < 3; ++c) {
      const double error = p[c] - (training.train.labels[i] == static_cast<std::int64_t>(c) ? 1.0 : 0.0);
      for (std::size_t k = 0; k < 8; ++k) {
        gradient[c * 9 + k] += error * (x(i, k) - mean[k]) / deviation[k] / static_cast<double>(rows);
      }
      gradient[c * 9 + 8] += error / static_cast<double>(rows);
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t k = 0; k < 8; ++k) {
      gradient[c * 9 + k] += *trained.l2 * static_cast<double>(trained.head.output_weight[c * 8 + k]) * deviation[k];
    }
  }
  for (const double value : gradient) CHECK(std::abs(value) < 1e-5);
}

TEST_CASE("interpolation goes from the class texts to the trained weights") {
  HeadTraining training = small_training(HeadKind::Text);
  const Head trained = train_head(training, quick(5), {}).head;
  training.wise_ft = 0.0;
  CHECK(train_head(training, quick(5), {}).head.output_weight == training.class_texts);
  training.wise_ft = 1.0;
  CHECK(same_weights(train_head(training, quick(5), {}).head, trained));
  training.wise_ft = 0.5;
  const Head half = train_head(training, quick(5), {}).head;
  for (std::size_t i = 0; i < half.output_weight.size(); ++i) {
    CHECK(half.output_weight[i] ==
          doctest::Approx(0.5F * (training.class_texts[i] + trained.output_weight[i])).epsilon(1e-5));
  }
}

TEST_CASE("a text head without training is the zero-shot classifier") {
  HeadTraining training = small_training(HeadKind::Text);
  const Head head = training::initial_head(training, 42);
  const UnitVectors photos = unit_vectors(training.validation.values, 8);
  const std::vector<double> logits = head_logits(head, training.validation.values, 1);
  const std::vector<double> expected = cosines(photos, {8, training.class_texts}, 1);
  for (std::size_t i = 0; i < logits.size(); ++i) CHECK(logits[i] == doctest::Approx(20.0 * expected[i]).epsilon(1e-6));
}

TEST_CASE("a hundred epochs of the study's head take seconds") {
  Random random(3);
  HeadTraining training;
  training.width = 512;
  training.classes = 7;
  training.train = clouds(random, 630, 512, 7);
  training.validation = clouds(random, 210, 512, 7);
  TrainingOptions options;
  options.epochs = 100;
  options.patience = 0;
  const auto start = std::chrono::steady_clock::now();
  train_head(training, options, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  MESSAGE(fmt::format("100 epochs of (630, 512): {:.2f} s", seconds));
  CHECK(seconds < 60.0);  // the figure is for the reader; a busy machine fails no test
}

}  // namespace p8
