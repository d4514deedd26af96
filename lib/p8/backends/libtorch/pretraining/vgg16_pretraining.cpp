#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/backends/libtorch/pretraining/data_loader.h"
#include "p8/backends/libtorch/pretraining/initialisation.h"
#include "p8/backends/libtorch/pretraining/pretraining.h"
#include "p8/backends/libtorch/pretraining/pretraining_data.h"
#include "p8/backends/libtorch/training/gradient_cache.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/training_settings.h"

namespace p8::training {

namespace {

class Vgg16Task : public Task {
 public:
  Vgg16Task(const Vgg16Pretraining& pretraining, const PretrainingOptions& options, torch::Device device)
      : pretraining_(pretraining),
        options_(options),
        device_(device),
        vgg16_(std::make_shared<network::Vgg16>(pretraining.architecture)),
        loader_(pretraining.preprocessing, device),
        stream_(pretraining.photos, pretraining.preprocessing, options.training.seed, options.training.threads),
        feed_(loader_, stream_),
        validation_(pretraining.photos, pretraining.preprocessing, options.training.threads) {
    Random random(mixed_seed(options.training.seed, 0));
    initialise(*vgg16_, random);
    move_to(*vgg16_, device);
  }

  std::vector<Parameter> parameters() override { return all_parameters(*vgg16_, ""); }
  std::size_t training_rows() const override { return pretraining_.photos.train.size(); }

  void begin_epoch(std::size_t epoch, const std::vector<std::int64_t>& order) override {
    torch::manual_seed(mixed_seed(options_.training.seed, epoch));  // of dropout
    feed_.begin(epoch, order, options_.training.batch);
  }

  /// The rows are those of the feed's next batch. Gradients of its parts add up.
  Loss training_loss(const Tensor& /*rows*/) override {
    const ImageFeed::Batch batch = feed_.take();
    const std::vector<Tensor> pixels = parts_of(batch.pixels);
    const std::vector<Tensor> labels = parts_of(labels_of(batch.photos.photos));
    if (pixels.size() == 1) return loss_of(pixels[0], labels[0]);
    Loss loss = {at::zeros({}, at::device(device_)), at::zeros({}, at::device(device_).dtype(torch::kInt64))};
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const Loss part = loss_of(pixels[i], labels[i]);
      const Tensor share =
          part.mean * (static_cast<double>(pixels[i].size(0)) / static_cast<double>(batch.pixels.size(0)));
      share.backward();
      loss.mean += share.detach();
      loss.correct += part.correct;
    }
    return loss;
  }

  void updated() override { feed_.prepare(); }

  Metrics validate() override {
    vgg16_->eval();
    const auto judge = [&](const std::vector<std::int64_t>& photos, const Tensor& pixels) -> Loss {
      const Tensor labels = labels_of(photos);
      const Tensor logits = vgg16_->forward(pixels);
      return {at::cross_entropy_loss(logits, labels), count_correct(logits, labels)};
    };
    const Metrics figures = validation_.figures(loader_, options_.micro_batch, judge);
    vgg16_->train();
    return figures;
  }

 private:
  Loss loss_of(const Tensor& pixels, const Tensor& labels) {
    const Tensor logits = vgg16_->forward(pixels);
    return {at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, options_.training.label_smoothing),
            count_correct(logits.detach(), labels)};
  }
  std::vector<Tensor> parts_of(const Tensor& rows) const {
    return even_parts(rows, static_cast<std::int64_t>(options_.micro_batch));
  }
  Tensor labels_of(const std::vector<std::int64_t>& photos) const {
    std::vector<std::int64_t> labels;
    for (const std::int64_t photo : photos) labels.push_back(pretraining_.labels[static_cast<std::size_t>(photo)]);
    return on_device(labels, device_);
  }

  const Vgg16Pretraining& pretraining_;
  const PretrainingOptions& options_;
  torch::Device device_;
  std::shared_ptr<network::Vgg16> vgg16_;
  PixelLoader loader_;
  DataLoader stream_;
  ImageFeed feed_;
  ValidationImages validation_;
};

TrainingSettings settings_of(const Vgg16Pretraining& pretraining) {
  const auto& [architecture, preprocessing, photos, labels] = pretraining;
  return {{"labels", ContentHash().add(labels).sha256()}};
}

}  // namespace

PretrainedModel pretrain(const Vgg16Pretraining& pretraining, const PretrainingOptions& options,
                         const TrainingObserver& observer) {
  const torch::Device device = network::device_named(options.device);
  return network::translate_exceptions([&] {
    network::use_threads_for_convolutions(options.training.threads);
    Vgg16Task task(pretraining, options, device);
    return pretrained(task, pretraining.photos, options, observer, device, settings_of(pretraining));
  });
}

}  // namespace p8::training
