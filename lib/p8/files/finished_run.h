#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "p8/files/run_record.h"

namespace p8 {

/// What `run.json` says of a run, read again.
struct RunFile {
  std::string version;                         ///< of p8
  std::string command;                         ///< [a-z-], at most 40
  std::map<std::string, std::string> options;  ///< flags that are set "true", lists joined by ", "
  std::string start;                           ///< "2026-11-22T13:05:00Z"; empty: not written down
  std::optional<double> duration;              ///< seconds

  /// The option's value; empty where it is not set.
  std::string option(const std::string& name) const;
};

/// Reads `directory`/run.json. Throws Error(Data) naming file and field for one that is missing, no regular file,
/// larger than 16 MiB, no JSON or of another form; nothing is believed further than its form.
RunFile read_run_file(const std::string& directory);

/// A file of a model, as an input of a run. Throws Error(Model) where run.json in its folder, or in the one above,
/// notes another SHA-256 for it: it is not as p8 wrote it.   @param role  "model", "vocabulary".
RunRecord::Input model_input(const std::string& role, const std::string& path);

/// The results of any command, as far as one page can tell of all of them.
struct FinishedRun {
  std::string path;  ///< as given, or the folder given and its name
  RunFile file;
  std::string figures_file;                  ///< "metrics.json", "compare.json"; empty: there is none
  std::map<std::string, double> figures;     ///< its numbers: "auc", "cv.auc.mean", "runs.0.accuracy"
  std::map<std::string, std::string> words;  ///< its texts likewise: "runs.0.run"; booleans are "true" and "false"
  bool has_report = false;                   ///< report.html lies there
  RunRecord::Input input;                    ///< run.json with its hash

  /// The last part of the path.
  std::string name() const;
  std::optional<double> figure(const std::string& name) const;
  /// A whole number in [0, 1e15]; nothing for any other.
  std::optional<std::size_t> count(const std::string& name) const;
};

/// The runs of these directories, in the order in which they began. A directory with run.json is a run; of another one
/// all folders right below it with run.json are, but not those of `p8 overview`. Each run is there once.
/// Throws Error(Data) as read_run_file(); for a directory that is missing or holds no run; for figures that are not
/// JSON object, larger than 16 MiB or nested more than 8 deep.
std::vector<FinishedRun> find_finished_runs(const std::vector<std::string>& directories);

}  // namespace p8
