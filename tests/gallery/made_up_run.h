#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/finetune_result.h"

namespace p8::test {

/// The results of a run that never was.
struct MadeUpRun {
  std::string command = "finetune";
  std::string version = P8_VERSION;
  std::map<std::string, std::string> options;
  Classification predictions;
  std::vector<EpochMetrics> history;  ///< empty: no history.csv
  std::size_t best_epoch = 0;         ///< 0: null in metrics.json
  std::size_t parameters_trained = 0;
};

/// Photos "photo-0.jpg", … with these true classes and answers, the answer having probability 0.8 (abstentions: the
/// first class having 0.4 at most).
MadeUpRun made_up_run(const std::vector<std::string>& classes, const std::vector<std::size_t>& labels,
                      const std::vector<std::optional<std::size_t>>& answers);

/// Accuracies that grow to 0.7 until `best_epoch` and fall by 0.02 an epoch after it.
std::vector<EpochMetrics> made_up_history(std::size_t epochs, std::size_t best_epoch);

/// Writes run.json, predictions.csv, metrics.json and history.csv into the directory, which is made.
void write_run(const std::string& directory, const MadeUpRun& run);

}  // namespace p8::test
