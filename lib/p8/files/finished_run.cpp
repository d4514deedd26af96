#include "p8/files/finished_run.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/system_text.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxDepth = 8;  // of figures
constexpr double kMaxSeconds = 1e9;
constexpr const char* kOwnCommand = "overview";
constexpr const char* kRunFile = "run.json";

Error misfit(const std::string& file, const std::string& field, const char* expected_en, const char* expected_fr) {
  return data_error("{0}: field '{1}': expected {2}", "{0} : champ « {1} » : il faut {2}", printable(file),
                    printable(field), Text{expected_en, expected_fr});
}

std::string read_regular(const std::string& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) {
    throw data_error("{}: not a regular file", "{} : pas un fichier ordinaire", printable(file));
  }
  return read_file(file, ErrorKind::Data, kMaxBytes);
}

Json object_of(const std::string& bytes, const std::string& file, std::size_t max_depth = kMaxJsonDepth) {
  Json json = parse_json_file<Json>(bytes, file, ErrorKind::Data, max_depth);
  if (!json.is_object()) {
    throw data_error("{}: not a JSON object; is the file cut short?",
                     "{} : pas un objet JSON ; le fichier est-il tronqué ?", printable(file));
  }
  return json;
}

std::string text_field(const Json& json, const char* name, const std::string& file) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) throw misfit(file, name, "a text", "un texte");
  return found->get<std::string>();
}

bool is_command(const std::string& command) {
  return !command.empty() && command.size() <= 40 &&
         command.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
}

/// "2026-11-22T13:05:00Z".
bool is_utc_time(const std::string& text) {
  static const std::string kForm = "dddd-dd-ddTdd:dd:ddZ";
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == 'd' ? c >= '0' && c <= '9' : c == form;
         });
}

/// Lists of lists are no option's value.
std::string value_of(const Json& option, bool inside_list = false) {
  if (option.is_string()) return option.get<std::string>();
  if (option.is_boolean()) return option.get<bool>() ? "true" : "";
  if (option.is_number()) return option.dump();
  std::string joined;
  if (option.is_array() && !inside_list) {
    for (const Json& item : option) joined += (joined.empty() ? "" : ", ") + value_of(item, true);
  }
  return joined;
}

RunFile run_file_of(const std::string& bytes, const std::string& file) {
  const Json json = object_of(bytes, file);
  RunFile run;
  run.version = text_field(json, "p8", file);
  run.command = text_field(json, "command", file);
  if (!is_command(run.command)) {
    throw misfit(file, "command", "the name of a command of p8", "le nom d'une commande de p8");
  }
  const auto options = json.find("options");
  if (options == json.end() || !options->is_object()) throw misfit(file, "options", "an object", "un objet");
  for (const auto& [name, option] : options->items()) run.options[name] = value_of(option);
  if (json.contains("start")) {
    run.start = text_field(json, "start", file);
    if (!is_utc_time(run.start)) {
      throw misfit(file, "start", "a time such as 2026-11-22T13:05:00Z", "une heure comme 2026-11-22T13:05:00Z");
    }
  }
  if (const auto found = json.find("duration_seconds"); found != json.end()) {
    run.duration = found->is_number() ? found->get<double>() : -1.0;
    if (!(*run.duration >= 0.0 && *run.duration <= kMaxSeconds)) {
      throw misfit(file, "duration_seconds", "a number of seconds, at least 0", "un nombre de secondes, au moins 0");
    }
  }
  return run;
}

/// Numbers and texts of the figures, each under the way that leads to it.
void add_figures(const Json& json, const std::string& way, FinishedRun& run) {
  const std::string start = way.empty() ? "" : way + ".";
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) add_figures(value, start + name, run);
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) add_figures(json[i], start + std::to_string(i), run);
  } else if (json.is_number()) {
    run.figures[way] = json.get<double>();
  } else if (json.is_string()) {
    run.words[way] = json.get<std::string>();
  } else if (json.is_boolean()) {
    run.words[way] = json.get<bool>() ? "true" : "false";
  }
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

FinishedRun read_finished_run(const fs::path& directory) {
  FinishedRun run;
  run.path = directory.string();
  const std::string record = (directory / kRunFile).string();
  const std::string bytes = read_regular(record);
  run.file = run_file_of(bytes, record);
  run.input = {"run", record, digest_of(bytes)};
  for (const char* name : {"metrics.json", "compare.json"}) {
    const std::string file = (directory / name).string();
    if (!run.figures_file.empty() || !is_there(file)) continue;
    run.figures_file = name;
    add_figures(object_of(read_regular(file), file, kMaxDepth), {}, run);
  }
  run.has_report = is_there(directory / "report.html");
  return run;
}

/// The runs right below the directory, by name.
std::vector<fs::path> folders_of_runs(const fs::path& directory) {
  std::error_code error;
  std::vector<fs::path> folders;
  for (fs::directory_iterator entry(directory, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    if (is_there(entry->path() / kRunFile)) folders.push_back(entry->path());
  }
  if (error) {
    const Text reason = system_text(error.value());
    throw data_error("cannot read {0}: {1}", "lecture impossible de {0} : {1}", printable(directory.string()), reason);
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

fs::path plain(const fs::path& path) {
  std::error_code ignored;
  const fs::path found = fs::weakly_canonical(path, ignored);
  return found.has_filename() ? found : found.parent_path();
}

/// The SHA-256 that the folder's run.json notes for a model's file; empty where there is none.
std::string noted_sha256(const fs::path& folder, const std::string& file) {
  const fs::path record = folder / kRunFile;
  if (!is_there(record)) return {};
  try {
    const Json json = object_of(read_regular(record.string()), record.string());
    for (const Json& model : json.value("model_files", Json::array())) {
      if (model.at("file") == file) return model.at("sha256").get<std::string>();
    }
  } catch (const Json::exception&) {
  } catch (const Error&) {  // a run.json of something else
  }
  return {};
}

}  // namespace

std::string RunFile::option(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

RunFile read_run_file(const std::string& directory) {
  const std::string file = (fs::path(directory) / kRunFile).string();
  return run_file_of(read_regular(file), file);
}

RunRecord::Input model_input(const std::string& role, const std::string& path) {
  RunRecord::Input input = {role, path, digest_of_file(path)};
  const fs::path whole = plain(path);
  for (const fs::path& folder : {whole.parent_path(), whole.parent_path().parent_path()}) {
    const std::string noted = noted_sha256(folder, whole.lexically_relative(folder).generic_string());
    if (noted.empty() || noted == input.digest.sha256) continue;
    throw model_error("{0}: not as p8 wrote it (its SHA-256 is not the one in {1}); restore it or train again",
                      "{0} : n'est plus tel que p8 l'a écrit (son SHA-256 n'est pas celui de {1}) ; restaurez-le ou "
                      "relancez l'entraînement",
                      printable(path), printable((folder / kRunFile).string()));
  }
  return input;
}

std::string FinishedRun::name() const { return plain(path).filename().string(); }

std::optional<double> FinishedRun::figure(const std::string& name) const {
  const auto found = figures.find(name);
  return found == figures.end() ? std::nullopt : std::optional<double>(found->second);
}

std::optional<std::size_t> FinishedRun::count(const std::string& name) const {
  const std::optional<double> value = figure(name);
  if (!value || !(*value >= 0.0 && *value <= 1e15) || *value != std::floor(*value)) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

std::vector<FinishedRun> find_finished_runs(const std::vector<std::string>& directories) {
  std::vector<FinishedRun> runs;
  std::set<fs::path> seen;
  for (const std::string& directory : directories) {
    std::error_code ignored;
    if (!fs::is_directory(directory, ignored)) {
      throw data_error("{}: no such directory; expected results of p8, or a folder of them",
                       "{} : ce dossier n'existe pas ; il faut des résultats de p8, ou un dossier qui en contient",
                       printable(directory));
    }
    const bool is_run = is_there(fs::path(directory) / kRunFile);
    const std::vector<fs::path> folders = is_run ? std::vector<fs::path>{directory} : folders_of_runs(directory);
    if (folders.empty()) {
      throw data_error("{}: no run.json in it, nor in the folders below it; expected results of p8",
                       "{} : pas de run.json, ni dans les dossiers qu'il contient ; il faut des résultats de p8",
                       printable(directory));
    }
    for (const fs::path& folder : folders) {
      if (!seen.insert(plain(folder)).second) continue;
      FinishedRun run = read_finished_run(folder);
      if (is_run || run.file.command != kOwnCommand) runs.push_back(std::move(run));
    }
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const FinishedRun& a, const FinishedRun& b) { return a.file.start < b.file.start; });
  return runs;
}

}  // namespace p8
