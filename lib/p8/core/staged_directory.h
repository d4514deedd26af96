#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace p8 {

/// The directory of a run's results, written beside its final place and renamed into it at the end, so that a run that
/// fails or is killed leaves no half-written results, and with `force` the old ones stay until the new are complete.
class StagedDirectory {
 public:
  /// Creates the temporary sibling `.NAME.XXXXXX.tmp` of `target` (and missing parents).
  /// Throws Error(Output) when `target` is a file, is not empty without `force`, cannot be created, or when replacing
  /// it would delete the current directory, the home directory or one of `inputs`.
  StagedDirectory(const std::string& target, bool force, const std::vector<std::string>& inputs = {});
  /// Removes the temporary directory when commit() was not reached.
  ~StagedDirectory();
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;

  /// Where to write `name` for now. `name` is a relative path of ours, never a user's.
  std::string file(const std::string& name) const { return (staging_ / name).string(); }
  const std::filesystem::path& target() const { return target_; }

  /// Renames the temporary directory into place. Throws Error(Output).
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path staging_;
  bool committed_ = false;
};

}  // namespace p8
