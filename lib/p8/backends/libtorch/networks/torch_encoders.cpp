#include "p8/backends/libtorch/networks/torch_encoders.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include "p8/backends/libtorch/networks/load.h"
#include "p8/backends/libtorch/networks/torch_run.h"
#include "p8/base/error.h"
#include "p8/base/parallel.h"

namespace p8::network {

namespace {

/// (B, …) → (B, E), on the device and in the precision of the weights.
using Forward = std::function<Tensor(const Tensor&)>;

struct Place {
  torch::Device device = torch::kCPU;
  torch::ScalarType precision = torch::kFloat32;
  int threads = 1;
};

Place place_of(const EncoderOptions& options) {
  Place place;
  place.device = device_named(options.device);
  if (options.precision == Precision::Int8) {
    throw usage_error("--precision int8: not available for this model; expected fp32 or bf16",
                      "--precision int8 : indisponible pour ce modèle ; fp32 ou bf16 attendu");
  }
  if (options.precision == Precision::Bf16) place.precision = torch::kBFloat16;
  place.threads = options.threads;
  return place;
}

/// Rows of a batch in memory, (B, …).
struct Batch {
  const void* rows;
  std::vector<std::int64_t> row_shape;
  torch::ScalarType type;
};

/// Runs rows [begin, end) through the network and copies the result to its place. The only place where p8's own memory
/// becomes a tensor.
void run_rows(const Forward& forward, const Batch& batch, std::int64_t begin, std::int64_t end, const Place& place,
              float* out) {
  translate_exceptions([&] {
    const c10::InferenceMode inference;
    std::vector<std::int64_t> shape = {end};
    shape.insert(shape.end(), batch.row_shape.begin(), batch.row_shape.end());
    const Tensor rows = torch::from_blob(const_cast<void*>(batch.rows), shape, batch.type).slice(0, begin);
    const Tensor embeddings = forward(rows.to(place.device)).to(torch::kCPU, torch::kFloat32).contiguous();
    const float* const values = embeddings.data_ptr<float>();
    std::copy(values, values + embeddings.numel(), out + begin * embeddings.size(1));
    return true;
  });
}

/// Runs a batch. On a processor each thread takes a share of the rows and computes it alone: threads that share an
/// operation wait for each other at its end, hundreds of times a batch, and spin while others decode images.
void run(const Forward& forward, const Batch& batch, std::size_t count, const Place& place, float* out) {
  const auto rows = static_cast<std::int64_t>(count);
  const auto shares = static_cast<std::int64_t>(place.threads);
  if (shares < 2 || rows < shares || !place.device.is_cpu()) {
    use_threads(place.threads);
    run_rows(forward, batch, 0, rows, place, out);
    return;
  }
  parallel_for(static_cast<std::size_t>(shares), place.threads, [&](std::size_t share) {
    use_threads(1);
    const auto number = static_cast<std::int64_t>(share);
    run_rows(forward, batch, rows * number / shares, rows * (number + 1) / shares, place, out);
  });
}

class TorchImageEncoder : public ImageEncoder {
 public:
  TorchImageEncoder(Forward forward, std::size_t width, std::size_t side, const Place& place)
      : forward_(std::move(forward)), width_(width), side_(side), place_(place) {}

  std::size_t width() const override { return width_; }
  EncoderEngine engine() const override {
    return {"libtorch", TORCH_VERSION, place_.device.is_cuda() ? "cuda" : "cpu",
            place_.precision == torch::kBFloat16 ? Precision::Bf16 : Precision::Fp32, ""};
  }
  void encode(const float* pixels, std::size_t images, float* embeddings) override {
    const auto side = static_cast<std::int64_t>(side_);
    const auto to_weights = [&](const Tensor& batch) { return forward_(batch.to(place_.precision)); };
    run(to_weights, {pixels, {3, side, side}, torch::kFloat32}, images, place_, embeddings);
  }

 private:
  Forward forward_;
  std::size_t width_;
  std::size_t side_;
  Place place_;
};

class TorchTextEncoder : public TextEncoder {
 public:
  TorchTextEncoder(std::shared_ptr<ClipText> text, const ClipArchitecture& architecture, const Place& place)
      : text_(std::move(text)),
        width_(architecture.embedding),
        context_(architecture.text.context),
        vocabulary_(architecture.text.vocabulary),
        place_(place) {}

  std::size_t width() const override { return width_; }
  void encode(const std::int64_t* ids, std::size_t texts, float* embeddings) override {
    for (std::size_t i = 0; i < texts * context_; ++i) {
      if (ids[i] >= 0 && static_cast<std::size_t>(ids[i]) < vocabulary_) continue;
      throw model_error("the tokenizer gives token {}, but the model knows {} tokens: they do not belong together",
                        "le découpage donne le jeton {}, mais le modèle en connaît {} : ils ne vont pas ensemble",
                        ids[i], vocabulary_);
    }
    run([&](const Tensor& batch) { return text_->forward(batch); },
        {ids, {static_cast<std::int64_t>(context_)}, torch::kInt64}, texts, place_, embeddings);
  }

 private:
  std::shared_ptr<ClipText> text_;
  std::size_t width_;
  std::size_t context_;
  std::size_t vocabulary_;
  Place place_;
};

}  // namespace

ClipEncoders torch_clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) {
  const Place place = place_of(options);
  return translate_exceptions([&] {
    const Clip clip = load_clip(checkpoint);
    clip.vision->to(place.device, place.precision);
    clip.text->to(place.device, place.precision);
    const ClipArchitecture& architecture = checkpoint.architecture;
    ClipEncoders encoders;
    encoders.image = std::make_unique<TorchImageEncoder>(
        [vision = clip.vision](const Tensor& batch) { return vision->forward(batch); }, architecture.embedding,
        architecture.image_size, place);
    encoders.text = std::make_unique<TorchTextEncoder>(clip.text, architecture, place);
    encoders.temperature = std::exp(-clip.logit_scale);
    encoders.device = place.device.is_cuda() ? "cuda" : "cpu";
    return encoders;
  });
}

std::unique_ptr<ImageEncoder> torch_vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                          const EncoderOptions& options) {
  const Place place = place_of(options);
  return translate_exceptions([&]() -> std::unique_ptr<ImageEncoder> {
    const std::shared_ptr<Vgg16> vgg16 = load_vgg16(checkpoint);
    vgg16->to(place.device, place.precision);
    const Vgg16Architecture& shape = checkpoint.architecture;
    Forward forward = [vgg16](const Tensor& batch) { return vgg16->forward(batch); };
    std::size_t width = shape.classes;
    if (part == Vgg16Part::Penultimate) {
      forward = [vgg16](const Tensor& batch) { return vgg16->penultimate(vgg16->features(batch)); };
      width = shape.hidden;
    } else if (part == Vgg16Part::Features) {
      forward = [vgg16](const Tensor& batch) { return vgg16->features(batch).flatten(1); };
      width = shape.widths.back() * kVgg16Pooled * kVgg16Pooled;
    }
    return std::make_unique<TorchImageEncoder>(std::move(forward), width, checkpoint.preprocessing.crop, place);
  });
}

void require_layers(std::size_t asked, std::size_t there) {
  if (asked <= there) return;
  throw usage_error("--unfreeze {}: the model has {} such layers", "--unfreeze {} : le modèle a {} couches de ce genre",
                    asked, there);
}

std::unique_ptr<ImageEncoder> torch_frozen_features(const ClipCheckpoint& checkpoint, std::size_t layers,
                                                    const EncoderOptions& options) {
  const Place place = place_of(options);
  return translate_exceptions([&]() -> std::unique_ptr<ImageEncoder> {
    const auto vision = make_clip_vision(checkpoint.architecture);
    require_layers(layers, vision->layers());
    copy_weights(*vision, checkpoint.weights, "visual.");
    vision->eval();
    vision->to(place.device, place.precision);
    std::size_t width = 1;
    for (const std::int64_t size : vision->trunk_shape(layers)) width *= static_cast<std::size_t>(size);
    return std::make_unique<TorchImageEncoder>(
        [vision, layers](const Tensor& batch) { return vision->frozen_features(batch, layers).flatten(1); }, width,
        checkpoint.architecture.image_size, place);
  });
}

std::unique_ptr<ImageEncoder> torch_frozen_features(const Vgg16Checkpoint& checkpoint, std::size_t layers,
                                                    const EncoderOptions& options) {
  const Place place = place_of(options);
  require_layers(layers, Vgg16::kLayers);
  return translate_exceptions([&]() -> std::unique_ptr<ImageEncoder> {
    const std::shared_ptr<Vgg16> vgg16 = load_vgg16(checkpoint);
    vgg16->to(place.device, place.precision);
    const auto side = static_cast<std::int64_t>(checkpoint.preprocessing.crop);
    std::int64_t width = 0;
    {
      const c10::InferenceMode inference;
      const Tensor black = at::zeros({1, 3, side, side}, at::device(place.device).dtype(place.precision));
      width = vgg16->frozen_features(black, layers).numel();
    }
    return std::make_unique<TorchImageEncoder>(
        [vgg16, layers](const Tensor& batch) { return vgg16->frozen_features(batch, layers).flatten(1); },
        static_cast<std::size_t>(width), checkpoint.preprocessing.crop, place);
  });
}

}  // namespace p8::network
