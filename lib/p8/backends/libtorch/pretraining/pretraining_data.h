#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <torch/nn/module.h>
#include <torch/types.h>

#include "p8/backends/libtorch/pretraining/data_loader.h"
#include "p8/backends/libtorch/training/optimizer.h"
#include "p8/backends/libtorch/training/trainer.h"
#include "p8/vision/pretraining/pretraining.h"

// What trainings of CLIP and of VGG16 from scratch have in common.
namespace p8::training {

/// Photos as bytes on their way to a network.
class PixelLoader {
 public:
  PixelLoader(const Preprocessing& preprocessing, torch::Device device);

  /// (B, side, side, 3) bytes → (B, 3, side, side) on the device, normalised as the network wants it; in memory the
  /// channels lie together, as the bytes do.
  Tensor load(const std::vector<std::uint8_t>& bytes) const;

 private:
  std::int64_t side_;
  torch::Device device_;
  Tensor factor_, shift_;  // (1, 3, 1, 1)
};

/// An epoch's batches, the next one brought onto the device while that is still at work on the one before.
class ImageFeed {
 public:
  struct Batch {
    ImageBatch photos;  ///< without their pixels
    Tensor pixels;      ///< (B, 3, side, side)
  };

  /// @param loader, stream  borrowed.
  ImageFeed(const PixelLoader& loader, DataLoader& stream) : loader_(loader), stream_(stream) {}

  void begin(std::size_t epoch, const std::vector<std::int64_t>& order, std::size_t batch);
  Batch take();
  /// To be called when the device has all its work for the batch that was taken.
  void prepare();

 private:
  const PixelLoader& loader_;
  DataLoader& stream_;
  std::size_t left_ = 0;  // batches of the epoch
  std::optional<Batch> next_;
};

/// Numbers onto the device.
Tensor on_device(const std::vector<std::int64_t>& values, torch::Device device);

/// The photos that tell which epoch is best, resized and cropped as for inference.
class ValidationImages {
 public:
  /// @param photos  borrowed.
  ValidationImages(const PretrainingImages& photos, const Preprocessing& preprocessing, int threads);

  /// Mean loss and accuracy over parts of at most so many photos, as equal as can be.
  /// @param judge  of a part's photos and their pixels, (B, 3, side, side).
  Task::Metrics figures(
      const PixelLoader& loader, std::size_t most,
      const std::function<Task::Loss(const std::vector<std::int64_t>& photos, const Tensor& pixels)>& judge) const;

 private:
  const std::vector<std::int64_t>& numbers_;
  std::size_t bytes_;                 // of a photo
  std::vector<std::uint8_t> pixels_;  // (N, side, side, 3)
};

/// Chooses how LibTorch computes, moves the module and lays out its convolutions as the device likes it.
void move_to(torch::nn::Module& module, torch::Device device);

/// Every parameter, asking for its gradient; gains, biases and the temperature do not decay, as in CLIP (Radford et al.
/// 2021, section 2.5).   @param prefix  of their names in the checkpoint.
std::vector<Parameter> all_parameters(torch::nn::Module& module, const std::string& prefix);
std::vector<Parameter> all_buffers(torch::nn::Module& module, const std::string& prefix);

/// Trains, and takes the model of the best epoch from the task's tensors.
/// @param settings  of what the model learns from the photos, and its sizes; see train().
PretrainedModel pretrained(Task& task, const PretrainingImages& photos, const PretrainingOptions& options,
                           const TrainingObserver& observer, torch::Device device, TrainingSettings settings);

}  // namespace p8::training
