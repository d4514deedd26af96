#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "p8/base/error.h"

namespace p8::app {

/// One [[run]] of a study.
struct StudyRun {
  std::string name;     ///< [A-Za-z0-9_-][A-Za-z0-9._-]*, the directory of its results
  std::string command;  ///< "finetune" or "zeroshot"
  /// Long names of its options and their values, in the file's order of keys; a flag that is set has none.
  std::vector<std::pair<std::string, std::vector<std::string>>> options;

  bool is_trained() const { return command == "finetune"; }
  bool has(const std::string& option) const;
};

/// The runs of a study, from the tables [[run]] of a TOML file: `name`, `command`, and options of the command as keys.
/// Throws Error(Data) naming file and table for a name that is missing, repeated or no plain file name, a command that
/// is neither finetune nor zeroshot, an option that the study itself sets, or a value that is not a text, number, truth
/// value or list of these; of all tables at once. None: an empty list.
std::vector<StudyRun> read_study(const std::string& file);

/// What all runs of a study have in common.
struct StudySettings {
  /// Options that every run gets unless it has its own: `data`, `images`, …; empty ones are left out.
  std::map<std::string, std::string> shared;
  /// What stands for {clip} and {vgg16} in values.
  std::map<std::string, std::string> models;
  std::vector<std::string> common;  ///< words for every run: "--lang=fr"
  std::uint64_t seed = 42;
  std::size_t repeats = 1;  ///< of each training, with seeds seed, seed + 1, …
};

/// One run of the program.
struct StudyStep {
  std::string name;                ///< "clip-head", and "clip-head-seed-43" of its second training
  std::string group;               ///< "clip-head"
  std::vector<std::string> words;  ///< of the command line, without the program
  /// Words that look whether the run could be done, before any is; empty: another step tells it too.
  std::vector<std::string> check;
  std::optional<Error> fault;  ///< why there are no words
};

/// The steps of a study in order. All trainings use the split of the first one, unless a run has `split-file` or
/// `split-col`; how to make a split is then left out of their words.
/// @param directory  each step writes to DIRECTORY/NAME.
/// A model that a value names and that is not given is the step's fault.
std::vector<StudyStep> study_steps(const std::vector<StudyRun>& runs, const StudySettings& settings,
                                   const std::string& directory);

/// Looks whether every run could be done: options, data, columns, models. Throws one Error with all their messages and
/// faults, of the first one's kind; Interrupted.
void check_steps(const std::vector<StudyStep>& steps);

/// Runs the step and waits for it. Throws an Error of the kind that ended it, naming the run; Interrupted.
void run_step(const StudyStep& step);

}  // namespace p8::app
