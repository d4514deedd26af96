#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/base/hash.h"
#include "p8/base/text.h"
#include "p8/vision/classifier/training.h"
#include "p8/vision/pretraining/pretraining.h"

// What a checkpoint must have in common with the training that goes on from it. Each struct of options is taken apart
// by a structured binding, so that a new field that nobody thought of here does not compile.
namespace p8::training {

/// The options, over those that the caller added in `options.settings`. Not among them: threads and device, by which
/// sums are rounded otherwise, no more; where the state lies; and how many epochs are requested, unless the schedule
/// depends on it: a training at a constant or stepped rate may be made longer.
TrainingSettings settings_of(const TrainingOptions& options);
void add_settings(const HeadTraining& training, TrainingSettings& settings);
void add_settings(const ContrastiveTraining& training, TrainingSettings& settings);
/// Photos, their weights and parts, how they are changed; TrainingOptions apart.
void add_settings(const PretrainingImages& photos, const PretrainingOptions& options, TrainingSettings& settings);

/// Names contents by the SHA-256 of some arrays.
class ContentHash {
 public:
  template <typename T>
  ContentHash& add(const std::vector<T>& values) {
    hasher_.update(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    return *this;
  }
  ContentHash& add(const std::string& text) {
    hasher_.update(text.data(), text.size());
    return *this;
  }
  std::string sha256() { return hasher_.finish().sha256; }

 private:
  Hasher hasher_;
};

/// The settings that differ: "--lr was 0.001 and is now 0.01", "other training photos"; options first.
std::vector<Text> differences(const TrainingSettings& before, const TrainingSettings& now);

}  // namespace p8::training
