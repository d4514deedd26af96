#include "p8/training/training_checkpoint.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/log.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/weight_file.h"

namespace fs = std::filesystem;

namespace p8::training {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStateFile = "checkpoint.json";
constexpr int kVersion = 1;

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }
double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

std::string tensor_file(std::size_t epoch) { return "epoch-" + std::to_string(epoch) + ".safetensors"; }

Json to_json(const TrainingState& state) {
  Json json;
  json["format"] = "p8 training";
  json["version"] = kVersion;
  json["identity"] = state.identity;
  json["epoch"] = state.epoch;
  json["best_epoch"] = state.best_epoch;
  json["steps"] = state.steps;
  json["tensors"] = tensor_file(state.epoch);
  json["history"] = Json::array();
  for (const EpochFigures& epoch : state.history) {
    json["history"].push_back({epoch.epoch, number(epoch.train_loss), number(epoch.val_loss),
                               number(epoch.train_accuracy), number(epoch.val_accuracy), number(epoch.seconds)});
  }
  return json;
}

TrainingState from_json(const Json& json) {
  TrainingState state;
  state.epoch = json.at("epoch");
  state.best_epoch = json.at("best_epoch");
  state.steps = json.at("steps");
  for (const Json& row : json.at("history")) {
    state.history.push_back(
        {row.at(0), number(row.at(1)), number(row.at(2)), number(row.at(3)), number(row.at(4)), number(row.at(5))});
  }
  return state;
}

Error cannot_write(const std::string& directory, const std::string& reason) {
  return output_error("{}: cannot write the checkpoint: {}", "{} : impossible d'écrire l'état de l'entraînement : {}",
                      printable(directory), reason);
}

void rename(const std::string& directory, const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(fs::path(directory) / from, fs::path(directory) / to, error);
  if (error) throw cannot_write(directory, error.message());
}

/// Removes the tensors of earlier epochs, and what broken-off runs left.
void remove_others(const std::string& directory, const std::string& kept) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    const bool ours = name.rfind("epoch-", 0) == 0 && name.find(".safetensors") != std::string::npos;
    if (ours && name != kept) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

TrainingCheckpoint::TrainingCheckpoint(std::string directory) : directory_(std::move(directory)) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error || !fs::is_directory(directory_)) {
    throw cannot_write(directory_, error ? error.message() : "not a directory");
  }
}

void TrainingCheckpoint::save(const TrainingState& state) const {
  const auto path = [&](const std::string& name) { return (fs::path(directory_) / name).string(); };
  std::vector<StoredTensor> tensors;
  for (const NamedTensor& tensor : state.tensors) {
    tensors.push_back(float_tensor(tensor.name, tensor.shape, tensor.values.data()));
  }
  const std::string file = tensor_file(state.epoch);
  const std::string new_state = std::string(kStateFile) + ".tmp";
  try {
    write_safetensors(path(file + ".tmp"), tensors);
    rename(directory_, file + ".tmp", file);
    write_file(path(new_state), to_json(state).dump(1) + "\n");
    rename(directory_, new_state, kStateFile);
  } catch (...) {  // a full disk gets back what did not fit
    std::error_code ignored;
    for (const std::string& half : {file + ".tmp", file, new_state}) fs::remove(path(half), ignored);
    throw;
  }
  remove_others(directory_, file);
}

std::optional<TrainingState> TrainingCheckpoint::load(const std::string& identity) const {
  const std::string path = (fs::path(directory_) / kStateFile).string();
  if (!fs::exists(path)) return std::nullopt;
  TrainingState state;
  std::string found, tensors;
  try {
    const Json json = Json::parse(read_file(path, ErrorKind::Model, std::size_t{1} << 26));
    if (json.at("version") != kVersion) throw std::invalid_argument("version");
    found = json.at("identity");
    tensors = json.at("tensors");
    state = from_json(json);
  } catch (const std::exception&) {
    throw model_error("{}: not a checkpoint that this version of p8 reads; delete its folder to begin anew",
                      "{} : n'est pas un état d'entraînement que lit cette version de p8 ; supprimez son dossier pour "
                      "recommencer",
                      printable(path));
  }
  if (found != identity) {
    throw data_error(
        "{}: the checkpoint of another training (other photos, classes, head, optimizer, batch or seed); give "
        "another --checkpoint, or leave out --resume to begin anew",
        "{} : l'état d'un autre entraînement (autres photos, classes, tête, optimiseur, lots ou graine) ; indiquez "
        "un autre --checkpoint, ou enlevez --resume pour recommencer",
        printable(path));
  }
  state.identity = identity;
  const WeightFile file = open_weights((fs::path(directory_) / fs::path(tensors).filename()).string());
  for (const StoredTensor& tensor : file.tensors()) {
    state.tensors.push_back({tensor.name, tensor.shape, to_float(tensor)});
  }
  return state;
}

}  // namespace p8::training
