#include "p8/backends/libtorch/training/training_checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/backends/libtorch/training/training_settings.h"
#include "p8/base/error.h"
#include "p8/base/json_digest.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/durable.h"
#include "p8/files/file.h"
#include "p8/files/system_text.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/weight_file.h"

namespace fs = std::filesystem;

namespace p8::training {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStateFile = "checkpoint.json";
constexpr const char* kFormat = "p8 training";
constexpr const char* kOwnDigest = "checkpoint_sha256";  // of the other fields
constexpr std::size_t kMaxBytes = std::size_t{1} << 24;
constexpr std::size_t kVersion = 3;
constexpr std::size_t kWithoutDigests = 2;  // still read; 1 had a hash of some of the settings

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }
double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

std::string tensor_file(std::size_t epoch) { return "epoch-" + std::to_string(epoch) + ".safetensors"; }

Json to_json(const TrainingState& state, const std::string& sha256) {
  Json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["settings"] = state.settings;
  json["epoch"] = state.epoch;
  json["best_epoch"] = state.best_epoch;
  json["steps"] = state.steps;
  json["tensors"] = tensor_file(state.epoch);
  json["sha256"] = sha256;  // of the tensors
  json["history"] = Json::array();
  for (const EpochMetrics& epoch : state.history) {
    json["history"].push_back({epoch.epoch, number(epoch.train_loss), number(epoch.val_loss),
                               number(epoch.train_accuracy), number(epoch.val_accuracy), number(epoch.seconds)});
  }
  add_digest(json, kOwnDigest);
  return json;
}

/// A field that no training writes so.
struct WrongField {
  std::string name;
  Text expected;
};

std::size_t count_in(const Json& json, const char* name) {
  const Json& value = json.at(name);
  if (!is_count(value)) throw WrongField{name, {"a whole number from 0", "un nombre entier à partir de 0"}};
  return value.get<std::size_t>();
}

/// One epoch of the history, which must be the next one.
EpochMetrics epoch_of(const Json& row, std::size_t epoch) {
  constexpr double kMax = 1e15;
  const auto is_within = [&](std::size_t i, double least, double most) {
    return row[i].is_number() && row[i].get<double>() >= least && row[i].get<double>() <= most;
  };
  const auto is_share = [&](std::size_t i) { return row[i].is_null() || is_within(i, 0.0, 1.0); };
  const bool fits = row.is_array() && row.size() == 6 && is_count(row[0]) && row[0] == epoch &&
                    is_within(1, -kMax, kMax) && is_within(2, -kMax, kMax) && is_share(3) && is_share(4) &&
                    is_within(5, 0.0, kMax);
  if (fits) return {epoch, number(row[1]), number(row[2]), number(row[3]), number(row[4]), number(row[5])};
  throw WrongField{
      "history",
      {"for each epoch from 1 its number, two losses, two accuracies from 0 to 1 and seconds",
       "pour chaque époque à partir de 1 son numéro, deux pertes, deux exactitudes de 0 à 1 et une durée"}};
}

/// The SHA-256 of the tensors; empty in a state of a p8 that did not note it.
std::string tensor_digest(const Json& json, std::size_t version) {
  if (version == kWithoutDigests) return json.value("sha256", "");
  const Json noted = json.value("sha256", Json());
  const auto sha256 = noted.is_string() ? noted.get<std::string>() : std::string();
  if (sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == std::string::npos) return sha256;
  throw WrongField{"sha256", {"64 hexadecimal digits", "64 chiffres hexadécimaux"}};
}

TrainingState from_json(const Json& json) {
  TrainingState state;
  state.settings = json.at("settings").get<TrainingSettings>();
  for (const Json& row : json.at("history")) state.history.push_back(epoch_of(row, state.history.size() + 1));
  state.epoch = count_in(json, "epoch");
  if (state.epoch == 0 || state.epoch != state.history.size()) {
    throw WrongField{"epoch", {"the last epoch of the history", "la dernière époque de l'historique"}};
  }
  state.best_epoch = count_in(json, "best_epoch");
  if (state.best_epoch == 0 || state.best_epoch > state.epoch) {
    throw WrongField{"best_epoch", {"an epoch of the history", "une époque de l'historique"}};
  }
  state.steps = count_in(json, "steps");
  return state;
}

Error cannot_write(const std::string& directory, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("{0}: cannot write the checkpoint: {1}",
                      "{0} : impossible d'écrire l'état de l'entraînement : {1}", printable(directory), reason);
}

void rename(const std::string& directory, const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(fs::path(directory) / from, fs::path(directory) / to, error);
  if (error) throw cannot_write(directory, error.value());
}

bool is_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The text without this end; nothing where it has another.
std::optional<std::string> without_end(const std::string& text, const std::string& end) {
  if (text.size() < end.size() || text.compare(text.size() - end.size(), end.size(), end) != 0) return std::nullopt;
  return text.substr(0, text.size() - end.size());
}

/// "epoch-7.safetensors", or that with ".tmp" behind.
bool names_tensors(const std::string& name) {
  const std::string whole = without_end(name, ".tmp").value_or(name);
  const std::optional<std::string> epoch = without_end(whole, ".safetensors");
  return epoch && epoch->rfind("epoch-", 0) == 0 && is_digits(epoch->substr(6));
}

/// Whether it is called as what a training leaves here, whole or killed: its files, and the folders of its repeats.
bool is_called_as_ours(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  const fs::file_type type = entry.symlink_status().type();
  if (type == fs::file_type::directory) return name.rfind("repeated-", 0) == 0 && is_digits(name.substr(9));
  return type == fs::file_type::regular &&
         (name == kStateFile || name == std::string(kStateFile) + ".tmp" || names_tensors(name));
}

enum class Found { Nothing, State, Damaged, Foreign };

/// What checkpoint.json is: a state of any version of p8, what is no JSON any more, or another program's.
Found state_in(const fs::path& directory) {
  const fs::path file = directory / kStateFile;
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return Found::Nothing;
  Json json;
  try {
    json = parse_json_text<Json>(read_file(file.string(), ErrorKind::Model, kMaxBytes));
  } catch (const Error&) {
    return Found::Damaged;
  }
  if (json.is_discarded()) return Found::Damaged;
  return json.is_object() && json.value("format", Json()) == kFormat ? Found::State : Found::Foreign;
}

/// Throws where the folder is not p8's to write to and to clear.
void require_own(const std::string& directory) {
  const Found found = state_in(directory);
  if (found == Found::State) return;
  bool is_own = found != Found::Foreign;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; is_own && !error && entry != end; entry.increment(error)) {
    is_own = is_called_as_ours(*entry);
  }
  if (error) throw cannot_write(directory, error.value());
  if (is_own) return;
  throw output_error("{}: holds other files: choose an empty folder",
                     "{} : contient d'autres fichiers : choisissez un dossier vide", printable(directory));
}

/// Removes the tensors of earlier epochs, and what broken-off runs left.
void remove_others(const std::string& directory, const std::string& kept) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (names_tensors(name) && name != kept && !entry.is_directory(ignored)) fs::remove(entry.path(), ignored);
  }
}

Error unreadable(const std::string& path, std::size_t version) {
  if (version > 0 && version < kWithoutDigests) {
    return model_error(
        "{}: written by an earlier version of p8, which did not note every option of the training; delete its folder, "
        "or leave out --resume to start over",
        "{} : écrit par une version antérieure de p8, qui ne notait pas toutes les options de "
        "l'entraînement ; supprimez son dossier, ou enlevez --resume pour recommencer",
        printable(path));
  }
  return model_error("{}: not a checkpoint that this version of p8 reads; delete its folder to start over",
                     "{} : n'est pas un état d'entraînement que lit cette version de p8 ; supprimez son dossier pour "
                     "recommencer",
                     printable(path));
}

/// Throws where checkpoint.json is no longer as it was written: any of its numbers would change the training.
void require_unchanged(const Json& json, std::size_t version, const std::string& path) {
  const JsonDigest digest = check_digest(json, kOwnDigest);
  if (digest == JsonDigest::Fits || (digest == JsonDigest::Missing && version == kWithoutDigests)) return;
  throw model_error(
      "{}: damaged (its SHA-256 is not the one in it); delete its folder, or leave out --resume, to start over",
      "{} : endommagé (son SHA-256 n'est pas celui qu'il contient) ; supprimez son dossier, ou enlevez "
      "--resume, pour recommencer",
      printable(path));
}

/// Throws where a training of these settings would not have come to this state.
void require_same(const TrainingState& state, const TrainingSettings& settings, std::size_t epochs,
                  const std::string& path) {
  std::vector<Text> found = differences(state.settings, settings);
  if (state.epoch > epochs) {
    found.push_back(text("{} epochs are done and --epochs asks for {}",
                         "{} époques sont faites et --epochs en demande {}", state.epoch, epochs));
  }
  if (found.empty()) return;
  Text list;
  for (const Text& difference : found) append(list, difference, same(", "));
  throw data_error(
      "{0}: the checkpoint of another training: {1}; give the same options, another --checkpoint, or leave out "
      "--resume to start over",
      "{0} : l'état d'un autre entraînement : {1} ; indiquez les mêmes options, un autre --checkpoint, ou enlevez "
      "--resume pour recommencer",
      printable(path), list);
}

}  // namespace

TrainingCheckpoint::TrainingCheckpoint(std::string directory) : directory_(std::move(directory)) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error || !fs::is_directory(directory_)) {
    throw cannot_write(directory_, error ? error.value() : ENOTDIR);
  }
  lock_.emplace(directory_);
  if (lock_->found() == FolderLock::Found::Busy) {
    throw output_error("{}: another training is at work in it; wait for it, or choose another --checkpoint",
                       "{} : un autre entraînement y travaille ; attendez-le, ou choisissez un autre --checkpoint",
                       printable(directory_));
  }
  require_own(directory_);
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
    const std::string sha256 = digest_of_file(path(file + ".tmp")).sha256;
    sync_file(path(file + ".tmp"));
    rename(directory_, file + ".tmp", file);
    write_file(path(new_state), to_json(state, sha256).dump(1) + "\n");
    sync_file(path(new_state));
    rename(directory_, new_state, kStateFile);
    sync_file(directory_);  // before the state that it replaces goes
  } catch (...) {           // a full disk gets back what did not fit
    std::error_code ignored;
    for (const std::string& half : {file + ".tmp", file, new_state}) fs::remove(path(half), ignored);
    throw;
  }
  remove_others(directory_, file);
}

std::optional<TrainingState> TrainingCheckpoint::load(const TrainingSettings& settings, std::size_t epochs) const {
  const std::string path = (fs::path(directory_) / kStateFile).string();
  if (!fs::exists(path)) return std::nullopt;
  TrainingState state;
  std::string tensors;
  std::string sha256;
  const std::string bytes = read_file(path, ErrorKind::Model, kMaxBytes);
  std::size_t version = 0;
  try {
    const auto json = parse_json_file<Json>(bytes, path, ErrorKind::Model);
    if (is_count(json.at("version"))) version = json.at("version");
    const bool is_known = version == kVersion || version == kWithoutDigests;
    if (!is_known || json.at("format") != kFormat) throw std::invalid_argument("version");
    tensors = json.at("tensors");
    state = from_json(json);
    sha256 = tensor_digest(json, version);
    require_unchanged(json, version, path);
  } catch (const WrongField& field) {
    throw model_error("{0}: field '{1}': expected {2}; delete its folder to start over",
                      "{0} : champ « {1} » : il faut {2} ; supprimez son dossier pour recommencer", printable(path),
                      field.name, field.expected);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw unreadable(path, version);
  }
  require_same(state, settings, epochs, path);
  const std::string tensor_path = (fs::path(directory_) / fs::path(tensors).filename()).string();
  const WeightFile file = open_weights(tensor_path);
  if (!sha256.empty() && digest_of_file(tensor_path).sha256 != sha256) {
    throw model_error(
        "{0}: damaged (its SHA-256 is not the one in {1}); delete its folder, or leave out --resume, to start over",
        "{0} : endommagé (son SHA-256 n'est pas celui de {1}) ; supprimez son dossier, ou enlevez --resume, pour "
        "recommencer",
        printable(tensor_path), kStateFile);
  }
  for (const StoredTensor& tensor : file.tensors()) {
    state.tensors.push_back({tensor.name, tensor.shape, to_float(tensor)});
  }
  return state;
}

}  // namespace p8::training
