#include "p8/vision/classifier/run_directory.h"

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/finished_run.h"
#include "p8/vision/classifier/run_tables.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;  // of a JSON file
constexpr int kClassifierFormat = 1;

Error misfit(const std::string& file, const std::string& field, const char* expected_en, const char* expected_fr) {
  return data_error("{0}: field '{1}': expected {2}", "{0} : champ « {1} » : il faut {2}", printable(file),
                    printable(field), Text{expected_en, expected_fr});
}

Json read_json(const std::string& file) {
  Json json = parse_json_file<Json>(read_file(file, ErrorKind::Data, kMaxBytes), file, ErrorKind::Data);
  if (!json.is_object()) {
    throw data_error("{}: not a JSON object; is the file cut short?",
                     "{} : pas un objet JSON ; le fichier est-il tronqué ?", printable(file));
  }
  return json;
}

/// A number of at least 0; nothing for null or where the field lacks.
std::optional<double> figure(const Json& json, const std::string& name, const std::string& file) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return std::nullopt;
  const double value = found->is_number() ? found->get<double>() : -1.0;
  if (!std::isfinite(value) || value < 0.0) {
    throw misfit(file, name, "a number of at least 0, or null", "un nombre au moins égal à 0, ou null");
  }
  return value;
}

std::optional<std::size_t> count(const Json& json, const std::string& name, const std::string& file) {
  const std::optional<double> value = figure(json, name, file);
  if (!value) return std::nullopt;
  if (*value != std::floor(*value) || *value > 1e15) {
    throw misfit(file, name, "a whole number, or null", "un nombre entier, ou null");
  }
  return static_cast<std::size_t>(*value);
}

/// "0.1" of "0.1.7": below 1.0 files may change with the minor version, later with the major one.
std::string format_of(const std::string& version) {
  const std::size_t major = version.find('.');
  if (major == std::string::npos || version.substr(0, major) != "0") return version.substr(0, major);
  return version.substr(0, version.find('.', major + 1));
}

void read_record(RunDirectory& run) {
  const std::string file = (fs::path(run.path) / "run.json").string();
  const RunFile record = read_run_file(run.path);
  if (format_of(record.version) != format_of(kVersion)) {
    throw data_error("{}: made by p8 {}, whose results p8 {} does not read; make them again with this version",
                     "{} : produit par p8 {}, dont p8 {} ne lit pas les résultats ; refaites-les avec cette version",
                     printable(file), printable(record.version, 40), kVersion);
  }
  run.command = record.command;
  run.options = record.options;
  if (run.command != "finetune" && run.command != "zeroshot") {
    throw data_error("{}: results of p8 {}; expected those of p8 finetune or p8 zeroshot",
                     "{} : résultats de p8 {} ; il faut ceux de p8 finetune ou p8 zeroshot", printable(file),
                     printable(run.command, 40));
  }
}

void read_metrics(RunDirectory& run) {
  const std::string file = (fs::path(run.path) / "metrics.json").string();
  const Json json = read_json(file);
  run.best_epoch = count(json, "best_epoch", file);
  run.epochs = count(json, "epochs", file);
  run.parameters_trained = count(json, "parameters_trained", file);
  run.seconds_to_best = figure(json, "seconds_to_best", file);
  run.images_per_second = figure(json, "images_per_second", file);
  const std::optional<double> accuracy = figure(json, "accuracy", file);
  const std::optional<double> counted = classifier_metrics(run.test).metrics.accuracy;
  if (accuracy.has_value() != counted.has_value() || std::abs(accuracy.value_or(0.0) - counted.value_or(0.0)) > 1e-6) {
    throw data_error("{0}: accuracy {1}, but predictions.csv beside it gives {2}; expected files of one run",
                     "{0} : exactitude {1}, mais predictions.csv à côté donne {2} ; il faut les fichiers d'une même "
                     "exécution",
                     printable(file), accuracy ? fmt::format("{}", *accuracy) : "null",
                     counted ? fmt::format("{}", *counted) : "null");
  }
}

void check_classifier(const RunDirectory& run) {
  const std::string file = (fs::path(run.path) / "classifier.json").string();
  const Json json = read_json(file);
  const auto format = json.find("format");
  if (format == json.end()) return;
  if (!format->is_number_integer() || format->get<long long>() != kClassifierFormat) {
    throw data_error("{}: format {}, of another version of p8; expected format {}",
                     "{} : format {}, d'une autre version de p8 ; il faut le format {}", printable(file),
                     printable(format->dump(), 40), kClassifierFormat);
  }
}

bool has_file(const RunDirectory& run, const char* name) {
  std::error_code ignored;
  return fs::exists(fs::path(run.path) / name, ignored);
}

}  // namespace

std::string RunDirectory::option(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

RunDirectory read_run_directory(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    throw data_error("{}: no such directory; expected the results of p8 finetune or p8 zeroshot",
                     "{} : ce dossier n'existe pas ; il faut les résultats de p8 finetune ou p8 zeroshot",
                     printable(path));
  }
  RunDirectory run;
  run.path = path;
  read_record(run);
  read_predictions(run);
  read_metrics(run);
  if (has_file(run, "classifier.json")) check_classifier(run);
  if (has_file(run, "history.csv")) read_history(run);
  if (has_file(run, "split.csv")) read_split(run);
  const bool in_history = !run.best_epoch || run.history.empty() ||
                          (*run.best_epoch >= run.history.front().epoch && *run.best_epoch <= run.history.back().epoch);
  if (!in_history) {
    throw misfit((fs::path(path) / "metrics.json").string(), "best_epoch", "an epoch of history.csv",
                 "une époque de history.csv");
  }
  return run;
}

}  // namespace p8
