#include "p8/backends/libtorch/pretraining/pretraining.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "p8/backends/libtorch/pretraining/data_loader.h"
#include "p8/base/error.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

constexpr std::size_t kSide = 32, kContext = 8;
constexpr std::uint8_t kColours[4][3] = {{220, 30, 30}, {30, 200, 40}, {40, 60, 220}, {230, 210, 40}};

/// A large square, a small disc or a cross on grey, somewhere near the middle.
RgbImage drawn_shape(std::size_t shape, std::size_t colour, Random& random) {
  RgbImage image(40, 40);
  std::fill(image.pixels.begin(), image.pixels.end(), std::uint8_t{128});
  const int middle_x = 18 + static_cast<int>(random.below(4)), middle_y = 18 + static_cast<int>(random.below(4));
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 40; ++x) {
      const int across = std::abs(x - middle_x), down = std::abs(y - middle_y);
      const bool inside = shape == 0   ? std::max(across, down) < 14
                          : shape == 1 ? across * across + down * down < 64
                                       : std::min(across, down) < 4 && std::max(across, down) < 15;
      if (!inside) continue;
      std::copy_n(kColours[colour], 3, image.row(static_cast<std::size_t>(y)) + 3 * x);
    }
  }
  return image;
}

/// Two photos of each shape in each colour, trained on and validated with.
PretrainingImages toy_images() {
  Random random(9);
  PretrainingImages toy;
  for (std::size_t i = 0; i < 24; ++i) {
    toy.photos.push_back(drawn_shape(i % 3, i / 3 % 4, random));
    toy.train.push_back(static_cast<std::int64_t>(i));
  }
  toy.validation = toy.train;
  toy.variation = {0.8, 1.1, true, 0.05, 0.0, 0.1};
  return toy;
}

Preprocessing toy_preprocessing() {
  Preprocessing preprocessing;
  preprocessing.size = preprocessing.crop = kSide;
  preprocessing.interpolation = Interpolation::Bilinear;
  return preprocessing;
}

/// The texts are "colour shape" and "shape, colour", of tokens 1 to 7 between a beginning 8 and an end 9.
ClipPretraining toy_clip(const std::variant<VisionTransformerShape, ModifiedResNetShape>& vision) {
  ClipPretraining toy;
  toy.architecture.embedding = 16;
  toy.architecture.image_size = kSide;
  toy.architecture.vision = vision;
  toy.architecture.text = {kContext, 10, 32, 1, 2, 64};
  toy.preprocessing = toy_preprocessing();
  toy.photos = toy_images();
  for (std::int64_t kind = 0; kind < 12; ++kind) {
    const std::int64_t shape = 1 + kind % 3, colour = 4 + kind / 3;
    for (const std::vector<std::int64_t>& text :
         {std::vector<std::int64_t>{8, colour, shape, 9, 0, 0, 0, 0}, {8, shape, colour, 9, 0, 0, 0, 0}}) {
      toy.texts.insert(toy.texts.end(), text.begin(), text.end());
    }
  }
  for (std::int64_t i = 0; i < 24; ++i) {
    const std::int64_t kind = i % 3 + 3 * (i / 3 % 4);
    toy.texts_of.push_back({2 * kind, 2 * kind + 1});
  }
  return toy;
}

ClipPretraining toy_transformer() { return toy_clip(VisionTransformerShape{32, 2, 2, 64, 8}); }
ClipPretraining toy_resnet() { return toy_clip(ModifiedResNetShape{8, {1, 1, 1, 1}, 4}); }

PretrainingOptions options_of(std::size_t epochs, double rate) {
  PretrainingOptions options;
  options.device = "cpu";
  options.training.optimizer = OptimizerKind::AdamW;
  options.training.learning_rate = rate;
  options.training.weight_decay = 0.01;
  options.training.epochs = epochs;
  options.training.patience = 0;
  options.training.batch = 24;
  return options;
}

const NamedTensor& find(const PretrainedModel& model, const std::string& name) {
  const auto found = std::find_if(model.weights.begin(), model.weights.end(),
                                  [&](const NamedTensor& tensor) { return tensor.name == name; });
  REQUIRE(found != model.weights.end());
  return *found;
}

double largest_difference(const PretrainedModel& a, const PretrainedModel& b) {
  REQUIRE(a.weights.size() == b.weights.size());
  double largest = 0.0;
  for (const NamedTensor& tensor : a.weights) {
    const NamedTensor& other = find(b, tensor.name);
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      largest = std::max(largest, std::abs(static_cast<double>(tensor.values[i] - other.values[i])));
    }
  }
  return largest;
}

/// All tensors that the checkpoint of such a model has, in their shapes.
void check_complete(const PretrainedModel& model, const TensorShapes& shapes) {
  CHECK(model.weights.size() == shapes.size());
  for (const auto& entry : shapes) {
    const auto& name = entry.first;
    const auto& shape = entry.second;
    CAPTURE(name);
    CHECK(find(model, name).shape == shape);
  }
}

}  // namespace

TEST_CASE("photos of coloured shapes find their own texts, with either vision tower") {
  for (const ClipPretraining& toy : {toy_transformer(), toy_resnet()}) {
    PretrainingOptions options = options_of(100, 3e-3);
    options.training.schedule = Schedule::Cosine;
    options.training.warmup_epochs = 2;
    const PretrainedModel model = training::pretrain(toy, options, {});
    check_complete(model, clip_tensor_shapes(toy.architecture));
    CHECK(model.device == "cpu");
    CHECK(model.history.back().train_loss < 0.4 * model.history.front().train_loss);
    CHECK(model.history[model.best_epoch - 1].val_accuracy > 0.9);
    CHECK(model.history.back().train_accuracy > 0.7);
    CHECK(find(model, "logit_scale").values[0] != doctest::Approx(std::log(1 / 0.07)).epsilon(1e-4));
  }
}

TEST_CASE("the gradient of a batch in parts is that of the whole batch") {
  const ClipPretraining toy = toy_transformer();
  PretrainingOptions options = options_of(1, 0.1);
  options.training.optimizer = OptimizerKind::Sgd;
  options.training.weight_decay = 0.0;
  options.micro_batch = 24;
  const PretrainedModel whole = training::pretrain(toy, options, {});
  options.micro_batch = 7;  // photos in four parts, texts in three
  const PretrainedModel parts = training::pretrain(toy, options, {});
  CHECK(largest_difference(whole, parts) < 0.1 * 1e-5);
  CHECK(whole.history[0].train_loss == doctest::Approx(parts.history[0].train_loss).epsilon(1e-6));
  options.training.learning_rate = 0.0;
  CHECK(largest_difference(whole, training::pretrain(toy, options, {})) > 1e-3);
}

TEST_CASE("batch normalisation keeps its statistics once a batch, however often the batch passes") {
  const ClipPretraining toy = toy_resnet();
  PretrainingOptions options = options_of(1, 0.0);
  options.micro_batch = 24;
  const PretrainedModel whole = training::pretrain(toy, options, {});
  options.micro_batch = 12;
  const PretrainedModel parts = training::pretrain(toy, options, {});
  const std::vector<float>& one = find(whole, "visual.bn1.running_mean").values;
  const std::vector<float>& two = find(parts, "visual.bn1.running_mean").values;
  for (std::size_t i = 0; i < one.size(); ++i) {
    // 0.1 m after one batch, 0.09 m + 0.1 m' after two halves of nearly the same mean
    CHECK(static_cast<double>(two[i]) == doctest::Approx(1.9 * static_cast<double>(one[i])).epsilon(0.1));
  }
}

TEST_CASE("a training that was interrupted goes on to the same weights, bit for bit") {
  for (const ClipPretraining& toy : {toy_transformer(), toy_resnet()}) {
    PretrainingOptions options = options_of(4, 1e-3);
    options.training.batch = 16;
    options.micro_batch = 8;
    options.weight_average = 0.9;
    const PretrainedModel whole = training::pretrain(toy, options, {});
    CHECK(largest_difference(whole, training::pretrain(toy, options, {})) == 0.0);
    const test::TemporaryDirectory directory;
    options.training.checkpoint = directory.file("state");
    options.training.resume = true;
    options.training.epochs = 2;
    training::pretrain(toy, options, {});
    options.training.epochs = 4;
    const PretrainedModel resumed = training::pretrain(toy, options, {});
    CHECK(largest_difference(whole, resumed) == 0.0);
    CHECK(resumed.history.size() == 4);
    options.training.seed = 1;
    CHECK(test::kind_of([&] { training::pretrain(toy, options, {}); }) == 3);
  }
}

TEST_CASE("what is kept is the running mean of the weights, where it is asked for") {
  const ClipPretraining toy = toy_transformer();
  PretrainingOptions options = options_of(1, 1e-2);
  const PretrainedModel last = training::pretrain(toy, options, {});
  options.weight_average = 0.999;
  const PretrainedModel mean = training::pretrain(toy, options, {});
  options.training.learning_rate = 0.0;
  options.training.weight_decay = 0.0;
  options.weight_average = 0.0;
  const PretrainedModel first = training::pretrain(toy, options, {});
  // After one step the mean is 2 / 11 of the first weights and 9 / 11 of the last.
  const std::vector<float>& began = find(first, "visual.proj").values;
  const std::vector<float>& ended = find(last, "visual.proj").values;
  const std::vector<float>& kept = find(mean, "visual.proj").values;
  for (std::size_t i = 0; i < began.size(); ++i) {
    CHECK(static_cast<double>(kept[i]) ==
          doctest::Approx((2.0 * static_cast<double>(began[i]) + 9.0 * static_cast<double>(ended[i])) / 11.0)
              .epsilon(1e-4));
  }
}

TEST_CASE("a VGG16 learns labels from nothing, in parts and in two goes") {
  Vgg16Pretraining toy;
  toy.architecture = {std::vector<std::size_t>(13, 16), 128, 4};
  toy.preprocessing = toy_preprocessing();
  toy.photos = toy_images();
  toy.photos.variation.erasing = 0.0;
  for (std::int64_t i = 0; i < 24; ++i) toy.labels.push_back(i / 3 % 4);
  PretrainingOptions options = options_of(80, 1.5e-3);
  options.micro_batch = 16;
  const PretrainedModel model = training::pretrain(toy, options, {});
  check_complete(model, vgg16_tensor_shapes(toy.architecture));
  CHECK(model.history.back().train_loss < 0.5 * model.history.front().train_loss);
  CHECK(model.history[model.best_epoch - 1].val_accuracy > 0.7);  // by chance 0.25

  options.training.epochs = 3;
  const PretrainedModel whole = training::pretrain(toy, options, {});
  const test::TemporaryDirectory directory;
  options.training.checkpoint = directory.file("state");
  options.training.resume = true;
  options.training.epochs = 1;
  training::pretrain(toy, options, {});
  options.training.epochs = 3;
  CHECK(largest_difference(whole, training::pretrain(toy, options, {})) == 0.0);
}

TEST_CASE("the photos of an epoch are the same however many threads prepare them") {
  const PretrainingImages toy = toy_images();
  const Preprocessing preprocessing = toy_preprocessing();
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < 200; ++i) order.push_back(i % 24);
  const auto all = [&](int threads, std::size_t epoch) {
    training::DataLoader stream(toy, preprocessing, 5, threads);
    stream.begin(epoch + 1, order, 48);  // is dropped
    stream.next();
    stream.begin(epoch, order, 48);
    std::vector<std::uint8_t> pixels;
    for (std::size_t batch = 0; batch < 5; ++batch) {
      const training::ImageBatch next = stream.next();
      CHECK(next.photos.size() == (batch < 4 ? 48 : 8));
      CHECK(next.photos.front() == order[48 * batch]);
      pixels.insert(pixels.end(), next.pixels.begin(), next.pixels.end());
    }
    return pixels;
  };
  const std::vector<std::uint8_t> alone = all(1, 3);
  CHECK(alone.size() == 200 * 3 * kSide * kSide);
  CHECK(all(2, 3) == alone);
  CHECK(all(5, 3) == alone);
  CHECK(all(2, 4) != alone);
}

TEST_CASE("an epoch draws each photo by its weight, in whole batches") {
  PretrainingImages toy;
  toy.weights = {1.0, 1.0, 2.0, 0.0, 4.0, 9.0};
  toy.train = {0, 1, 2, 3, 4};  // the last one is not trained on
  std::vector<double> seen(6);
  for (std::size_t epoch = 1; epoch <= 400; ++epoch) {
    const std::vector<std::int64_t> order = training::drawn_order(toy, 64, 1, epoch);
    CHECK(order.size() == 5);
    for (const std::int64_t photo : order) seen[static_cast<std::size_t>(photo)] += 1.0 / 400;
  }
  for (std::size_t i = 0; i < 5; ++i) CHECK(std::abs(seen[i] - toy.weights[i] * 5 / 8) < 0.08);
  CHECK(seen[5] == 0.0);

  toy.weights.clear();
  std::vector<std::int64_t> order = training::drawn_order(toy, 2, 1, 1);
  CHECK(order.size() == 4);
  CHECK(order != training::drawn_order(toy, 2, 1, 2));
  std::sort(order.begin(), order.end());
  CHECK(std::adjacent_find(order.begin(), order.end()) == order.end());  // each once
}

TEST_CASE("a device that is not there is a usage error") {
  PretrainingOptions options = options_of(1, 0.0);
  options.device = "auto";
  if (training::pretrain(toy_transformer(), options, {}).device == "cuda") return;
  options.device = "cuda";
  CHECK(test::kind_of([&] { training::pretrain(toy_transformer(), options, {}); }) == 2);
}

}  // namespace p8
