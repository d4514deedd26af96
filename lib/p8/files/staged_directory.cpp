#include "p8/files/staged_directory.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/log.h"
#include "p8/files/durable.h"
#include "p8/files/file.h"
#include "p8/files/finished_run.h"
#include "p8/files/folder_contents.h"
#include "p8/files/staging_name.h"
#include "p8/files/system_text.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr int kTries = 100;       // at a name that nobody has
constexpr int kMaxBeside = 1000;  // NAME-2 to this
constexpr std::chrono::milliseconds kWait{20};

Error cannot_create(const fs::path& path, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("cannot create {0}: {1}", "création impossible de {0} : {1}", printable(path.string()), reason);
}

/// What the user stands on, and where the shell has led standard input and output.
std::vector<std::string> places_in_use() {
  std::error_code ignored;
  std::vector<std::string> places = {fs::current_path(ignored).string()};
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') places.emplace_back(home);
  for (const char* stream : {"/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"}) {
    const fs::path file = fs::read_symlink(stream, ignored);
    if (file.is_absolute()) places.push_back(file.string());
  }
  return places;
}

Text would_delete(const std::string& path, const fs::path& target) {
  return text("--force would delete {}, which is inside {}: choose another --out",
              "--force supprimerait {}, qui se trouve dans {} : choisissez un autre --out", printable(path),
              printable(target.string()));
}

/// SHA-256 of the run.json of p8 that lies in the directory; empty without one.
std::string record_of(const fs::path& directory) {
  const fs::path file = directory / "run.json";
  std::error_code ignored;
  if (fs::symlink_status(file, ignored).type() != fs::file_type::regular) return {};
  try {
    static_cast<void>(read_run_file(directory.string()));
    return digest_of_file(file.string()).sha256;
  } catch (const Error&) {
    return {};
  }
}

void require_results_of_p8(const fs::path& target) {
  std::error_code ignored;
  const std::string shown = printable(target.string());
  if (fs::exists(fs::symlink_status(target / ".git", ignored))) {
    throw output_error("{} is a git repository, which --force does not delete: choose another --out",
                       "{} est un dépôt git, que --force ne supprime pas : choisissez un autre --out", shown);
  }
  if (const std::optional<fs::path> mounted = mounted_in(target)) {
    throw output_error("--force would delete what is mounted at {}: choose another --out",
                       "--force supprimerait ce qui est monté sur {} : choisissez un autre --out",
                       printable(mounted->string()));
  }
  if (!record_of(target).empty()) return;
  throw output_error(
      "{} holds no results of p8 (no run.json that it wrote), and --force replaces nothing else: choose another --out",
      "{} ne contient pas de résultats de p8 (pas de run.json écrit par lui), et --force ne remplace rien d'autre : "
      "choisissez un autre --out",
      shown);
}

/// Throws where the results must not take this place. Whether there is something to replace.
bool check_target(const fs::path& target, bool force, const std::vector<std::string>& given) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  const bool is_there = fs::exists(status);
  if (is_there && !fs::is_directory(status)) {
    throw output_error("{} exists and is not a directory", "{} existe et n'est pas un dossier",
                       printable(target.string()));
  }
  const bool is_full = is_there && !fs::is_empty(target, error);
  if (is_there && error) throw cannot_create(target, error.value());
  if (is_full && !force) {
    throw output_error("{} is not empty: choose another --out, or --force to replace it",
                       "{} n'est pas vide : choisissez un autre --out, ou --force pour le remplacer",
                       printable(target.string()));
  }
  std::vector<std::string> kept = given;
  if (is_full) {
    const std::vector<std::string> used = places_in_use();
    kept.insert(kept.end(), used.begin(), used.end());
  }
  if (const std::optional<std::string> inside = first_inside(target, kept)) {
    if (is_full) throw Error(ErrorKind::Output, would_delete(*inside, target));
    throw output_error("{} is inside {}, where only the results go: choose another place for one of them",
                       "{} se trouve dans {}, réservé aux résultats : choisissez un autre emplacement pour l'un d'eux",
                       printable(*inside), printable(target.string()));
  }
  if (is_full) require_results_of_p8(target);
  return is_full;
}

/// NAME-2, NAME-3, …: the first that is not there; empty where all are.
fs::path name_beside(const fs::path& target) {
  for (int i = 2; i <= kMaxBeside; ++i) {
    const fs::path beside = target.parent_path() / (target.filename().string() + "-" + std::to_string(i));
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(beside, ignored))) return beside;
  }
  return {};
}

/// A new folder with its lock: another run may have swept it between its making and its locking.
std::pair<fs::path, FolderLock> create_staging(const fs::path& target) {
  for (int i = 0; i < kTries; ++i) {
    std::string pattern = staging_pattern(target);
    if (mkdtemp(pattern.data()) == nullptr) throw cannot_create(target, errno);
    FolderLock lock{fs::path(pattern)};
    std::error_code ignored;
    const bool is_there = fs::exists(pattern, ignored);
    if (is_there && lock.found() != FolderLock::Found::Busy) return {pattern, std::move(lock)};
  }
  throw cannot_create(target, EBUSY);
}

/// One p8 at a time replaces results in this folder. What holds the lock for long is no p8 that does: not waited for.
FolderLock lock_while_replacing(const fs::path& parent) {
  FolderLock lock(parent);
  for (int i = 0; i < kTries && lock.found() == FolderLock::Found::Busy; ++i) {
    std::this_thread::sleep_for(kWait);
    lock = FolderLock(parent);
  }
  return lock;
}

/// As the umask has it, or the owner's alone; a folder that is there already is not opened to more.
mode_t mode_of(const fs::path& target, StagedDirectory::Readers readers) {
  const mode_t mask = umask(0);
  umask(mask);
  const mode_t mode = readers == StagedDirectory::Readers::OwnerOnly ? 0700 : 0777 & ~mask;
  struct stat status = {};
  return stat(target.c_str(), &status) == 0 ? (mode & status.st_mode) | 0700 : mode;
}

}  // namespace

StagedDirectory::StagedDirectory(const std::string& target, bool force, const std::vector<std::string>& given,
                                 Readers readers)
    : target_(fs::absolute(target).lexically_normal()) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "out/" is "out"
  if (check_target(target_, force, given)) replaced_ = record_of(target_);
  std::error_code error;
  fs::create_directories(target_.parent_path(), error);
  if (error) throw cannot_create(target_.parent_path(), error.value());
  sweep_staging(target_.parent_path());
  auto [staging, lock] = create_staging(target_);
  staging_ = staging;
  lock_ = std::move(lock);
  chmod(staging_.c_str(), mode_of(target_, readers));
}

StagedDirectory::~StagedDirectory() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(staging_, ignored);
}

void StagedDirectory::require_outside(const std::vector<std::string>& paths) const {
  if (replaced_.empty()) return;
  if (const std::optional<std::string> inside = first_inside(target_, paths)) {
    throw Error(ErrorKind::Output, would_delete(*inside, target_));
  }
}

void StagedDirectory::commit(const std::vector<std::string>& read) {
  sync_file_system(staging_);
  const fs::path parent = target_.parent_path();
  if (replaced_.empty()) {
    put_in_place();
  } else if (const std::optional<std::string> inside = first_inside(target_, read)) {
    keep_beside(would_delete(*inside, target_));
  } else {
    replace();
  }
  sync_file(parent);
}

/// rename(2) puts a directory only where there is nothing, or an empty directory.
void StagedDirectory::put_in_place() {
  if (std::rename(staging_.c_str(), target_.c_str()) == 0) {
    committed_ = true;
    return;
  }
  const int reason = errno;
  if (reason == ENOTEMPTY || reason == EEXIST || reason == ENOTDIR) {
    keep_beside(text("{} was filled by another run or program meanwhile",
                     "{} a été rempli entre-temps par une autre exécution ou un autre programme",
                     printable(target_.string())));
  }
  keep_beside(cannot_create(target_, reason).message());
}

void StagedDirectory::replace() {
  const FolderLock alone = lock_while_replacing(target_.parent_path());
  std::error_code error;
  if (!fs::exists(fs::symlink_status(target_, error))) return put_in_place();
  if (record_of(target_) != replaced_) {
    keep_beside(text("the results in {} were replaced by another run meanwhile",
                     "les résultats dans {} ont été remplacés entre-temps par une autre exécution",
                     printable(target_.string())));
  }
  // An exchange is atomic: at no moment is there neither the old nor the new directory.
  fs::path old = staging_;
  if (renameat2(AT_FDCWD, staging_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) keep_beside(cannot_create(target_, errno).message());
    // A file system that cannot exchange: the old results step aside, under a name that no sweep removes.
    old = name_beside(target_);
    fs::rename(target_, old, error);
    if (!error) fs::rename(staging_, target_, error);
    if (error) {
      const int reason = error.value();
      if (!fs::exists(target_, error)) fs::rename(old, target_, error);
      keep_beside(cannot_create(target_, reason).message());
    }
  }
  committed_ = true;
  fs::remove_all(old, error);
}

void StagedDirectory::keep_beside(const Text& reason) {
  for (int i = 0; i < kTries; ++i) {
    const fs::path beside = name_beside(target_);
    if (beside.empty()) break;
    if (std::rename(staging_.c_str(), beside.c_str()) != 0) {
      if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR) continue;  // another run was faster
      break;
    }
    committed_ = true;
    sync_file(target_.parent_path());
    throw output_error("{0}; the results of this run are in {1}",
                       "{0} ; les résultats de cette exécution sont dans {1}", reason, printable(beside.string()));
  }
  throw Error(ErrorKind::Output, reason);
}

}  // namespace p8
