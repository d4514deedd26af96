#include "p8/study_folder.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/interrupt.h"
#include "p8/core/log.h"
#include "p8/core/run_record.h"
#include "p8/core/system_text.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

Error not_written(const fs::path& path, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("{0}: cannot keep the study's runs: {1}", "{0} : impossible d'y garder les exécutions : {2}",
                      printable(path.string()), reason.en, reason.fr);
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

StudyFolder::StudyFolder(const fs::path& results)
    : folder_(results.parent_path() / (results.filename().string() + ".unfinished")) {
  create(folder_ / "runs");
  create(folder_ / "done");
  lock_.emplace(locked(folder_));
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_ / "runs", ignored)) {  // what a killed run left
    if (entry.path().filename().string().front() == '.') fs::remove_all(entry.path(), ignored);
  }
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
