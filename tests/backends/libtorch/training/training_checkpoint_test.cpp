#include "p8/backends/libtorch/training/training_checkpoint.h"

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/json_digest.h"
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
            "checkpoint.json: field '" + field + "': expected a whole number from 0; delete its folder to start over");
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

TEST_CASE("a checkpoint of which a number or a name was changed is damaged, though each value is one that might be") {
  for (const auto& change : {std::pair("/steps", "7"),
                             {"/best_epoch", "2"},
                             {"/history/0/2", "0.5"},
                             {"/settings/--lr", "\"0.2\""},
                             {"/version", "2"}}) {
    CHECK_MESSAGE(said_with(change.first, change.second) ==
                      "checkpoint.json: damaged (its SHA-256 is not the one in it); delete its folder, or leave out "
                      "--resume, to start over",
                  change.first);
  }
  CHECK(said_with("/checkpoint_sha256", "\"\"").find("damaged") != std::string::npos);
  for (const char* digest : {"\"\"", "null", "7", "\"abc\""}) {
    CHECK(said_with("/sha256", digest).find("field 'sha256': expected 64 hexadecimal digits") != std::string::npos);
  }
}

TEST_CASE("a checkpoint with a bit flipped anywhere never gives another training") {
  const test::TemporaryDirectory directory;
  const TrainingCheckpoint checkpoint(directory.path());
  checkpoint.save(two_epochs());
  const std::string whole = test::read(directory.file("checkpoint.json"));
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    directory.write("checkpoint.json", flipped);
    std::optional<TrainingState> state;
    const int kind = test::kind_of([&] { state = checkpoint.load(kSettings, 9); });
    // Blanks between the fields, and an E for an e, change nothing.
    const bool is_same = kind == 0 && state && state->steps == 6 && state->best_epoch == 1 &&
                         state->history[0].val_loss == 1.0 && state->history[1].train_loss == 0.9 &&
                         state->tensors[0].values[0] == 0.5F;
    CHECK_MESSAGE((kind == 4 || is_same), flipped);
  }
}

TEST_CASE("both digests of a checkpoint are required, but not in one of the version before") {
  const test::TemporaryDirectory directory;
  const TrainingCheckpoint checkpoint(directory.path());
  checkpoint.save(two_epochs());
  const json whole = json::parse(test::read(directory.file("checkpoint.json")));
  const auto kind_without = [&](const char* field, int version, bool is_sealed) {
    json document = whole;
    document["version"] = version;
    document.erase(field);
    if (is_sealed) add_digest(document, "checkpoint_sha256");
    directory.write("checkpoint.json", document.dump());
    return test::kind_of([&] { checkpoint.load(kSettings, 9); });
  };
  CHECK(kind_without("checkpoint_sha256", 3, false) == 4);
  CHECK(kind_without("sha256", 3, true) == 4);
  CHECK(kind_without("checkpoint_sha256", 2, false) == 0);
  CHECK(kind_without("sha256", 2, true) == 0);
}

namespace {

/// What opening a checkpoint in a folder with these files says; all of them must still be there.
std::string said_of(const std::vector<std::pair<std::string, std::string>>& files) {
  const test::TemporaryDirectory directory;
  for (const auto& [name, bytes] : files) directory.write(name, bytes);
  const std::string said = test::message_of([&] { const TrainingCheckpoint checkpoint(directory.path()); });
  if (said != "no error") CHECK(test::kind_of([&] { const TrainingCheckpoint checkpoint(directory.path()); }) == 5);
  for (const auto& [name, bytes] : files) CHECK(test::read(directory.file(name)) == bytes);
  return said.substr(0, 8) == "no error" ? said : said.substr(directory.path().size());
}

}  // namespace

TEST_CASE("a checkpoint goes to a folder of its own: other files in it are neither replaced nor removed") {
  const std::string refused = ": holds other files: choose an empty folder";
  CHECK(said_of({{"notes.txt", "mine"}}) == refused);
  CHECK(said_of({{"checkpoint.json", "{\"epoch\": 3}"}}) == refused);
  CHECK(said_of({{"checkpoint.json", "[]"}}) == refused);
  CHECK(said_of({{"checkpoint.json", "{\"format\": "}, {"notes.txt", "mine"}}) == refused);
  CHECK(said_of({{"epoch-last.safetensors", "mine"}}) == refused);
  CHECK(said_of({{"epoch-1.safetensors.bak", "mine"}}) == refused);
  CHECK(said_of({{"epoch-.safetensors", "mine"}}) == refused);
}

TEST_CASE("a checkpoint takes over what a training of any version, or one that was killed, left") {
  CHECK(said_of({}) == "no error");
  CHECK(said_of({{"checkpoint.json", "{\"format\": \"p8 training\", \"version\": 1}"}, {"notes.txt", "mine"}}) ==
        "no error");
  CHECK(said_of({{"checkpoint.json.tmp", ""}, {"epoch-1.safetensors", ""}, {"epoch-1.safetensors.tmp", ""}}) ==
        "no error");
  CHECK(said_of({{"checkpoint.json", "{\"format\": "}, {"epoch-12.safetensors", ""}}) == "no error");
}

TEST_CASE("saving a state removes the tensors of other epochs and nothing else") {
  const test::TemporaryDirectory directory;
  const TrainingCheckpoint checkpoint(directory.path());
  checkpoint.save(two_epochs());
  for (const char* name : {"epoch-1.safetensors", "epoch-7.safetensors.tmp", "epoch-last.safetensors",
                           "epoch-1.safetensors.bak", "my-epoch-1.safetensors"}) {
    directory.write(name, "x");
  }
  checkpoint.save(two_epochs());
  const auto is_there = [&](const char* name) { return std::filesystem::exists(directory.file(name)); };
  CHECK(!is_there("epoch-1.safetensors"));
  CHECK(!is_there("epoch-7.safetensors.tmp"));
  for (const char* kept : {"epoch-2.safetensors", "epoch-last.safetensors", "epoch-1.safetensors.bak",
                           "my-epoch-1.safetensors", "checkpoint.json"}) {
    CHECK_MESSAGE(is_there(kept), kept);
  }
}
