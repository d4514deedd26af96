#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "p8/base/error.h"
#include "p8/files/folder_lock.h"

namespace p8 {

/// The directory of a run's results, written beside its final place and renamed into it at the end, so that a run that
/// fails or is killed leaves no half-written results, and with `force` the old ones stay until the new are complete.
class StagedDirectory {
 public:
  /// Who may read the results: whoever may read any new directory, or the owner alone (0700).
  enum class Readers { AsUsual, OwnerOnly };

  /// Creates the temporary sibling of `target` (and missing parents), and removes those of runs that were killed.
  /// Throws Error(Output) when `target` is a file, is not empty without `force`, cannot be created, or when replacing
  /// it would delete what p8 did not write (it holds no run.json of p8), a git repository, the current directory, the
  /// home directory, where standard input and output lead, what is mounted in it, or one of `given`. A directory that
  /// is there keeps its mode where it is narrower.
  /// @param given  paths that the user named, to be read or written: they need not exist.
  StagedDirectory(const std::string& target, bool force, const std::vector<std::string>& given = {},
                  Readers readers = Readers::AsUsual);
  /// Removes the temporary directory when commit() was not reached.
  ~StagedDirectory();
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;

  /// Where to write `name` for now. `name` is a relative path chosen by p8, never by a user.
  std::string file(const std::string& name) const { return (staging_ / name).string(); }
  const std::filesystem::path& target() const { return target_; }

  /// Throws Error(Output) where replacing the old results would delete one of these files, which the run is to read.
  void require_outside(const std::vector<std::string>& paths) const;

  /// Writes the results through to the disk and renames the temporary directory into place. Nothing is replaced but the
  /// results that were there at the start: where another run, or `read`, is in the way, the results are kept as
  /// NAME-2, NAME-3, … and an Error(Output) says so, as it does where they cannot be put in place at all.
  /// @param read  paths that the run has read.
  void commit(const std::vector<std::string>& read = {});

 private:
  void replace();
  void put_in_place();
  [[noreturn]] void keep_beside(const Text& reason);

  std::filesystem::path target_;
  std::filesystem::path staging_;
  std::optional<FolderLock> lock_;  // tells other runs that this one is alive
  std::string replaced_;            // SHA-256 of the run.json that is to be replaced; empty: nothing is
  bool committed_ = false;
};

}  // namespace p8
