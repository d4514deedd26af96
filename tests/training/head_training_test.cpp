#include "p8/training/head_training.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "p8/core/random.h"
#include "p8/vision/similarity.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::Array;
using training::train_head;

/// Points around a centre a class: separable, but not quite.
LabelledFeatures clouds(Random& random, std::size_t count, std::size_t width, std::size_t classes) {
  LabelledFeatures features;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % classes;
    features.labels.push_back(static_cast<std::int64_t>(label));
    for (std::size_t k = 0; k < width; ++k) {
      const double noise = random.uniform() + random.uniform() + random.uniform() - 1.5;
      features.values.push_back(static_cast<float>((k % classes == label ? 1.0 : 0.0) + noise));
    }
  }
  return features;
}

HeadTraining small_training(HeadKind kind) {
  Random random(11);
  HeadTraining training;
  training.kind = kind;
  training.width = 8;
  training.classes = 3;
  training.hidden = 16;
  training.train = clouds(random, 90, 8, 3);
  training.validation = clouds(random, 30, 8, 3);
  training.class_texts.assign(3 * 8, 0.1F);
  for (std::size_t c = 0; c < 3; ++c) training.class_texts[c * 8 + c] = 1.0F;
  training.class_texts = unit_vectors(training.class_texts, 8).values;
  training.scale = 20.0;
  return training;
}

TrainingOptions quick(std::size_t epochs) {
  TrainingOptions options;
  options.epochs = epochs;
  options.patience = 0;
  options.batch = 16;
  options.learning_rate = 1e-2;
  return options;
}

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

bool same_weights(const Head& a, const Head& b) {
  return a.hidden_weight == b.hidden_weight && a.hidden_bias == b.hidden_bias && a.output_weight == b.output_weight &&
         a.output_bias == b.output_bias && a.keys == b.keys && a.alpha == b.alpha && a.beta == b.beta;
}

double largest_difference(const std::vector<float>& got, const Array& expected) {
  REQUIRE(got.size() == expected.values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(got[i]) - expected.values[i]));
  }
  return largest;
}

struct Stop {};

}  // namespace

TEST_CASE("the study's head is the reference's after three epochs, loss by loss") {
  const auto folder = test::shared_file("golden/vision/head/config.json");
  if (!folder) return;
  const auto golden = [](const std::string& name) {
    return test::read_npy(*test::shared_file("golden/vision/head/" + name + ".npy"));
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
  std::ifstream file(*test::shared_file("golden/vision/head/accuracy.json"));
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

TEST_CASE("a training that was killed at any epoch goes on to the same weights, bit for bit") {
  const HeadTraining training = small_training(HeadKind::Mlp);
  for (const OptimizerKind kind :
       {OptimizerKind::Adam, OptimizerKind::AdamW, OptimizerKind::RmsProp, OptimizerKind::Sgd}) {
    TrainingOptions options = quick(6);
    options.optimizer = kind;
    options.weight_decay = 0.01;
    options.schedule = Schedule::Cosine;
    options.warmup_epochs = 2;
    const TrainedHead whole = train_head(training, options, {});
    for (std::size_t killed_after = 0; killed_after <= 6; ++killed_after) {
      CAPTURE(killed_after);
      const test::TemporaryDirectory directory;
      options.checkpoint = directory.file("state");
      options.resume = true;
      std::size_t batches = 0;
      TrainingObserver killer;
      killer.batch = [&](double) {
        if (++batches == killed_after * 6 + 3) throw Stop();  // in the middle of the next epoch
      };
      if (killed_after < 6) CHECK_THROWS_AS(train_head(training, options, killer), Stop);
      if (killed_after == 6) train_head(training, options, {});
      batches = 0;
      TrainingObserver counter;
      counter.batch = [&](double) { ++batches; };
      const TrainedHead resumed = train_head(training, options, counter);
      CHECK(batches == (6 - killed_after) * 6);
      CHECK(same_weights(resumed.head, whole.head));
      CHECK(resumed.best_epoch == whole.best_epoch);
      for (std::size_t epoch = 0; epoch < 6; ++epoch) {
        CHECK(resumed.history[epoch].val_loss == whole.history[epoch].val_loss);
        CHECK(resumed.history[epoch].train_loss == whole.history[epoch].train_loss);
      }
    }
  }
}

TEST_CASE("a checkpoint is neither another training's nor damaged") {
  const test::TemporaryDirectory directory;
  HeadTraining training = small_training(HeadKind::Mlp);
  TrainingOptions options = quick(2);
  options.checkpoint = directory.file("state");
  options.resume = true;
  train_head(training, options, {});
  training.train.values[5] += 0.5F;
  const auto resume = [&] { train_head(training, options, {}); };
  CHECK(test::message_of(resume).find("the checkpoint of another training") != std::string::npos);
  CHECK(test::kind_of(resume) == 3);
  directory.write("state/checkpoint.json", "{\"version\": 1");
  CHECK(test::kind_of(resume) == 4);
  options.resume = false;
  CHECK(test::kind_of(resume) == 0);
  options.checkpoint = directory.write("file", "x");
  CHECK(test::kind_of(resume) == 5);
}

TEST_CASE("a checkpoint whose tensors are not those that were written is refused, in each bit") {
  const test::TemporaryDirectory directory;
  const HeadTraining training = small_training(HeadKind::Mlp);
  TrainingOptions options = quick(2);
  options.checkpoint = directory.file("state");
  options.resume = true;
  train_head(training, options, {});
  train_head(training, options, {});
  const std::string whole = test::read(directory.file("state/epoch-2.safetensors"));
  const auto resume = [&] { train_head(training, options, {}); };
  for (std::size_t i = 0; i < 40; ++i) {
    std::string flipped = whole;
    flipped[(i * 7919 + 101) % flipped.size()] ^= static_cast<char>(1 << i % 8);
    directory.write("state/epoch-2.safetensors", flipped);
    CHECK_MESSAGE(test::kind_of(resume) == 4, i);
  }
  CHECK(test::message_of(resume).find("epoch-2.safetensors: damaged") != std::string::npos);
  directory.write("state/epoch-2.safetensors", whole);
  CHECK(test::kind_of(resume) == 0);
  nlohmann::json state = nlohmann::json::parse(test::read(directory.file("state/checkpoint.json")));
  state.erase("sha256");  // as an earlier p8 wrote it
  directory.write("state/checkpoint.json", state.dump());
  CHECK(test::kind_of(resume) == 0);
}

TEST_CASE("two trainings do not write to one checkpoint") {
  const test::TemporaryDirectory directory;
  const HeadTraining training = small_training(HeadKind::Mlp);
  TrainingOptions options = quick(2);
  options.checkpoint = directory.file("state");
  TrainingObserver observer;
  std::string message;
  observer.epoch = [&](const EpochFigures&) {
    const auto second = [&] { train_head(training, options, {}); };
    if (message.empty()) message = test::kind_of(second) == 5 ? test::message_of(second) : "another kind";
  };
  train_head(training, options, observer);
  CHECK_MESSAGE(message.find("another training is at work in it") != std::string::npos, message);
  CHECK(test::kind_of([&] { train_head(training, options, {}); }) == 0);
}

TEST_CASE("a loss that is no longer finite stops the training and says where") {
  const HeadTraining training = small_training(HeadKind::Mlp);
  TrainingOptions options = quick(50);
  options.optimizer = OptimizerKind::Sgd;
  options.learning_rate = 1e30;
  const auto train = [&] { train_head(training, options, {}); };
  CHECK(
      test::message_of(train) ==
      "the loss is not finite in epoch 1, batch 2; try a lower --lr; --checkpoint DIR would keep the last good epoch");
  CHECK(test::kind_of(train) == 3);

  // One good epoch, then the rate explodes: the good one is kept, and training goes on from it.
  const test::TemporaryDirectory directory;
  options.checkpoint = directory.file("state");
  options.learning_rate = 1e-3;
  options.schedule = Schedule::Step;
  options.step_epochs = 1;
  options.step_factor = 1e33;
  options.epochs = 1;
  const Head good = train_head(training, options, {}).head;
  options.resume = true;
  options.epochs = 50;
  const std::string message = test::message_of(train);
  CHECK_MESSAGE(message.find("epoch 1 is kept in " + directory.file("state")) != std::string::npos, message);
  options.epochs = 1;
  CHECK(same_weights(train_head(training, options, {}).head, good));
}

TEST_CASE("a checkpoint goes on with the options it was made with only, and what differs is said with both values") {
  using Change = std::function<void(HeadTraining&, TrainingOptions&)>;
  const std::pair<const char*, Change> changes[] = {
      {"--optimizer was adam and is now sgd",
       [](HeadTraining&, TrainingOptions& options) { options.optimizer = OptimizerKind::Sgd; }},
      {"--lr was 0.01 and is now 0.001", [](HeadTraining&, TrainingOptions& options) { options.learning_rate = 1e-3; }},
      {"--lr-backbone was 1e-05 and is now 0.1",
       [](HeadTraining&, TrainingOptions& options) { options.backbone_rate = 0.1; }},
      {"--weight-decay was 0 and is now 0.5",
       [](HeadTraining&, TrainingOptions& options) { options.weight_decay = 0.5; }},
      {"--label-smoothing was 0 and is now 0.2",
       [](HeadTraining&, TrainingOptions& options) { options.label_smoothing = 0.2; }},
      {"--schedule was constant and is now step",
       [](HeadTraining&, TrainingOptions& options) { options.schedule = Schedule::Step; }},
      {"--step-epochs was 10 and is now 2", [](HeadTraining&, TrainingOptions& options) { options.step_epochs = 2; }},
      {"--warmup was 0 and is now 1", [](HeadTraining&, TrainingOptions& options) { options.warmup_epochs = 1; }},
      {"--patience was 0 and is now 3", [](HeadTraining&, TrainingOptions& options) { options.patience = 3; }},
      {"--batch-train was 16 and is now 32", [](HeadTraining&, TrainingOptions& options) { options.batch = 32; }},
      {"--seed was 42 and is now 7", [](HeadTraining&, TrainingOptions& options) { options.seed = 7; }},
      {"--precision was fp32 and is now not given",
       [](HeadTraining&, TrainingOptions& options) { options.settings.clear(); }},
      {"--hidden was 16 and is now 8", [](HeadTraining& training, TrainingOptions&) { training.hidden = 8; }},
      {"--head was mlp and is now linear",
       [](HeadTraining& training, TrainingOptions&) { training.kind = HeadKind::Linear; }},
      {"other training photos", [](HeadTraining& training, TrainingOptions&) { training.train.values[5] += 0.5F; }},
      {"other training photos", [](HeadTraining& training, TrainingOptions&) { training.train.labels[5] = 1; }},
      {"other validation photos",
       [](HeadTraining& training, TrainingOptions&) { training.validation.values[5] += 0.5F; }},
      {"other class texts", [](HeadTraining& training, TrainingOptions&) { training.class_texts[0] += 0.5F; }},
      {"other initial weights",
       [](HeadTraining& training, TrainingOptions&) {
         training.start = training::initial_head(training, 42);
         training.start->output_bias[0] += 1.0F;
       }},
      {"2 epochs are done and --epochs asks for 1",
       [](HeadTraining&, TrainingOptions& options) { options.epochs = 1; }},
  };
  const HeadTraining training = small_training(HeadKind::Mlp);
  const test::TemporaryDirectory directory;
  TrainingOptions options = quick(2);
  options.settings["--precision"] = "fp32";
  options.checkpoint = directory.file("state");
  train_head(training, options, {});
  options.resume = true;
  for (const auto& [said, change] : changes) {
    CAPTURE(said);
    HeadTraining other = training;
    TrainingOptions changed = options;
    change(other, changed);
    const auto resume = [&] { train_head(other, changed, {}); };
    CHECK_MESSAGE(test::message_of(resume).find(said) != std::string::npos, test::message_of(resume));
    CHECK(test::kind_of(resume) == 3);
  }
  TrainingOptions both = options;
  both.learning_rate = 1.0;
  both.warmup_epochs = 5;
  const std::string message = test::message_of([&] { train_head(training, both, {}); });
  CHECK(message.find("--lr was 0.01 and is now 1, --warmup was 0 and is now 5") != std::string::npos);
  const std::string french = test::message_of([&] { train_head(training, both, {}); }, Language::French);
  CHECK(french.find("--lr valait 0.01 et vaut maintenant 1, --warmup valait 0") != std::string::npos);
  options.threads = 3;  // has no part in it
  CHECK(test::kind_of([&] { train_head(training, options, {}); }) == 0);
}

TEST_CASE("a training may be made longer, unless its rate depends on how long it is") {
  const HeadTraining training = small_training(HeadKind::Mlp);
  for (const Schedule schedule : {Schedule::Constant, Schedule::Step, Schedule::Cosine}) {
    const test::TemporaryDirectory directory;
    TrainingOptions options = quick(5);
    options.schedule = schedule;
    const Head whole = train_head(training, options, {}).head;
    options.checkpoint = directory.file("state");
    options.resume = true;
    options.epochs = 2;
    train_head(training, options, {});
    options.epochs = 5;
    const auto resume = [&] { train_head(training, options, {}); };
    if (schedule == Schedule::Cosine) {
      CHECK(test::message_of(resume).find("--epochs was 2 and is now 5") != std::string::npos);
    } else {
      CHECK(same_weights(train_head(training, options, {}).head, whole));
    }
  }
}

TEST_CASE("a checkpoint that did not note its options is refused in words") {
  const test::TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("state"));
  directory.write("state/checkpoint.json", R"({"format": "p8 training", "version": 1, "identity": "x", "epoch": 1,
    "best_epoch": 1, "steps": 6, "tensors": "epoch-1.safetensors", "history": [[1, 1.0, 1.0, 0.5, 0.5, 0.1]]})");
  TrainingOptions options = quick(2);
  options.checkpoint = directory.file("state");
  options.resume = true;
  const auto resume = [&] { train_head(small_training(HeadKind::Mlp), options, {}); };
  CHECK(test::message_of(resume).find("written by an earlier version of p8") != std::string::npos);
  CHECK(test::kind_of(resume) == 4);
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
  for (const EpochFigures& epoch : trained.history) least = std::min(least, epoch.val_loss);
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
