#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/embedding/encoder.h"

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

/// The encoders on LibTorch. LibTorch's networks live in a shared library, because LibTorch takes half a second and
/// 160 MB before it does anything, which commands without images must not pay. Training is parted from it: see
/// FinetuneBackend and PretrainingBackend.
class TorchBackend {
 public:
  virtual ~TorchBackend() = default;

  /// Each throws Error(Model) naming what went wrong; Error(Usage) for a precision or device that is not there.
  virtual ClipEncoders clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) const = 0;
  virtual std::unique_ptr<ImageEncoder> vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                              const EncoderOptions& options) const = 0;
  /// What the last `layers` layers of a backbone are given of an image: computed once where only these are trained.
  /// CLIP: blocks of its vision transformer. VGG16: its second hidden layer, its first, its convolutions from the last.
  /// Throws Error(Usage) where there are fewer, or for a CLIP with a ResNet.
  virtual std::unique_ptr<ImageEncoder> frozen_features(const ClipCheckpoint& checkpoint, std::size_t layers,
                                                        const EncoderOptions& options) const = 0;
  virtual std::unique_ptr<ImageEncoder> frozen_features(const Vgg16Checkpoint& checkpoint, std::size_t layers,
                                                        const EncoderOptions& options) const = 0;
  /// Whether LibTorch finds a CUDA device.
  virtual bool has_cuda() const = 0;
  /// Name and version of the libraries it computes with.
  virtual std::vector<std::pair<std::string, std::string>> libraries() const = 0;
};

/// Loads the library at the first call; it stays until the program ends. It is looked for beside the program and where
/// the program was installed. Throws Error(Model) where it cannot be loaded.
const TorchBackend& torch_backend();

/// What a function of the library gives, `function` one of its exported names: a pointer to an interface. Throws as
/// torch_backend().
const void* torch_backend_interface(const char* function);

/// The functions that the library exports, each of type TorchBackendEntry.
constexpr const char* kTorchBackendEntry = "p8_torch_backend";
constexpr const char* kFinetuneBackendEntry = "p8_finetune_backend";
constexpr const char* kPretrainingBackendEntry = "p8_pretraining_backend";
using TorchBackendEntry = const void*();

}  // namespace p8
