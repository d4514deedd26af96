#include "p8/command_line/access_log.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/input_paths.h"
#include "p8/files/file.h"
#include "p8/files/folder_contents.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

/// The same file by device and inode: also through a link of either kind.
bool is_same(const fs::path& one, const fs::path& other) {
  std::error_code ignored;
  return fs::equivalent(one, other, ignored);
}

/// Whether the file is one of those in the folder or below it, under another name.
bool is_linked_from(const fs::path& file, const fs::path& folder) {
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (is_same(file, entry->path())) return true;
  }
  return false;
}

bool is_taken(const std::string& log, const std::string& path, bool is_model) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return is_same(log, path);
  if (is_model) return first_inside(path, {log}) || is_linked_from(log, path);
  // Logs may well lie beside other files of a cache or a catalogue.
  for (const char* name : {"answers.log", "columns.toml", "reasons.en.toml", "reasons.fr.toml"}) {
    if (is_same(log, fs::path(path) / name)) return true;
  }
  return false;
}

}  // namespace

void require_own_log(const std::string& log, const CLI::App& command) {
  if (log.empty()) return;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      if (option->check_lname("access-log")) continue;
      for (const std::string& path : paths_in(*option, option->results())) {
        if (!is_taken(log, path, option->check_lname("model"))) continue;
        throw output_error("--access-log: {0} is a file of {1}; give the log a file of its own",
                           "--access-log : {0} est un fichier de {1} ; donnez au journal un fichier à lui",
                           printable(log), option->get_name());
      }
    }
  }
}

AccessLog::AccessLog(const std::string& path, bool is_shown) : path_(path), is_shown_(is_shown) {
  if (!path_.empty()) open();
}

std::function<void(const std::string&)> AccessLog::writer() {
  if (path_.empty() && !is_shown_) return {};
  return [this](const std::string& line) { write(line); };
}

void AccessLog::reopen() {
  if (!path_.empty() && !is_read_once(path_)) open();
}

void AccessLog::open() {
  std::ofstream file(path_, std::ios::app);
  if (!file) throw output_error("cannot write {}", "écriture impossible de {}", printable(path_));
  const std::lock_guard<std::mutex> lock(mutex_);
  file_.swap(file);
}

void AccessLog::write(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (path_.empty()) {
    const std::string whole = line + "\n";
    std::fwrite(whole.data(), 1, whole.size(), stderr);
    return;
  }
  file_.clear();  // the disk may have been full a while
  file_ << line << std::endl;
}

}  // namespace p8::app
