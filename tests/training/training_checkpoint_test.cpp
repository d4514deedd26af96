#include "p8/training/training_checkpoint.h"

#include <cmath>
#include <optional>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::training;
using nlohmann::json;

namespace {

const TrainingSettings kSettings = {{"--lr", "0.1"}};

TrainingState two_epochs() {
  TrainingState state;
  state.settings = kSettings;
  state.epoch = 2;
  state.best_epoch = 1;
  state.steps = 6;
  state.tensors = {{"weight", {2}, {0.5F, -1.0F}}};
  state.history = {{1, 1.0, 1.0, 0.5, 0.5, 0.1}, {2, 0.9, 1.1, std::nan(""), 0.6, 0.1}};
  return state;
}

/// What loading says where a value of checkpoint.json is another text.
std::string said_with(const std::string& place, const std::string& text) {
  const test::TemporaryDirectory directory;
  const TrainingCheckpoint checkpoint(directory.path());
  checkpoint.save(two_epochs());
  json document = json::parse(test::read(directory.file("checkpoint.json")));
  document[json::json_pointer(place)] = "@here@";
  std::string bytes = document.dump();
  bytes.replace(bytes.find("\"@here@\""), 8, text);
  directory.write("checkpoint.json", bytes);
  CHECK(test::kind_of([&] { checkpoint.load(kSettings, 9); }) == 4);
  const std::string said = test::message_of([&] { checkpoint.load(kSettings, 9); });
  return said.substr(said.rfind('/') + 1);
}

}  // namespace

TEST_CASE("the state of a training comes back as it was saved") {
  const test::TemporaryDirectory directory;
  const TrainingCheckpoint checkpoint(directory.path());
  CHECK(!checkpoint.load(kSettings, 9));
  checkpoint.save(two_epochs());
  const std::optional<TrainingState> state = checkpoint.load(kSettings, 9);
  REQUIRE(state);
  CHECK(state->epoch == 2);
  CHECK(state->best_epoch == 1);
  CHECK(state->steps == 6);
  CHECK(state->history[1].val_loss == 1.1);
  CHECK(std::isnan(state->history[1].train_accuracy));
}

TEST_CASE("epochs and steps of a checkpoint are counts that fit its history, and are named") {
  for (const char* count : {"-5", "0.5", "1e87", "true", "\"1\"", "null"}) {
    CAPTURE(count);
    for (const std::string field : {"epoch", "best_epoch", "steps"}) {
      CHECK(said_with("/" + field, count) ==
            "checkpoint.json: field '" + field + "': expected a whole number from 0; delete its folder to begin anew");
    }
    CHECK(said_with("/history/1/0", count).find("field 'history': expected for each epoch") != std::string::npos);
  }
  for (const char* epoch : {"0", "1", "3"}) {
    CHECK(said_with("/epoch", epoch).find("field 'epoch': expected the last epoch of the history") !=
          std::string::npos);
  }
  for (const char* best : {"0", "3", "1000000000000"}) {
    CHECK(said_with("/best_epoch", best).find("field 'best_epoch': expected an epoch") != std::string::npos);
  }
  for (const char* place : {"/history/0/2", "/history/0/3", "/history/0/5"}) {
    CHECK(said_with(place, "-1e300").find("field 'history'") != std::string::npos);
    CHECK(said_with(place, "true").find("field 'history'") != std::string::npos);
  }
}

TEST_CASE("a checkpoint nested without end in any of its fields is refused") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  for (const char* place : {"/version", "/settings", "/epoch", "/history", "/history/0/1", "/tensors"}) {
    CHECK_MESSAGE(said_with(place, deep) == "checkpoint.json: nested more than 64 deep", place);
  }
}
