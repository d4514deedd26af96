#include <algorithm>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/onednn/encoders/engine_encoders.h"
#include "p8/base/error.h"
#include "p8/base/random.h"
#include "p8/vision/weights/safetensors.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

/// A CLIP whose sizes fill no vector: heads 24 and 9 numbers wide, 26 tokens of patches of 7 pixels.
ClipArchitecture odd_clip(Activation activation) {
  ClipArchitecture clip = {22, 37, VisionTransformerShape{72, 3, 3, 100, 7}, {19, 301, 45, 2, 5, 77}};
  clip.vision_activation = clip.text_activation = activation;
  return clip;
}

/// Its checkpoint with random weights of about 1 / √inputs.
ClipCheckpoint random_checkpoint(const ClipArchitecture& architecture, const test::TemporaryDirectory& directory) {
  Random random(5);
  std::vector<std::vector<float>> values;
  std::vector<StoredTensor> tensors;
  for (const auto& [name, shape] : clip_tensor_shapes(architecture)) {
    std::vector<float>& numbers = values.emplace_back(*checked_count(shape));
    const double inputs = shape.size() > 1 ? static_cast<double>(numbers.size()) / static_cast<double>(shape[0]) : 4.0;
    for (float& number : numbers) number = static_cast<float>((3.0 * random.uniform() - 1.4) / std::sqrt(inputs));
    tensors.push_back(float_tensor(name, shape, numbers.data()));
  }
  write_safetensors(directory.file("model.safetensors"), tensors);
  ClipCheckpoint checkpoint = open_clip_checkpoint(directory.file("model.safetensors"));
  checkpoint.architecture = architecture;  // no shape tells heads and activations
  return checkpoint;
}

std::vector<float> drawn_images(const ClipArchitecture& clip, std::size_t images) {
  Random random(9);
  std::vector<float> pixels(images * 3 * clip.image_size * clip.image_size);
  for (float& pixel : pixels) pixel = static_cast<float>(4.0 * random.uniform() - 2.0);
  return pixels;
}

/// Texts of every length, and random tokens behind their ends.
std::vector<std::int64_t> drawn_texts(const ClipArchitecture& clip, std::size_t texts) {
  Random random(11);
  std::vector<std::int64_t> ids(texts * clip.text.context);
  for (std::int64_t& id : ids) id = static_cast<std::int64_t>(random.below(clip.text.vocabulary - 1));
  for (std::size_t i = 0; i < texts; ++i) {
    ids[i * clip.text.context + i * 7 % clip.text.context] = static_cast<std::int64_t>(clip.text.vocabulary - 1);
  }
  return ids;
}

std::vector<float> encoded(ImageEncoder& encoder, const std::vector<float>& pixels, std::size_t images) {
  std::vector<float> embeddings(images * encoder.width());
  encoder.encode(pixels.data(), images, embeddings.data());
  return embeddings;
}

std::vector<float> encoded(TextEncoder& encoder, const std::vector<std::int64_t>& ids, std::size_t texts) {
  std::vector<float> embeddings(texts * encoder.width());
  encoder.encode(ids.data(), texts, embeddings.data());
  return embeddings;
}

double least_cosine(const std::vector<float>& a, const std::vector<float>& b, std::size_t width) {
  REQUIRE(a.size() <= b.size());
  double least = 1.0;
  for (std::size_t row = 0; row < a.size(); row += width) {
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = row; i < row + width; ++i) {
      ab += static_cast<double>(a[i]) * b[i];
      aa += static_cast<double>(a[i]) * a[i];
      bb += static_cast<double>(b[i]) * b[i];
    }
    const double cosine = ab / std::sqrt(aa * bb);
    least = std::isnan(cosine) ? -1.0 : std::min(least, cosine);
  }
  return least;
}

struct Bound {
  Precision precision;
  double cosine;
};
constexpr Bound kBounds[] = {{Precision::Fp32, 0.999999}, {Precision::Bf16, 0.9995}, {Precision::Int8, 0.995}};

}  // namespace

TEST_CASE("the engine agrees with LibTorch for sizes that fill no vector, any number of images, texts and threads") {
  constexpr std::size_t kMax = 9;
  for (const Activation activation : {Activation::QuickGelu, Activation::Gelu}) {
    const test::TemporaryDirectory directory;
    const ClipCheckpoint checkpoint = random_checkpoint(odd_clip(activation), directory);
    const std::vector<float> pixels = drawn_images(checkpoint.architecture, kMax);
    const std::vector<std::int64_t> ids = drawn_texts(checkpoint.architecture, kMax);
    const ClipEncoders reference = network::torch_clip(checkpoint, {1});
    const std::vector<float> images = encoded(*reference.image, pixels, kMax);
    const std::vector<float> texts = encoded(*reference.text, ids, kMax);
    for (const Bound& bound : kBounds) {
      for (const int threads : {1, 2, 3}) {
        const auto encoders = engine::engine_clip(checkpoint, {threads, bound.precision});
        if (!encoders) continue;
        CHECK(encoders->temperature == reference.temperature);
        for (const std::size_t count : {std::size_t{1}, std::size_t{4}, kMax}) {
          CAPTURE(static_cast<int>(bound.precision));
          CAPTURE(threads);
          CAPTURE(count);
          CHECK(least_cosine(encoded(*encoders->image, pixels, count), images, 22) >= bound.cosine);
          CHECK(least_cosine(encoded(*encoders->text, ids, count), texts, 22) >= bound.cosine);
        }
      }
    }
  }
}

TEST_CASE("the engine gives the same bytes every time, and an image the same embedding in every company") {
  const test::TemporaryDirectory directory;
  const ClipCheckpoint checkpoint = random_checkpoint(odd_clip(Activation::QuickGelu), directory);
  const std::vector<float> pixels = drawn_images(checkpoint.architecture, 5);
  for (const Bound& bound : kBounds) {
    const auto encoders = engine::engine_clip(checkpoint, {2, bound.precision});
    if (!encoders) continue;
    const std::vector<float> five = encoded(*encoders->image, pixels, 5);
    CHECK(encoded(*encoders->image, pixels, 5) == five);
    const std::vector<float> one = encoded(*encoders->image, pixels, 1);
    for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i] == doctest::Approx(five[i]).epsilon(0.01).scale(0.1));
  }
}

TEST_CASE("a token that the model does not know is an error of both text encoders") {
  const test::TemporaryDirectory directory;
  const ClipCheckpoint checkpoint = random_checkpoint(odd_clip(Activation::Gelu), directory);
  const auto fast = engine::engine_clip(checkpoint, {1});
  const ClipEncoders reference = network::torch_clip(checkpoint, {1});
  std::vector<std::int64_t> ids = drawn_texts(checkpoint.architecture, 2);
  for (const std::int64_t token : {std::int64_t{301}, std::int64_t{-1}}) {
    ids[25] = token;
    CHECK_THROWS_AS(encoded(*reference.text, ids, 2), Error);
    if (fast) CHECK_THROWS_AS(encoded(*fast->text, ids, 2), Error);
  }
}

TEST_CASE("weights that are not finite give embeddings that are not, in every precision") {
  const test::TemporaryDirectory directory;
  const ClipCheckpoint whole = random_checkpoint(odd_clip(Activation::QuickGelu), directory);
  std::vector<std::vector<float>> values;
  std::vector<StoredTensor> tensors;
  for (const auto& [name, tensor] : whole.weights.tensors()) {
    std::vector<float>& numbers = values.emplace_back(tensor.count());
    tensor.to_float(numbers.data());
    if (name == "visual.transformer.resblocks.1.mlp.c_fc.weight") numbers[7] = NAN;
    tensors.push_back(float_tensor(name, tensor.shape(), numbers.data()));
  }
  write_safetensors(directory.file("damaged.safetensors"), tensors);
  ClipCheckpoint damaged = open_clip_checkpoint(directory.file("damaged.safetensors"));
  damaged.architecture = whole.architecture;
  for (const Bound& bound : kBounds) {
    const auto encoders = engine::engine_clip(damaged, {1, bound.precision});
    if (!encoders) continue;
    const std::vector<float> embedding = encoded(*encoders->image, drawn_images(damaged.architecture, 1), 1);
    CHECK(std::none_of(embedding.begin(), embedding.end(), [](float value) { return std::isfinite(value); }));
  }
}

}  // namespace p8
