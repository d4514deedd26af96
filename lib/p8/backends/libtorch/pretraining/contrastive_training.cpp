#include "p8/backends/libtorch/pretraining/contrastive_training.h"

#include <cmath>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/load.h"
#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/backends/libtorch/pretraining/contrastive_loss.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/partial_finetuning.h"
#include "p8/backends/libtorch/training/training_settings.h"

namespace p8::training {

namespace {

/// Texts as far as the frozen part of their tower reads them.
struct ReadTexts {
  Tensor tokens;  // (M, T, D)
  Tensor ends;    // (M)
};

class ContrastiveTask : public Task {
 public:
  ContrastiveTask(const ClipCheckpoint& checkpoint, const ContrastiveTraining& training)
      : training_(training),
        vision_(network::make_clip_vision(checkpoint.architecture)),
        text_(std::make_shared<network::ClipText>(checkpoint.architecture)) {
    network::require_layers(training.layers, vision_->layers());
    network::require_layers(training.layers, text_->layers());
    network::copy_weights(*vision_, checkpoint.weights, "visual.");
    network::copy_weights(*text_, checkpoint.weights, "");
    vision_->eval();  // batch normalisation by what is stored, in the trained blocks too
    float logit_scale = 0.0F;
    checkpoint.weights.at("logit_scale").to_float(&logit_scale);
    scale_ = std::exp(static_cast<double>(logit_scale));
    parameters_ = trained_parameters(*vision_, vision_->tail_names(training.layers), "visual.");
    const auto of_text = trained_parameters(*text_, text_->tail_names(training.layers), "");
    parameters_.insert(parameters_.end(), of_text.begin(), of_text.end());
    photos_ = floats(training.train.values, training.frozen_width);
    text_of_ = integers(training.text_of);
    validation_ = floats(training.validation.values, training.frozen_width);
    validation_labels_ = integers(training.validation.labels);
    const auto context = static_cast<std::int64_t>(checkpoint.architecture.text.context);
    texts_ = read(integers(training.texts).view({-1, context}));
    class_texts_ = read(integers(training.class_texts).view({-1, context}));
  }

  std::vector<Parameter> parameters() override { return parameters_; }
  std::size_t training_rows() const override { return training_.text_of.size(); }

  Loss training_loss(const Tensor& rows) override {
    const Tensor own = text_of_.index_select(0, rows);  // (B)
    const auto [different, place] = at::_unique(own, /*sorted=*/true, /*return_inverse=*/true);
    const Tensor texts = directions(text_->tail(texts_.tokens.index_select(0, different),
                                                texts_.ends.index_select(0, different), training_.layers));
    const Tensor photos = directions(see(photos_.index_select(0, rows)));
    return {contrastive_loss(photos, texts.index_select(0, place), own, scale_), {}};
  }

  Metrics validate() override {
    return metrics_of(scale_ * at::linear(directions(see_all(validation_)), class_directions()), validation_labels_);
  }

  Head head() {
    const torch::NoGradGuard no_grad;
    Head head;
    head.kind = HeadKind::Text;
    head.unit_features = true;
    head.scale = scale_;
    head.output_weight = values_of(class_directions());
    head.classes = training_.classes;
    head.width = head.output_weight.size() / head.classes;
    head.output_bias.assign(head.classes, 0.0F);
    return head;
  }
  Tensor see_all(const Tensor& photos) {
    return in_slices(photos, [this](const Tensor& slice) { return see(slice); });
  }

 private:
  ReadTexts read(const Tensor& ids) {
    return {in_slices(ids, [this](const Tensor& slice) { return text_->frozen_features(slice, training_.layers); }),
            network::ClipText::ends_of(ids)};
  }
  Tensor see(const Tensor& photos) {
    return vision_->tail(photos.unflatten(1, vision_->trunk_shape(training_.layers)), training_.layers);
  }
  /// (C, E): the mean direction of each class's sentences.
  Tensor class_directions() {
    const Tensor sentences = directions(text_->tail(class_texts_.tokens, class_texts_.ends, training_.layers));
    std::vector<Tensor> means;
    std::int64_t begin = 0;
    for (const std::size_t sentences_of_class : training_.sentences) {
      const auto count = static_cast<std::int64_t>(sentences_of_class);
      means.push_back(sentences.narrow(0, begin, count).mean(0));
      begin += count;
    }
    return directions(at::stack(means));
  }

  const ContrastiveTraining& training_;
  std::shared_ptr<network::ClipVision> vision_;
  std::shared_ptr<network::ClipText> text_;
  double scale_ = 100.0;
  std::vector<Parameter> parameters_;
  Tensor photos_, text_of_, validation_, validation_labels_;
  ReadTexts texts_, class_texts_;
};

}  // namespace

Tensor contrastive_loss(const Tensor& photos, const Tensor& texts, const Tensor& own, double scale) {
  return contrastive_loss(scale * at::linear(photos, texts), own);
}

Tensor contrastive_loss(const Tensor& logits, const Tensor& own) {
  Tensor target = own.unsqueeze(0).eq(own.unsqueeze(1)).to(logits.scalar_type());  // symmetric
  target = target / target.sum(1, /*keepdim=*/true);
  const Tensor by_image = -(target * at::log_softmax(logits, 1)).sum(1).mean();
  const Tensor by_text = -(target * at::log_softmax(logits.t(), 1)).sum(1).mean();
  return 0.5 * (by_image + by_text);
}

FinetunedBackbone train_contrastive(const ClipCheckpoint& checkpoint, const ContrastiveTraining& training,
                                    const TrainingOptions& options, const TrainingObserver& observer) {
  return network::translate_exceptions([&] {
    network::use_threads(options.threads);
    ContrastiveTask task(checkpoint, training);
    TrainingSettings settings;
    if (!options.checkpoint.empty()) add_settings(training, settings);
    Trained result = train(task, options, observer, settings);
    FinetunedBackbone trained;
    trained.head.head = task.head();
    trained.head.history = std::move(result.history);
    trained.head.best_epoch = result.best_epoch;
    for (const Parameter& parameter : task.parameters()) {
      trained.head.parameters += static_cast<std::size_t>(parameter.tensor.numel());
    }
    trained.weights = named_tensors(task.parameters());
    if (!training.other_images.empty()) {
      trained.other_images = values_of(task.see_all(floats(training.other_images, training.frozen_width)));
    }
    return trained;
  });
}

}  // namespace p8::training
