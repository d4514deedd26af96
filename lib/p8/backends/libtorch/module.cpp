#include <torch/cuda.h>
#include <torch/version.h>

#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/libtorch/pretraining/contrastive_training.h"
#include "p8/backends/libtorch/pretraining/pretraining.h"
#include "p8/backends/libtorch/training/head_training.h"
#include "p8/backends/libtorch/training/partial_finetuning.h"
#include "p8/vision/classifier/finetune_backend.h"
#include "p8/vision/pretraining/pretraining_backend.h"

namespace p8 {

namespace {

class Encoders : public TorchBackend {
 public:
  ClipEncoders clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) const override {
    return network::torch_clip(checkpoint, options);
  }
  std::unique_ptr<ImageEncoder> vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                      const EncoderOptions& options) const override {
    return network::torch_vgg16(checkpoint, part, options);
  }
  std::unique_ptr<ImageEncoder> frozen_features(const ClipCheckpoint& checkpoint, std::size_t layers,
                                                const EncoderOptions& options) const override {
    return network::torch_frozen_features(checkpoint, layers, options);
  }
  std::unique_ptr<ImageEncoder> frozen_features(const Vgg16Checkpoint& checkpoint, std::size_t layers,
                                                const EncoderOptions& options) const override {
    return network::torch_frozen_features(checkpoint, layers, options);
  }
  bool has_cuda() const override { return torch::cuda::is_available(); }
  std::vector<std::pair<std::string, std::string>> libraries() const override { return {{"libtorch", TORCH_VERSION}}; }
};

class Finetuning : public FinetuneBackend {
 public:
  TrainedHead train_head(const HeadTraining& head, const TrainingOptions& options,
                         const TrainingObserver& observer) const override {
    return training::train_head(head, options, observer);
  }
  FinetunedBackbone finetune_partially(const ClipCheckpoint& checkpoint, const PartialFinetuning& tail,
                                       const TrainingOptions& options,
                                       const TrainingObserver& observer) const override {
    return training::finetune_partially(checkpoint, tail, options, observer);
  }
  FinetunedBackbone finetune_partially(const Vgg16Checkpoint& checkpoint, const PartialFinetuning& tail,
                                       const TrainingOptions& options,
                                       const TrainingObserver& observer) const override {
    return training::finetune_partially(checkpoint, tail, options, observer);
  }
  FinetunedBackbone train_contrastive(const ClipCheckpoint& checkpoint, const ContrastiveTraining& contrastive,
                                      const TrainingOptions& options, const TrainingObserver& observer) const override {
    return training::train_contrastive(checkpoint, contrastive, options, observer);
  }
};

class Pretraining : public PretrainingBackend {
 public:
  PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                           const TrainingObserver& observer) const override {
    return training::pretrain(pretraining, options, observer);
  }
  PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                           const TrainingObserver& observer) const override {
    return training::pretrain(pretraining, options, observer);
  }
};

/// The interface as the program casts it back.
template <typename Interface, typename Implementation>
const void* instance() {
  static const Implementation implementation;
  return static_cast<const Interface*>(&implementation);
}

}  // namespace

}  // namespace p8

extern "C" {
__attribute__((visibility("default"))) const void* p8_torch_backend() {
  return p8::instance<p8::TorchBackend, p8::Encoders>();
}
__attribute__((visibility("default"))) const void* p8_finetune_backend() {
  return p8::instance<p8::FinetuneBackend, p8::Finetuning>();
}
__attribute__((visibility("default"))) const void* p8_pretraining_backend() {
  return p8::instance<p8::PretrainingBackend, p8::Pretraining>();
}
}
