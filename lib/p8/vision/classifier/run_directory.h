#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "p8/files/run_record.h"
#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/finetune_result.h"

namespace p8 {

/// The results of one `p8 finetune` or `p8 zeroshot`, as they are in its directory.
struct RunDirectory {
  std::string path;
  std::string command;                         ///< "finetune" or "zeroshot"
  std::map<std::string, std::string> options;  ///< of run.json: flags that are set "true", lists joined by ", "
  Classification test;                         ///< predictions.csv: its photos whose class is known
  std::vector<std::size_t> rows;               ///< of predictions.csv, one a photo of `test`
  std::size_t unlabelled = 0;                  ///< its photos whose class is not known
  std::vector<EpochMetrics> history;           ///< of history.csv; empty: nothing was trained in epochs
  std::optional<std::size_t> best_epoch;       ///< one of `history`
  std::optional<std::size_t> epochs;           ///< that were run
  std::optional<std::size_t> parameters_trained;
  std::optional<double> seconds_to_best;
  std::optional<double> images_per_second;
  std::optional<std::array<std::size_t, 3>> images_by_part;  ///< split.csv: train, validation, test
  RunRecord::Input predictions;                              ///< predictions.csv with its hash

  bool is_trained() const { return command == "finetune"; }
  /// The option's value; empty where it is not set.
  std::string option(const std::string& name) const;
};

/// Reads a run's results and validates every file: probabilities add up to 1, the predicted class is the most probable
/// one, and the accuracy of metrics.json is that of predictions.csv.
/// A path of a photo (ImagePrediction::path) is made of the run's --images; it is empty where the name leads out of it.
/// Throws Error(Data) naming file, row and column; for a directory or file that is missing, for results of another
/// command and for those of another version of p8.
RunDirectory read_run_directory(const std::string& path);

}  // namespace p8
