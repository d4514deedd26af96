#include "p8/backends/libtorch/training/partial_finetuning.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <ATen/Functions.h>
#include <doctest/doctest.h>

#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/libtorch/pretraining/contrastive_loss.h"
#include "p8/backends/libtorch/pretraining/contrastive_training.h"
#include "p8/base/random.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/pretraining/clip_file.h"
#include "support/error.h"
#include "support/golden_weights.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

std::string clip_folder() {
  const auto weights = test::golden_weights("clip/hf_fp32/model.safetensors");
  return fs::path(weights).parent_path().string();
}

std::vector<float> random_pixels(std::size_t images, std::size_t side, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> pixels(images * 3 * side * side);
  for (float& value : pixels) value = static_cast<float>(2.0 * random.uniform() - 1.0);
  return pixels;
}

std::vector<float> encode(ImageEncoder& encoder, const std::vector<float>& pixels, std::size_t images) {
  std::vector<float> values(images * encoder.width());
  encoder.encode(pixels.data(), images, values.data());
  return values;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(a[i] - b[i])));
  return largest;
}

/// Eight photos of two classes that train, the same as validation, and as other photos.
PartialFinetuning partial_finetuning(ImageEncoder& frozen_features, const std::vector<float>& pixels,
                                     std::size_t layers, std::size_t width) {
  PartialFinetuning training;
  training.layers = layers;
  training.frozen_width = frozen_features.width();
  training.head.width = width;
  training.head.classes = 2;
  training.head.hidden = 8;
  training.head.train.values = encode(frozen_features, pixels, 8);
  training.head.train.labels = {0, 1, 0, 1, 0, 1, 0, 1};
  training.head.validation = training.head.train;
  training.other_images = training.head.train.values;
  return training;
}

TrainingOptions options_of(double rate, std::size_t epochs) {
  TrainingOptions options;
  options.learning_rate = rate;
  options.backbone_rate = rate;
  options.epochs = epochs;
  options.patience = 0;
  options.batch = 4;
  return options;
}

bool begins_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

}  // namespace

TEST_CASE("frozen_features and layers together are the encoder, wherever they are cut" * test::needs_shared()) {
  const auto folder = clip_folder();
  const ClipCheckpoint clip = open_clip_checkpoint(folder);
  const std::vector<float> pixels = random_pixels(8, clip.architecture.image_size, 1);
  const std::vector<float> whole = encode(*network::torch_clip(clip, {}).image, pixels, 8);
  for (std::size_t layers = 1; layers <= 2; ++layers) {
    CAPTURE(layers);
    const auto frozen_features = network::torch_frozen_features(clip, layers, {});
    const PartialFinetuning training =
        partial_finetuning(*frozen_features, pixels, layers, clip.architecture.embedding);
    const FinetunedBackbone still = training::finetune_partially(clip, training, options_of(0.0, 1), {});
    CHECK(largest_difference(still.other_images, whole) < 1e-5);
  }
  CHECK(test::kind_of([&] { network::torch_frozen_features(clip, 3, {}); }) == 2);

  const Vgg16Checkpoint vgg16 = open_vgg16_checkpoint(test::golden_weights("vgg/vgg_fp32.safetensors"));
  const std::vector<float> photos = random_pixels(8, vgg16.preprocessing.crop, 2);
  const std::vector<float> features = encode(*network::torch_vgg16(vgg16, Vgg16Part::Penultimate, {}), photos, 8);
  for (const std::size_t layers : {1, 2, 3, 6, 15}) {
    CAPTURE(layers);
    const auto frozen_features = network::torch_frozen_features(vgg16, layers, {});
    const PartialFinetuning training = partial_finetuning(*frozen_features, photos, layers, vgg16.architecture.hidden);
    const FinetunedBackbone still = training::finetune_partially(vgg16, training, options_of(0.0, 1), {});
    CHECK(largest_difference(still.other_images, features) < 1e-5);
  }
}

TEST_CASE("a CLIP with a ResNet is cut before any bottleneck, and its last ones learn by the stored statistics" *
          test::needs_shared()) {
  const auto path = test::shared_file("golden/vision/clip_resnet/state_dict_zip_fp16.pt");
  ClipCheckpoint clip = open_clip_checkpoint(path);
  const std::vector<float> pixels = random_pixels(8, clip.architecture.image_size, 7);
  const std::vector<float> whole = encode(*network::torch_clip(clip, {}).image, pixels, 8);
  for (std::size_t layers = 0; layers <= 4; ++layers) {
    CAPTURE(layers);
    const auto frozen_features = network::torch_frozen_features(clip, layers, {});
    const PartialFinetuning training =
        partial_finetuning(*frozen_features, pixels, layers, clip.architecture.embedding);
    const FinetunedBackbone still = training::finetune_partially(clip, training, options_of(0.0, 1), {});
    CHECK(largest_difference(still.other_images, whole) < 1e-5);
  }
  CHECK(test::kind_of([&] { network::torch_frozen_features(clip, 5, {}); }) == 2);

  const auto frozen_features = network::torch_frozen_features(clip, 1, {});
  const PartialFinetuning training = partial_finetuning(*frozen_features, pixels, 1, clip.architecture.embedding);
  const FinetunedBackbone trained = training::finetune_partially(clip, training, options_of(1e-3, 20), {});
  CHECK(trained.head.history.back().train_loss < trained.head.history.front().train_loss);
  for (const NamedTensor& tensor : trained.weights) {
    CAPTURE(tensor.name);
    CHECK((begins_with(tensor.name, "visual.layer4.0.") || begins_with(tensor.name, "visual.attnpool.")));
  }
  CHECK(trained.weights.size() == 4 * 3 + 9);  // four convolutions with their normalisation; positions, four products
  const test::TemporaryDirectory directory;
  write_clip(directory.file("clip.safetensors"), clip, trained.weights);
  const ClipCheckpoint written = open_clip_checkpoint(directory.file("clip.safetensors"));
  CHECK(largest_difference(encode(*network::torch_clip(written, {}).image, pixels, 8), trained.other_images) < 1e-5);
}

TEST_CASE("only the last layers learn, and the trained model sees as the training did" * test::needs_shared()) {
  const auto folder = clip_folder();
  ClipCheckpoint clip = open_clip_checkpoint(folder);
  const std::vector<float> pixels = random_pixels(8, clip.architecture.image_size, 3);
  const auto frozen_features = network::torch_frozen_features(clip, 1, {});
  const PartialFinetuning training = partial_finetuning(*frozen_features, pixels, 1, clip.architecture.embedding);
  const FinetunedBackbone trained = training::finetune_partially(clip, training, options_of(1e-3, 20), {});
  CHECK(trained.head.history.back().train_loss < 0.5 * trained.head.history.front().train_loss);
  for (const NamedTensor& tensor : trained.weights) {
    CAPTURE(tensor.name);
    CHECK((begins_with(tensor.name, "visual.transformer.resblocks.1.") || begins_with(tensor.name, "visual.ln_post.") ||
           tensor.name == "visual.proj"));
  }
  CHECK(trained.weights.size() == 12 + 2 + 1);

  const test::TemporaryDirectory directory;
  write_tensors(directory.file("trained.safetensors"), trained.weights);
  clip.weights.replace(open_weights(directory.file("trained.safetensors")));
  CHECK(largest_difference(encode(*network::torch_clip(clip, {}).image, pixels, 8), trained.other_images) < 1e-5);
  const Vgg16Checkpoint vgg16 = open_vgg16_checkpoint(test::golden_weights("vgg/vgg_fp32.safetensors"));
  CHECK(test::kind_of([&] {
          Checkpoint other = open_vgg16_checkpoint(test::golden_weights("vgg/vgg_fp32.safetensors")).weights;
          other.replace(open_weights(directory.file("trained.safetensors")));
        }) == 4);
}

TEST_CASE("layers that were trained in two goes are those of one" * test::needs_shared()) {
  const auto folder = clip_folder();
  const ClipCheckpoint clip = open_clip_checkpoint(folder);
  const auto frozen_features = network::torch_frozen_features(clip, 1, {});
  const PartialFinetuning training = partial_finetuning(
      *frozen_features, random_pixels(8, clip.architecture.image_size, 4), 1, clip.architecture.embedding);
  const FinetunedBackbone whole = training::finetune_partially(clip, training, options_of(1e-3, 4), {});
  const test::TemporaryDirectory directory;
  TrainingOptions options = options_of(1e-3, 2);
  options.checkpoint = directory.file("state");
  options.resume = true;
  training::finetune_partially(clip, training, options, {});
  options.epochs = 4;
  const FinetunedBackbone resumed = training::finetune_partially(clip, training, options, {});
  for (std::size_t i = 0; i < whole.weights.size(); ++i) CHECK(resumed.weights[i].values == whole.weights[i].values);
  CHECK(resumed.head.head.output_weight == whole.head.head.output_weight);
}

TEST_CASE("the contrastive loss is the mean of two cross-entropies in which equal texts share the target") {
  Random random(5);
  const std::size_t rows = 6, width = 4;
  std::vector<float> image_values(rows * width), text_values(rows * width);
  for (float& value : image_values) value = static_cast<float>(random.uniform() - 0.5);
  for (float& value : text_values) value = static_cast<float>(random.uniform() - 0.5);
  const std::vector<std::int64_t> own = {3, 1, 3, 0, 1, 3};
  const UnitVectors photos = unit_vectors(image_values, width), texts = unit_vectors(text_values, width);
  const double scale = 7.0;
  double expected = 0.0;
  for (int side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < rows; ++i) {
      std::vector<double> logits;
      for (std::size_t j = 0; j < rows; ++j) {
        logits.push_back(scale * (side == 0 ? cosine(photos.row(i), texts.row(j), width)
                                            : cosine(photos.row(j), texts.row(i), width)));
      }
      const std::vector<double> p = softmax(logits.data(), rows, 1.0);
      double sum = 0.0, equal = 0.0;
      for (std::size_t j = 0; j < rows; ++j) {
        if (own[j] != own[i]) continue;
        sum -= std::log(p[j]);
        equal += 1.0;
      }
      expected += sum / equal / static_cast<double>(2 * rows);
    }
  }
  const auto tensor = [&](const UnitVectors& vectors) {
    return at::tensor(at::ArrayRef<float>(vectors.values)).view({static_cast<std::int64_t>(rows), -1});
  };
  const at::Tensor loss =
      training::contrastive_loss(tensor(photos), tensor(texts), at::tensor(at::ArrayRef<std::int64_t>(own)), scale);
  CHECK(static_cast<double>(loss.item<float>()) == doctest::Approx(expected).epsilon(1e-5));
}

namespace {

/// Eight photos of four texts, trained on with so many last layers.
void check_contrastive(const std::string& model, const std::string& text_ids, std::size_t layers) {
  CAPTURE(model);
  CAPTURE(layers);
  const ClipCheckpoint clip = open_clip_checkpoint(model);
  const test::Array ids = test::read_npy(test::shared_file(text_ids));
  const std::vector<float> pixels = random_pixels(8, clip.architecture.image_size, 6);
  const auto frozen_features = network::torch_frozen_features(clip, layers, {});
  ContrastiveTraining training;
  training.layers = layers;
  training.frozen_width = frozen_features->width();
  training.train.values = encode(*frozen_features, pixels, 8);
  training.train.labels = {0, 1, 2, 3, 0, 1, 2, 3};
  training.validation = training.train;
  training.text_of = training.train.labels;
  training.texts.assign(ids.values.begin(), ids.values.begin() + static_cast<std::ptrdiff_t>(4 * ids.shape[1]));
  training.class_texts = training.texts;
  training.classes = 4;
  training.sentences.assign(training.classes, 1);
  training.other_images = training.train.values;
  const FinetunedBackbone trained = training::train_contrastive(clip, training, options_of(1e-3, 10), {});
  CHECK(trained.head.history[trained.head.best_epoch - 1].val_loss < trained.head.history.front().val_loss);
  CHECK(std::isnan(trained.head.history.front().train_accuracy));

  const test::TemporaryDirectory directory;
  write_clip(directory.file("clip.safetensors"), clip, trained.weights);
  ClipEncoders encoders = network::torch_clip(open_clip_checkpoint(directory.file("clip.safetensors")), {});
  CHECK(largest_difference(encode(*encoders.image, pixels, 8), trained.other_images) < 1e-5);
  std::vector<float> texts(4 * encoders.text->width());
  encoders.text->encode(training.texts.data(), 4, texts.data());
  CHECK(largest_difference(unit_vectors(texts, encoders.text->width()).values, trained.head.head.output_weight) < 1e-5);
}

}  // namespace

TEST_CASE("photos and texts come nearer, and the written model is the trained one" * test::needs_shared()) {
  const auto folder = clip_folder();
  for (std::size_t layers = 0; layers <= 1; ++layers) {
    // Also models whose activation no tensor tells.
    for (const std::string& model :
         {folder, test::golden_weights("clip/open_clip_gelu"), test::golden_weights("clip/open_clip_quickgelu")}) {
      check_contrastive(model, "golden/vision/clip/text_ids.npy", layers);
    }
    check_contrastive(test::shared_file("golden/vision/clip_resnet/state_dict_zip_fp16.pt"),
                      "golden/vision/clip_resnet/text_ids.npy", layers);
  }
}

}  // namespace p8
