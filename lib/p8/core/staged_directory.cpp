#include "p8/core/staged_directory.h"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/log.h"
#include "p8/core/system_text.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

Error cannot_create(const fs::path& path, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("cannot create {0}: {1}", "création impossible de {0} : {2}", printable(path.string()), reason.en,
                      reason.fr);
}

bool contains(const fs::path& directory, const fs::path& path) {
  std::error_code ignored;
  const fs::path inner = fs::weakly_canonical(path, ignored);
  const fs::path outer = fs::weakly_canonical(directory, ignored);
  const auto [end, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

// Replacing a directory deletes what was in it: never what the user stands on or what the run reads.
void refuse_dangerous(const fs::path& target, const std::vector<std::string>& inputs) {
  std::error_code ignored;
  std::vector<std::string> kept = inputs;
  kept.push_back(fs::current_path(ignored).string());
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') kept.emplace_back(home);
  for (const std::string& path : kept) {
    if (path != "-" && contains(target, path)) {
      throw output_error("--force would delete {}, which is inside {}: choose another --out",
                         "--force supprimerait {}, qui se trouve dans {} : choisissez un autre --out", printable(path),
                         printable(target.string()));
    }
  }
}

void check_target(const fs::path& target, bool force, const std::vector<std::string>& inputs) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) {
    throw output_error("{} exists and is not a directory", "{} existe et n'est pas un dossier",
                       printable(target.string()));
  }
  const bool is_empty = fs::is_empty(target, error);
  if (error) throw cannot_create(target, error.value());
  if (is_empty) return;
  if (!force) {
    throw output_error("{} is not empty: choose another --out, or --force to replace it",
                       "{} n'est pas vide : choisissez un autre --out, ou --force pour le remplacer",
                       printable(target.string()));
  }
  refuse_dangerous(target, inputs);
}

}  // namespace

StagedDirectory::StagedDirectory(const std::string& target, bool force, const std::vector<std::string>& inputs)
    : target_(fs::absolute(target).lexically_normal()) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "out/" is "out"
  check_target(target_, force, inputs);
  std::error_code error;
  fs::create_directories(target_.parent_path(), error);
  if (error) throw cannot_create(target_.parent_path(), error.value());
  std::string pattern = (target_.parent_path() / ("." + target_.filename().string() + ".XXXXXX")).string();
  if (mkdtemp(pattern.data()) == nullptr) throw cannot_create(target_, errno);
  staging_ = pattern;
  const mode_t mask = umask(0);  // mkdtemp gives 0700; results get what any new directory gets
  umask(mask);
  chmod(staging_.c_str(), 0777 & ~mask);
}

StagedDirectory::~StagedDirectory() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(staging_, ignored);
}

void StagedDirectory::commit() {
  // An exchange is atomic: at no moment is there neither the old nor the new directory.
  if (renameat2(AT_FDCWD, staging_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) {
    committed_ = true;
    std::error_code ignored;
    fs::remove_all(staging_, ignored);  // now the old results
    return;
  }
  std::error_code error;
  if (errno != ENOENT) fs::remove_all(target_, error);  // a file system that cannot exchange
  fs::rename(staging_, target_, error);
  if (error) throw cannot_create(target_, error.value());
  committed_ = true;
}

}  // namespace p8
