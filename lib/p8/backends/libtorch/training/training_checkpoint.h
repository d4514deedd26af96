#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "p8/files/folder_lock.h"
#include "p8/vision/classifier/training.h"

namespace p8::training {

/// All that a training needs to go on after an epoch as if it had not stopped. Random numbers have no state: the order
/// of an epoch's photos follows from seed and epoch.
struct TrainingState {
  TrainingSettings settings;  ///< all that shapes the training; one of others does not go on from here
  std::size_t epoch = 0;
  std::size_t best_epoch = 0;
  std::uint64_t steps = 0;  ///< updates so far
  std::vector<EpochMetrics> history;
  std::vector<NamedTensor> tensors;  ///< weights, optimizer's moments, weights of the best epoch
};

/// The folder of a training's state: checkpoint.json names a file of tensors, epoch-N.safetensors. Tensors are written
/// first and checkpoint.json is then replaced by renaming, so that a run that is killed, or a full disk, leaves the
/// last whole state.
class TrainingCheckpoint {
 public:
  /// Creates the folder and locks it. Throws Error(Output), also where another training is at work in it, or where it
  /// holds files that no training of p8 left there: nothing is touched then.
  explicit TrainingCheckpoint(std::string directory);

  const std::string& directory() const { return directory_; }

  /// Throws Error(Output) naming the folder.
  void save(const TrainingState& state) const;
  /// Nothing where there is no state. Throws Error(Data) that names every setting that is not that of the state, or
  /// where it has more epochs than are requested; Error(Model) where it is damaged (the SHA-256 of checkpoint.json
  /// and of its tensors are noted) or of an earlier version of p8, which did not note all settings.
  std::optional<TrainingState> load(const TrainingSettings& settings, std::size_t epochs) const;

 private:
  std::string directory_;
  std::optional<FolderLock> lock_;
};

}  // namespace p8::training
