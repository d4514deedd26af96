#include "p8/backends/libtorch/pretraining/pretraining_data.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <torch/utils.h>

#include "p8/backends/libtorch/networks/layers.h"
#include "p8/backends/libtorch/pretraining/data_loader.h"
#include "p8/backends/libtorch/training/head_module.h"
#include "p8/backends/libtorch/training/partial_finetuning.h"
#include "p8/backends/libtorch/training/training_settings.h"
#include "p8/base/parallel.h"

namespace p8::training {

PixelLoader::PixelLoader(const Preprocessing& preprocessing, torch::Device device)
    : side_(static_cast<std::int64_t>(preprocessing.crop)), device_(device) {
  std::vector<float> factor(3), shift(3);
  for (std::size_t c = 0; c < 3; ++c) {
    factor[c] = 1.0F / (255.0F * preprocessing.std[c]);
    shift[c] = -preprocessing.mean[c] / preprocessing.std[c];
  }
  factor_ = floats(factor, 3).view({1, 3, 1, 1}).to(device);
  shift_ = floats(shift, 3).view({1, 3, 1, 1}).to(device);
}

Tensor PixelLoader::load(const std::vector<std::uint8_t>& bytes) const {
  const std::int64_t count = static_cast<std::int64_t>(bytes.size()) / (3 * side_ * side_);
  // From pinned memory the copy does not wait for what the device is doing.
  const auto options = at::device(torch::kCPU).dtype(torch::kUInt8).pinned_memory(device_.is_cuda());
  const Tensor held = at::empty({count, side_, side_, 3}, options);
  std::memcpy(held.data_ptr<std::uint8_t>(), bytes.data(), bytes.size());
  const Tensor levels = held.to(device_, /*non_blocking=*/true).permute({0, 3, 1, 2}).to(torch::kFloat32);
  return at::addcmul(shift_, levels, factor_);
}

void ImageFeed::begin(std::size_t epoch, const std::vector<std::int64_t>& order, std::size_t batch) {
  stream_.begin(epoch, order, batch);
  left_ = (order.size() + batch - 1) / batch;
  next_.reset();
}

ImageFeed::Batch ImageFeed::take() {
  if (!next_) prepare();
  Batch batch = std::move(*next_);
  next_.reset();
  return batch;
}

void ImageFeed::prepare() {
  if (next_ || left_ == 0) return;
  --left_;
  ImageBatch photos = stream_.next();
  const std::vector<std::uint8_t> bytes = std::move(photos.pixels);
  next_ = Batch{std::move(photos), loader_.load(bytes)};
}

Tensor on_device(const std::vector<std::int64_t>& values, torch::Device device) {
  const Tensor held = integers(values);
  return device.is_cuda() ? held.pin_memory().to(device, /*non_blocking=*/true) : held;
}

ValidationImages::ValidationImages(const PretrainingImages& photos, const Preprocessing& preprocessing, int threads)
    : numbers_(photos.validation),
      bytes_(3 * preprocessing.crop * preprocessing.crop),
      pixels_(numbers_.size() * bytes_) {
  parallel_for(numbers_.size(), threads, [&](std::size_t i) {
    const RgbImage photo = resize_and_crop(photos.photos[static_cast<std::size_t>(numbers_[i])], preprocessing);
    std::copy(photo.pixels.begin(), photo.pixels.end(), pixels_.begin() + static_cast<std::ptrdiff_t>(i * bytes_));
  });
}

Task::Metrics ValidationImages::figures(
    const PixelLoader& loader, std::size_t most,
    const std::function<Task::Loss(const std::vector<std::int64_t>& photos, const Tensor& pixels)>& judge) const {
  const std::size_t count = numbers_.size(), parts = (count + most - 1) / most;
  Tensor loss, correct;  // on the device, so that it is waited for once
  for (std::size_t i = 0; i < parts; ++i) {
    const auto begin = static_cast<std::ptrdiff_t>(count * i / parts);
    const auto end = static_cast<std::ptrdiff_t>(count * (i + 1) / parts);
    const auto bytes = static_cast<std::ptrdiff_t>(bytes_);
    const Task::Loss part = judge({numbers_.begin() + begin, numbers_.begin() + end},
                                  loader.load({pixels_.begin() + begin * bytes, pixels_.begin() + end * bytes}));
    const Tensor sum = static_cast<double>(end - begin) * part.mean;
    loss = loss.defined() ? loss + sum : sum;
    correct = correct.defined() ? correct + part.correct : part.correct;
  }
  const auto all = static_cast<double>(count);
  return {static_cast<double>(loss.item<float>()) / all, static_cast<double>(correct.item<std::int64_t>()) / all};
}

void move_to(torch::nn::Module& module, torch::Device device) {
  module.to(device);
  if (!device.is_cuda()) return;
  at::globalContext().setAllowTF32CuBLAS(true);  // cuDNN's convolutions use it anyway
  const torch::NoGradGuard no_grad;
  for (const auto& part : module.modules(/*include_self=*/false)) {
    auto* const convolution = part->as<network::ConvolutionImpl>();
    if (convolution == nullptr) continue;
    convolution->weight.set_data(convolution->weight.contiguous(torch::MemoryFormat::ChannelsLast));
  }
}

std::vector<Parameter> all_parameters(torch::nn::Module& module, const std::string& prefix) {
  std::vector<Parameter> parameters;
  for (auto& parameter : module.named_parameters()) {
    parameter.value().set_requires_grad(true);
    const bool decays = parameter.value().dim() > 1;
    parameters.push_back({prefix + parameter.key(), parameter.value(), /*of_backbone=*/false, decays});
  }
  return parameters;
}

std::vector<Parameter> all_buffers(torch::nn::Module& module, const std::string& prefix) {
  std::vector<Parameter> buffers;
  for (auto& buffer : module.named_buffers()) buffers.push_back({prefix + buffer.key(), buffer.value()});
  return buffers;
}

PretrainedModel pretrained(Task& task, const PretrainingImages& photos, const PretrainingOptions& options,
                           const TrainingObserver& observer, torch::Device device, TrainingSettings settings) {
  TrainingOptions training = options.training;
  if (!training.order) {
    training.order = [&](std::size_t epoch) { return drawn_order(photos, training.batch, training.seed, epoch); };
  }
  if (!training.checkpoint.empty()) add_settings(photos, options, settings);
  Trained trained = train(task, training, observer, settings, options.weight_average);
  PretrainedModel model;
  model.history = std::move(trained.history);
  model.best_epoch = trained.best_epoch;
  model.device = device.is_cuda() ? "cuda" : "cpu";
  model.weights = named_tensors(task.parameters());
  for (const NamedTensor& tensor : model.weights) model.parameters += tensor.values.size();
  for (NamedTensor& tensor : named_tensors(task.statistics())) model.weights.push_back(std::move(tensor));
  return model;
}

}  // namespace p8::training
