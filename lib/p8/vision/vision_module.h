#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/encoder.h"
#include "p8/vision/pretraining.h"
#include "p8/vision/training.h"

namespace p8 {

struct EncoderOptions {
  int threads = 1;
  Precision precision = Precision::Fp32;
  std::string device = "auto";  ///< "cpu", "cuda", or "auto": CUDA where there is one
};

/// Both encoders of a CLIP model, in one space.
struct ClipEncoders {
  std::unique_ptr<ImageEncoder> image;
  std::unique_ptr<TextEncoder> text;
  double temperature = 0.01;  ///< the model's own: cosines are divided by it before the softmax
  std::string device;         ///< "cpu" or "cuda"
};

/// What a VGG16 gives of an image.
enum class Vgg16Part {
  Features,     ///< pooled features, C · 7 · 7 numbers
  Penultimate,  ///< second hidden layer of the classifier
  Logits,       ///< what the published classifier says, before the softmax
};

/// The networks. They live in a shared library of their own, because LibTorch takes half a second and 160 MB before it
/// does anything, which commands without images must not pay.
class VisionModule {
 public:
  virtual ~VisionModule() = default;

  /// Each throws Error(Model) naming what went wrong; Error(Usage) for a precision or device that is not there.
  virtual ClipEncoders clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) const = 0;
  virtual std::unique_ptr<ImageEncoder> vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                              const EncoderOptions& options) const = 0;
  /// Trains a head on features; on the processor. Throws Error(Data) naming epoch and batch when the loss is no longer
  /// finite, and where a checkpoint is another training's; Error(Model) for one that is damaged; Error(Output) for one
  /// that cannot be written; what the observer throws.
  virtual TrainedHead train_head(const HeadTraining& training, const TrainingOptions& options,
                                 const TrainingObserver& observer) const = 0;
  /// What the last `layers` layers of a backbone are given of an image: computed once where only these are trained.
  /// CLIP: blocks of its vision transformer. VGG16: its second hidden layer, its first, its convolutions from the last.
  /// Throws Error(Usage) where there are fewer, or for a CLIP with a ResNet.
  virtual std::unique_ptr<ImageEncoder> trunk(const ClipCheckpoint& checkpoint, std::size_t layers,
                                              const EncoderOptions& options) const = 0;
  virtual std::unique_ptr<ImageEncoder> trunk(const Vgg16Checkpoint& checkpoint, std::size_t layers,
                                              const EncoderOptions& options) const = 0;
  /// Trains the layers and a head together. Throws as train_head().
  virtual TrainedTail train_tail(const ClipCheckpoint& checkpoint, const TailTraining& training,
                                 const TrainingOptions& options, const TrainingObserver& observer) const = 0;
  virtual TrainedTail train_tail(const Vgg16Checkpoint& checkpoint, const TailTraining& training,
                                 const TrainingOptions& options, const TrainingObserver& observer) const = 0;
  /// The head is that of the class texts, as the trained text tower reads them. Throws as train_head().
  virtual TrainedTail train_contrastive(const ClipCheckpoint& checkpoint, const ContrastiveTraining& training,
                                        const TrainingOptions& options, const TrainingObserver& observer) const = 0;
  /// Trains a whole model from nothing. Throws as train_head(); Error(Usage) for a device that is not there.
  virtual PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                                   const TrainingObserver& observer) const = 0;
  virtual PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                                   const TrainingObserver& observer) const = 0;
  /// Whether LibTorch finds a CUDA device.
  virtual bool has_cuda() const = 0;
  /// Name and version of the libraries it computes with.
  virtual std::vector<std::pair<std::string, std::string>> libraries() const = 0;
};

/// Loads the library at the first call; it stays until the program ends. It is looked for beside the program and where
/// the program was installed. Throws Error(Model) where it cannot be loaded.
const VisionModule& vision_module();

/// The library's one symbol, of type VisionModuleEntry.
constexpr const char* kVisionModuleEntry = "p8_vision_module";
using VisionModuleEntry = const VisionModule*();

}  // namespace p8
