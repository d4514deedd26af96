#include "p8/study/study_folder.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/folder_contents.h"
#include "p8/files/run_record.h"
#include "p8/files/staging_name.h"
#include "p8/files/system_text.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

constexpr const char* kStudyFile = "study.json";  // tells the folder from any other of its name
constexpr const char* kFormat = "p8 study";
constexpr std::size_t kMaxBytes = std::size_t{1} << 24;
constexpr int kTries = 30;  // at the folder of a run that is being ended
constexpr std::chrono::milliseconds kWait{100};

Error not_written(const fs::path& path, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("{0}: cannot keep the study's runs: {1}", "{0} : impossible d'y garder les exécutions : {1}",
                      printable(path.string()), reason);
}

void create(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw not_written(folder, error.value());
}

FolderLock locked(const fs::path& folder) {
  FolderLock lock(folder);
  if (lock.found() != FolderLock::Found::Busy) return lock;
  throw output_error("{}: another p8 compare is at work in it; wait for it, or choose another --out",
                     "{} : un autre p8 compare y travaille ; attendez-le, ou choisissez un autre --out",
                     printable(folder.string()));
}

/// The object in a file; anything else where there is none.
nlohmann::json read_object(const fs::path& file) {
  try {
    return parse_json_text<nlohmann::json>(read_file(file.string(), ErrorKind::Output, kMaxBytes));
  } catch (const Error&) {
    return {};
  }
}

/// Whether it is the note of a step, see StudyFolder::note_of().
bool is_note(const fs::path& file) {
  const nlohmann::json note = read_object(file);
  return note.is_object() && note.contains("p8") && note.contains("words") && note.contains("files");
}

/// Whether the folder is a study's, or nothing would be lost with it: a killed p8 leaves an empty study.json. One
/// before wrote none: its folder has runs/, done/ and notes in it, or nothing.
bool is_study(const fs::path& folder) {
  const nlohmann::json study = read_object(folder / kStudyFile);
  if (study.is_object() && study.value("format", nlohmann::json()) == kFormat) return true;
  std::error_code error;
  bool is_empty = true;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const fs::file_type type = entry->symlink_status(error).type();
    if (name == kStudyFile && type == fs::file_type::regular && fs::file_size(entry->path(), error) == 0) continue;
    const bool is_ours = (name == "runs" || name == "done") && type == fs::file_type::directory;
    if (!is_ours) return false;
    is_empty = is_empty && fs::is_empty(entry->path(), error);
  }
  if (error || is_empty) return !error;
  const fs::directory_iterator notes(folder / "done", error);
  return !error && std::any_of(fs::begin(notes), fs::end(notes), [](const auto& note) { return is_note(note.path()); });
}

Error not_a_study(const fs::path& folder) {
  return output_error("{}: not the folder of a study, and p8 compare would delete it: move it, or choose another --out",
                      "{} : n'est pas le dossier d'une étude, et p8 compare le supprimerait : déplacez-le, ou "
                      "choisissez un autre --out",
                      printable(folder.string()));
}

/// Throws where a file or a link has the folder's name.
void require_folder(const fs::path& folder) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(folder, ignored);
  if (fs::exists(status) && !fs::is_directory(status)) throw not_a_study(folder);
}

void require_study(const fs::path& folder) {
  if (!is_study(folder)) throw not_a_study(folder);
}

/// What is there of runs that are not finished.
std::vector<fs::path> staging_in(const fs::path& runs) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(runs, ignored)) {
    if (entry.path().filename().string().front() == '.') found.push_back(entry.path());
  }
  return found;
}

/// Removes what killed runs left. One that is still at work has lost its study and is being ended: waits for it a
/// moment, and throws Error(Output) where it goes on.
void clear_staging(const fs::path& runs) {
  for (int i = 0; i < kTries; ++i) {
    throw_if_interrupted();
    sweep_staging(runs);
    const std::vector<fs::path> left = staging_in(runs);
    const bool is_busy = std::any_of(left.begin(), left.end(), [](const fs::path& staging) {
      return FolderLock(staging).found() == FolderLock::Found::Busy;
    });
    if (!is_busy) return;
    std::this_thread::sleep_for(kWait);
  }
  throw output_error("another run is at work in {}; wait for it, or choose another --out",
                     "une autre exécution travaille dans {} ; attendez-la, ou choisissez un autre --out",
                     printable(runs.string()));
}

void move_path(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw not_written(from, error.value());
}

/// Words on which the results do not depend.
bool is_without_effect(const std::string& word) {
  for (const char* const beginning : {"--out=", "--threads=", "--cache", "--quiet", "--verbose", "--no-progress"}) {
    if (word.rfind(beginning, 0) == 0) return true;
  }
  return false;
}

/// What a word may name: its value, and "PATH" of "clip:PATH".
std::vector<std::string> paths_in(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) return {};
  const std::string value = word.substr(equals + 1);
  const std::size_t colon = value.find(':');
  if (colon == std::string::npos) return {value};
  return {value, value.substr(colon + 1)};
}

/// Names, sizes and times of all that lies in a folder.
std::string digest_of_folder(const fs::path& folder) {
  std::vector<std::string> lines;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    throw_if_interrupted();
    if (!entry.is_regular_file(ignored)) continue;
    const auto time = entry.last_write_time(ignored).time_since_epoch().count();
    lines.push_back(entry.path().lexically_relative(folder).string() + "\n" + std::to_string(entry.file_size(ignored)) +
                    " " + std::to_string(time) + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line;
  return digest_of(all).sha256;
}

}  // namespace

StudyFolder::StudyFolder(const fs::path& results, const std::vector<std::string>& given)
    : folder_(results.parent_path() / (results.filename().string() + ".unfinished")) {
  if (const std::optional<std::string> inside = first_inside(folder_, given)) {
    throw output_error(
        "{0} is inside {1}, where the study keeps its runs and which it deletes at the end: choose "
        "another --out",
        "{0} se trouve dans {1}, où l'étude garde ses exécutions et qu'elle supprime à la fin : "
        "choisissez un autre --out",
        printable(*inside), printable(folder_.string()));
  }
  require_folder(folder_);
  create(folder_);
  lock_.emplace(locked(folder_));
  require_study(folder_);
  write_file((folder_ / kStudyFile).string(),
             nlohmann::ordered_json{{"format", kFormat}, {"p8", kVersion}}.dump() + "\n");
  create(folder_ / "runs");
  create(folder_ / "done");
  clear_staging(folder_ / "runs");
}

StudyFolder::~StudyFolder() {
  std::error_code ignored;
  for (const auto& [from, to] : moved_) fs::rename(to, from, ignored);
  if (fs::is_empty(folder_ / "done", ignored)) fs::remove_all(folder_, ignored);
}

bool StudyFolder::has(const StudyStep& step) {
  std::error_code ignored;
  if (!fs::is_directory(run_of(step), ignored) || !fs::exists(note_file(step), ignored)) return false;
  return read_file(note_file(step).string(), ErrorKind::Output) == note_of(step);
}

void StudyFolder::begin(const StudyStep& step) {
  std::error_code error;
  fs::remove(note_file(step), error);
  fs::remove_all(run_of(step), error);
  if (error) throw not_written(run_of(step), error.value());
  note_ = note_of(step);
}

void StudyFolder::finish(const StudyStep& step) {
  write_file(note_file(step).string() + ".tmp", note_);
  move_path(note_file(step).string() + ".tmp", note_file(step));
}

std::size_t StudyFolder::finished() const {
  std::error_code ignored;
  const fs::directory_iterator notes(folder_ / "done", ignored);
  return static_cast<std::size_t>(std::count_if(fs::begin(notes), fs::end(notes),
                                                [](const auto& note) { return note.path().extension() == ".json"; }));
}

void StudyFolder::hand_over(const std::vector<StudyStep>& steps, const std::string& directory) {
  create(directory);
  for (const StudyStep& step : steps) {
    const fs::path to = fs::path(directory) / step.name;
    move_path(run_of(step), to);
    moved_.emplace_back(run_of(step), to);
  }
}

void StudyFolder::done() {
  moved_.clear();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string StudyFolder::note_of(const StudyStep& step) {
  nlohmann::ordered_json note;
  note["p8"] = kVersion;
  note["words"] = nlohmann::ordered_json::array();
  note["files"] = nlohmann::ordered_json::object();
  for (const std::string& word : step.words) {
    if (is_without_effect(word)) continue;
    note["words"].push_back(word);
    for (const std::string& path : paths_in(word)) {
      const std::string found = fingerprint(path);
      if (!found.empty()) note["files"][path] = found;
    }
  }
  return note.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string StudyFolder::fingerprint(const std::string& path) {
  const auto known = fingerprints_.find(path);
  if (known != fingerprints_.end()) return known->second;
  std::error_code ignored;
  std::string found;
  if (fs::is_regular_file(path, ignored)) {
    found = digest_of_file(path).sha256;
  } else if (fs::is_directory(path, ignored)) {
    found = digest_of_folder(path);
  } else {
    return {};
  }
  // The study's own files come and go with its runs.
  const bool is_own = path.rfind(folder_.string(), 0) == 0;
  return is_own ? found : fingerprints_[path] = found;
}

}  // namespace p8::app
