#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/backends/libtorch/pretraining/contrastive_loss.h"
#include "p8/backends/libtorch/pretraining/data_loader.h"
#include "p8/backends/libtorch/pretraining/initialisation.h"
#include "p8/backends/libtorch/pretraining/pretraining.h"
#include "p8/backends/libtorch/pretraining/pretraining_data.h"
#include "p8/backends/libtorch/training/gradient_cache.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/training_settings.h"

namespace p8::training {

namespace {

/// The texts of a batch: each different one once.
struct BatchTexts {
  Tensor tokens;  // (U, T), T up to where the last of them ends
  Tensor own;     // (B) the row of each photo's text
};

class ClipTask : public Task {
 public:
  ClipTask(const ClipPretraining& pretraining, const PretrainingOptions& options, torch::Device device)
      : pretraining_(pretraining),
        options_(options),
        device_(device),
        vision_(network::make_clip_vision(pretraining.architecture)),
        text_(std::make_shared<network::ClipText>(pretraining.architecture)),
        logit_scale_(at::full({}, kFirstLogitScale, at::dtype(torch::kFloat32))),
        loader_(pretraining.preprocessing, device),
        stream_(pretraining.photos, pretraining.preprocessing, options.training.seed, options.training.threads),
        feed_(loader_, stream_),
        validation_(pretraining.photos, pretraining.preprocessing, options.training.threads) {
    Random random(mixed_seed(options.training.seed, 0));
    initialise(*vision_, random);
    initialise(*text_, random);
    move_to(*vision_, device);
    move_to(*text_, device);
    logit_scale_ = logit_scale_.to(device).set_requires_grad(true);
  }

  std::vector<Parameter> parameters() override {
    std::vector<Parameter> parameters = all_parameters(*vision_, "visual.");
    for (Parameter& parameter : all_parameters(*text_, "")) parameters.push_back(std::move(parameter));
    parameters.push_back({"logit_scale", logit_scale_, /*of_backbone=*/false, /*decays=*/false});
    return parameters;
  }
  std::vector<Parameter> statistics() override { return all_buffers(*vision_, "visual."); }
  std::size_t training_rows() const override { return pretraining_.photos.train.size(); }

  void begin_epoch(std::size_t epoch, const std::vector<std::int64_t>& order) override {
    feed_.begin(epoch, order, options_.training.batch);
  }

  /// The rows are those of the feed's next batch.
  Loss training_loss(const Tensor& /*rows*/) override {
    const ImageFeed::Batch batch = feed_.take();
    const BatchTexts texts = texts_of(batch.photos.photos, batch.photos.chances);
    const auto micro_batch = static_cast<std::int64_t>(options_.micro_batch);
    const CachedPass photos(batch.pixels, micro_batch, [&](const Tensor& pixels, bool first) {
      network::keep_statistics(*vision_, !first);
      return vision_->forward(pixels);
    });
    const CachedPass read(texts.tokens, micro_batch,
                          [&](const Tensor& tokens, bool /*first*/) { return text_->forward(tokens); });
    const Tensor cosines = at::linear(directions(photos.outputs()), directions(read.outputs()));  // (B, U)
    const Tensor logits = logit_scale_.exp() * cosines;
    Loss loss = {contrastive_loss(logits.index_select(1, texts.own), texts.own),
                 count_correct(logits.detach(), texts.own)};
    if (!photos.is_cached() && !read.is_cached()) return loss;
    loss.mean.backward();
    photos.backward();
    read.backward();
    loss.mean = loss.mean.detach();
    return loss;
  }

  void updated() override {
    const torch::NoGradGuard no_grad;
    logit_scale_.clamp_max_(kMaxLogitScale);
    feed_.prepare();
  }

  /// In batches, so that it is as hard as in training.
  Metrics validate() override {
    vision_->eval();
    const auto judge = [&](const std::vector<std::int64_t>& photos, const Tensor& pixels) -> Loss {
      const BatchTexts texts = texts_of(photos, {});
      const Tensor seen = in_parts(pixels, [&](const Tensor& part) { return vision_->forward(part); });
      const Tensor read = in_parts(texts.tokens, [&](const Tensor& part) { return text_->forward(part); });
      const Tensor logits = logit_scale_.exp() * at::linear(directions(seen), directions(read));
      return {contrastive_loss(logits.index_select(1, texts.own), texts.own), count_correct(logits, texts.own)};
    };
    const Metrics figures = validation_.figures(loader_, options_.training.batch, judge);
    vision_->train();
    return figures;
  }

 private:
  Tensor in_parts(const Tensor& rows, const std::function<Tensor(const Tensor&)>& forward) const {
    std::vector<Tensor> outputs;
    for (const Tensor& part : even_parts(rows, static_cast<std::int64_t>(options_.micro_batch))) {
      outputs.push_back(forward(part));
    }
    return at::cat(outputs, 0);
  }

  /// @param chances  (B) in [0, 1): which of a photo's texts; empty: the first.
  BatchTexts texts_of(const std::vector<std::int64_t>& photos, const std::vector<double>& chances) const {
    std::vector<std::int64_t> own(photos.size());
    std::map<std::int64_t, std::int64_t> rows;  // of the texts' numbers
    for (std::size_t i = 0; i < photos.size(); ++i) {
      const auto& texts = pretraining_.texts_of[static_cast<std::size_t>(photos[i])];
      const double chance = chances.empty() ? 0.0 : chances[i];
      const std::int64_t text = texts[static_cast<std::size_t>(chance * static_cast<double>(texts.size()))];
      own[i] = rows.try_emplace(text, static_cast<std::int64_t>(rows.size())).first->second;
    }
    const std::size_t context = pretraining_.architecture.text.context;
    const auto text_at = [&](std::int64_t number) {
      return pretraining_.texts.begin() + number * static_cast<std::int64_t>(context);
    };
    std::size_t length = 1;
    for (const auto& [number, row] : rows) {
      const auto begin = text_at(number), end = begin + static_cast<std::ptrdiff_t>(context);
      length = std::max(length, static_cast<std::size_t>(std::max_element(begin, end) - begin) + 1);
    }
    std::vector<std::int64_t> tokens(rows.size() * length);
    for (const auto& [number, row] : rows) {
      std::copy_n(text_at(number), length, tokens.begin() + row * static_cast<std::ptrdiff_t>(length));
    }
    return {on_device(tokens, device_).view({-1, static_cast<std::int64_t>(length)}), on_device(own, device_)};
  }

  const ClipPretraining& pretraining_;
  const PretrainingOptions& options_;
  torch::Device device_;
  std::shared_ptr<network::ClipVision> vision_;
  std::shared_ptr<network::ClipText> text_;
  Tensor logit_scale_;  // ()
  PixelLoader loader_;
  DataLoader stream_;
  ImageFeed feed_;
  ValidationImages validation_;
};

TrainingSettings settings_of(const ClipPretraining& pretraining) {
  ContentHash content;
  content.add(pretraining.texts);
  for (const std::vector<std::int64_t>& texts : pretraining.texts_of) content.add(std::vector{texts.size()}).add(texts);
  return {{"texts", content.sha256()}};
}

}  // namespace

PretrainedModel pretrain(const ClipPretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer) {
  const torch::Device device = network::device_named(options.device);
  return network::translate_exceptions([&] {
    const bool convolves = std::holds_alternative<ModifiedResNetShape>(pretraining.architecture.vision);
    convolves ? network::use_threads_for_convolutions(options.training.threads)
              : network::use_threads(options.training.threads);
    ClipTask task(pretraining, options, device);
    return pretrained(task, pretraining.photos, options, observer, device, settings_of(pretraining));
  });
}

}  // namespace p8::training
