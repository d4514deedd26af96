#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "p8/vision/pretraining/pretraining.h"

namespace p8::training {

/// Numbers of the training photos in the order of an epoch: as many as there are, in whole batches where one is full.
/// Each photo comes weight / mean weight times, rounded up or down by chance (systematic sampling, Kitagawa 1996,
/// appendix), shuffled: without weights each comes once.
std::vector<std::int64_t> drawn_order(const PretrainingImages& photos, std::size_t batch, std::uint64_t seed,
                                      std::size_t epoch);

/// A batch of photos, each changed at random.
struct ImageBatch {
  std::vector<std::int64_t> photos;  ///< (B) their numbers
  std::vector<double> chances;       ///< (B) uniform in [0, 1): for what else is drawn with a photo
  std::vector<std::uint8_t> pixels;  ///< (B, side, side, 3)
};

/// Prepares an epoch's batches on threads of its own, a few of them ahead. A photo's changes depend on seed, epoch and
/// its place in the order alone.
class DataLoader {
 public:
  /// @param photos, preprocessing  borrowed.
  DataLoader(const PretrainingImages& photos, const Preprocessing& preprocessing, std::uint64_t seed, int threads);
  ~DataLoader();
  DataLoader(const DataLoader&) = delete;
  DataLoader& operator=(const DataLoader&) = delete;

  /// What is left of another epoch is dropped.   @param order  numbers of photos.
  void begin(std::size_t epoch, const std::vector<std::int64_t>& order, std::size_t batch);
  /// The next batch of the epoch; there must be one. Waits for it.
  ImageBatch next();

 private:
  class Epoch;

  const PretrainingImages& photos_;
  const Preprocessing& preprocessing_;
  std::uint64_t seed_;
  int threads_;
  std::unique_ptr<Epoch> epoch_;
};

}  // namespace p8::training
