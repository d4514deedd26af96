#include "p8/backends/libtorch/training/partial_finetuning.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/load.h"
#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/head_training.h"
#include "p8/backends/libtorch/training/training_settings.h"

namespace p8::training {

namespace {

constexpr std::int64_t kSlice = 64;  // rows that pass through the layers at once where nothing is learned

/// (B, frozen_width) → (B, E).
using Tail = std::function<Tensor(const Tensor&)>;

class TailTask : public Task {
 public:
  TailTask(const PartialFinetuning& training, Tail tail, std::vector<Parameter> backbone,
           const TrainingOptions& options)
      : tail_(std::move(tail)),
        backbone_(std::move(backbone)),
        module_(initial_head(training.head, options.seed)),
        label_smoothing_(options.label_smoothing),
        train_(floats(training.head.train.values, training.frozen_width)),
        train_labels_(integers(training.head.train.labels)),
        validation_(floats(training.head.validation.values, training.frozen_width)),
        validation_labels_(integers(training.head.validation.labels)) {}

  std::vector<Parameter> parameters() override {
    std::vector<Parameter> parameters = module_.parameters();
    parameters.insert(parameters.end(), backbone_.begin(), backbone_.end());
    return parameters;
  }
  std::size_t training_rows() const override { return static_cast<std::size_t>(train_labels_.size(0)); }

  Loss training_loss(const Tensor& rows) override {
    const Tensor labels = train_labels_.index_select(0, rows);
    const Tensor logits = logits_of(tail_(train_.index_select(0, rows)));
    return {at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, label_smoothing_),
            count_correct(logits, labels)};
  }
  Metrics validate() override { return metrics_of(logits_of(in_slices(validation_, tail_)), validation_labels_); }
  Head head() const { return module_.head(); }

 private:
  Tensor logits_of(const Tensor& x) const {
    return module_.logits(module_.description().unit_features ? directions(x) : x);
  }

  Tail tail_;
  std::vector<Parameter> backbone_;
  HeadModule module_;
  double label_smoothing_;
  Tensor train_, train_labels_, validation_, validation_labels_;
};

FinetunedBackbone train_with(const Tail& tail, const std::vector<Parameter>& backbone,
                             const PartialFinetuning& training, const TrainingOptions& options,
                             const TrainingObserver& observer) {
  TailTask task(training, tail, backbone, options);
  TrainingSettings settings;
  if (!options.checkpoint.empty()) {
    settings = {{"--objective", "ce"}, {"--unfreeze", std::to_string(training.layers)}};
    add_settings(training.head, settings);
  }
  Trained result = train(task, options, observer, settings);
  FinetunedBackbone trained;
  trained.head.head = task.head();
  trained.head.history = std::move(result.history);
  trained.head.best_epoch = result.best_epoch;
  trained.head.parameters = trained.head.head.parameters();
  for (const Parameter& parameter : backbone) {
    trained.head.parameters += static_cast<std::size_t>(parameter.tensor.numel());
  }
  trained.weights = named_tensors(backbone);
  if (!training.other_images.empty()) {
    trained.other_images = values_of(in_slices(floats(training.other_images, training.frozen_width), tail));
  }
  return trained;
}

/// What VGG16's frozen layers give, as the layers take it: (B, C · H · W) → (B, C, H, W) before convolutions.
Tensor unflattened(const Tensor& x, const Vgg16Architecture& architecture, std::size_t layers) {
  if (layers < 3) return x;
  const std::size_t first = network::Vgg16::kLayers - layers;  // of the convolutions
  const auto channels = static_cast<std::int64_t>(first == 0 ? 3 : architecture.widths[first - 1]);
  const auto side = std::llround(std::sqrt(static_cast<double>(x.size(1) / channels)));
  return x.view({x.size(0), channels, side, side});
}

}  // namespace

std::vector<Parameter> trained_parameters(torch::nn::Module& module, const std::vector<std::string>& beginnings,
                                          const std::string& prefix) {
  std::vector<Parameter> parameters;
  for (auto& parameter : module.named_parameters()) {
    const std::string& name = parameter.key();
    const bool is_trained = std::any_of(beginnings.begin(), beginnings.end(), [&](const std::string& beginning) {
      return name.compare(0, beginning.size(), beginning) == 0;
    });
    parameter.value().set_requires_grad(is_trained);
    if (is_trained) parameters.push_back({prefix + name, parameter.value(), /*of_backbone=*/true});
  }
  return parameters;
}

Tensor in_slices(const Tensor& rows, const std::function<Tensor(const Tensor&)>& forward) {
  const torch::NoGradGuard no_grad;
  std::vector<Tensor> parts;
  for (std::int64_t begin = 0; begin < rows.size(0); begin += kSlice) {
    parts.push_back(forward(rows.narrow(0, begin, std::min(kSlice, rows.size(0) - begin))));
  }
  return at::cat(parts, 0);
}

std::vector<NamedTensor> named_tensors(const std::vector<Parameter>& parameters) {
  std::vector<NamedTensor> tensors;
  for (const Parameter& parameter : parameters) {
    tensors.push_back({parameter.name, parameter.tensor.sizes().vec(), values_of(parameter.tensor)});
  }
  return tensors;
}

FinetunedBackbone finetune_partially(const ClipCheckpoint& checkpoint, const PartialFinetuning& training,
                                     const TrainingOptions& options, const TrainingObserver& observer) {
  return network::translate_exceptions([&] {
    network::use_threads(options.threads);
    const auto vision = network::make_clip_vision(checkpoint.architecture);
    network::require_layers(training.layers, vision->layers());
    network::copy_weights(*vision, checkpoint.weights, "visual.");
    vision->eval();  // batch normalisation by what is stored, in the trained blocks too
    const auto backbone = trained_parameters(*vision, vision->tail_names(training.layers), "visual.");
    const Tail tail = [&](const Tensor& x) {
      return vision->tail(x.unflatten(1, vision->trunk_shape(training.layers)), training.layers);
    };
    return train_with(tail, backbone, training, options, observer);
  });
}

FinetunedBackbone finetune_partially(const Vgg16Checkpoint& checkpoint, const PartialFinetuning& training,
                                     const TrainingOptions& options, const TrainingObserver& observer) {
  return network::translate_exceptions([&] {
    network::use_threads(options.threads);
    network::require_layers(training.layers, network::Vgg16::kLayers);
    const auto vgg16 = network::load_vgg16(checkpoint);
    const auto backbone = trained_parameters(*vgg16, network::Vgg16::tail_names(training.layers), "");
    const Tail tail = [&](const Tensor& x) {
      return vgg16->tail(unflattened(x, checkpoint.architecture, training.layers), training.layers);
    };
    return train_with(tail, backbone, training, options, observer);
  });
}

}  // namespace p8::training
