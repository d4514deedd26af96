#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "p8/files/folder_lock.h"
#include "p8/study/study.h"

namespace p8::app {

/// Where the runs of a study lie until it is done: NAME.unfinished beside its results, NAME. A run that has finished
/// stays there, with a note of its words and of the files that they name, whatever becomes of the study; the same study
/// takes it over, and does a run again whose words or files are others.
class StudyFolder {
 public:
  /// Creates the folder, or takes over an empty one or what another start left. Throws Error(Output), with nothing
  /// changed, where it holds anything else or one of `given`, where it cannot be written, or where another process is
  /// at work in it or in one of its runs.
  /// @param given  paths that the user named: the folder is deleted at the end.
  explicit StudyFolder(const std::filesystem::path& results, const std::vector<std::string>& given = {});
  /// Takes the runs back that were handed over, unless it was done(); removes the folder where no run is in it.
  ~StudyFolder();
  StudyFolder(const StudyFolder&) = delete;
  StudyFolder& operator=(const StudyFolder&) = delete;

  const std::filesystem::path& path() const { return folder_; }
  /// Each step writes to RUNS/NAME.
  std::string runs() const { return (folder_ / "runs").string(); }

  /// Whether the step has finished before, with these words and files.
  bool has(const StudyStep& step);
  /// Removes what is there of the step, and remembers its files as they are.
  void begin(const StudyStep& step);
  void finish(const StudyStep& step);
  /// How many steps have finished, in this start or before.
  std::size_t finished() const;

  /// Moves the runs of the steps to `directory`. Throws Error(Output).
  void hand_over(const std::vector<StudyStep>& steps, const std::string& directory);
  /// The results are in place: the folder is removed.
  void done();

 private:
  std::string note_of(const StudyStep& step);
  std::string fingerprint(const std::string& path);
  std::filesystem::path run_of(const StudyStep& step) const { return folder_ / "runs" / step.name; }
  std::filesystem::path note_file(const StudyStep& step) const { return folder_ / "done" / (step.name + ".json"); }

  std::filesystem::path folder_;
  std::optional<FolderLock> lock_;
  std::map<std::string, std::string> fingerprints_;  // of files and folders, as they were when first looked at
  std::string note_;                                 // of the step that has begun
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> moved_;  // from, to
};

}  // namespace p8::app
