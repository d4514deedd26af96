#include <filesystem>
#include <functional>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "backends/libtorch/training/small_training.h"
#include "p8/backends/libtorch/training/head_training.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::quick;
using test::same_weights;
using test::small_training;
using training::train_head;

struct Stop {};

}  // namespace

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
  state["version"] = 2;  // as an earlier p8 wrote it
  state.erase("sha256");
  state.erase("checkpoint_sha256");
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
  observer.epoch = [&](const EpochMetrics&) {
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
  for (const auto& entry : changes) {
    const auto& said = entry.first;
    const auto& change = entry.second;
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

}  // namespace p8
