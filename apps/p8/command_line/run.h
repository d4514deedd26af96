#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/credit/trees/iteration_count.h"
#include "p8/command_line/common_options.h"
#include "p8/files/run_record.h"
#include "p8/files/staged_directory.h"

namespace p8::app {

/// `--share`, for a command whose results are about persons; after add_common_options().
void add_share_option(CLI::App& command);

/// A command's run: its log, its staged directory, and the record that becomes `run.json`.
class Run {
 public:
  /// Paths that the command's options name are not deleted when the output is replaced. With `--out -`, which p8 score
  /// alone has, nothing is staged. Results about persons, and all that the process writes from now on, are for the
  /// owner's eyes, unless --share is given.   @param others  further paths not to delete.
  Run(const CLI::App& command, const CommonOptions& options, const std::vector<std::string>& others = {});

  /// Until finish().
  Log& log() { return *log_; }
  Language language() const { return language_; }
  RunRecord& record() { return record_; }
  bool streams() const { return !directory_; }

  /// Which of a model's boosting iterations count, for run.json.
  void note(const IterationCount& iterations) { iterations_ = iterations; }

  /// Throws Error(Output) where --force would delete one of these files.
  void require_outside(const std::vector<std::string>& paths) const;
  /// The file of a model among the results: run.json holds its SHA-256, by which damage is known when it is read.
  void note_model(const std::string& name);

  /// Where the file `name` of the results is written for now.
  std::string file(const std::string& name) const { return directory_->file(name); }
  void write(const std::string& name, const std::string& bytes);
  /// Lines of CSV as they are to be written: with or without the guard against formulas, whose cells are counted.
  std::string csv(std::string lines);
  /// Warns of guarded cells; finish() does so by itself.
  void warn_of_guard();

  /// Writes run.json, moves the results into place and says so on standard output: `summary` and the report's path, or
  /// with --json one object with `figures` (a JSON object) and the paths of `files`.
  void finish(const Text& summary, const std::string& figures, const std::vector<std::string>& files);

 private:
  const CommonOptions& options_;
  Language language_;
  std::optional<Log> log_;
  std::optional<StagedDirectory> directory_;
  RunRecord record_;
  IterationCount iterations_;
};

/// Name and version of each library the program runs with.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace p8::app
