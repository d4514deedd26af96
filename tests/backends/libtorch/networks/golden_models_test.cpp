#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/backends/onednn/encoders/engine_encoders.h"
#include "p8/base/error.h"
#include "p8/vision/checkpoint/clip_origin.h"
#include "support/golden_weights.h"
#include "support/npy.h"
#include "support/shared.h"

namespace p8 {

namespace {

using test::Array;

Array golden(const std::string& name) {
  const auto path = test::shared_file("golden/vision/" + name);
  return test::read_npy(path);
}

std::vector<float> encode(ImageEncoder& encoder, const Array& images) {
  const std::vector<float> pixels(images.values.begin(), images.values.end());
  std::vector<float> embeddings(images.shape[0] * encoder.width());
  encoder.encode(pixels.data(), images.shape[0], embeddings.data());
  return embeddings;
}

std::vector<float> encode(TextEncoder& encoder, const Array& ids) {
  const std::vector<std::int64_t> tokens(ids.values.begin(), ids.values.end());
  std::vector<float> embeddings(ids.shape[0] * encoder.width());
  encoder.encode(tokens.data(), ids.shape[0], embeddings.data());
  return embeddings;
}

void normalize(std::vector<float>& embeddings, std::size_t width) {
  for (std::size_t start = 0; start < embeddings.size(); start += width) {
    double squares = 0.0;
    for (std::size_t i = 0; i < width; ++i) squares += std::pow(static_cast<double>(embeddings[start + i]), 2);
    for (std::size_t i = 0; i < width; ++i) embeddings[start + i] /= static_cast<float>(std::sqrt(squares));
  }
}

/// exp(logit_scale) * cosine: (images, texts).
std::vector<float> logits(const std::vector<float>& images, const std::vector<float>& texts, std::size_t width,
                          double temperature) {
  std::vector<float> result;
  for (std::size_t i = 0; i < images.size(); i += width) {
    for (std::size_t j = 0; j < texts.size(); j += width) {
      double dot = 0.0;
      for (std::size_t k = 0; k < width; ++k) dot += static_cast<double>(images[i + k]) * texts[j + k];
      result.push_back(static_cast<float>(dot / temperature));
    }
  }
  return result;
}

double largest_difference(const std::vector<float>& got, const Array& expected) {
  REQUIRE(got.size() == expected.values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double difference = std::abs(static_cast<double>(got[i]) - expected.values[i]);
    largest = std::isnan(difference) ? INFINITY : std::max(largest, difference);
  }
  return largest;
}

using MakeClip = std::function<std::optional<ClipEncoders>(const ClipCheckpoint&, const EncoderOptions&)>;

/// Everything that encodes: LibTorch, and the engine where it serves.
const std::map<std::string, MakeClip>& clip_makers() {
  static const std::map<std::string, MakeClip> makers = {
      {"LibTorch",
       [](const auto& checkpoint, const auto& options) { return network::torch_clip(checkpoint, options); }},
      {"engine", engine::engine_clip}};
  return makers;
}

struct ClipCase {
  const char* weights;   // in the archive
  const char* expected;  // folder of golden/vision/clip/expected
  const char* layout;
  double image_tolerance;  // the README's
  double text_tolerance;
  double logit_tolerance;
};

constexpr ClipCase kClipCases[] = {
    {"clip/openai_jit_fp16.pt", "openai_jit_fp16", "OpenAI", 2.3e-5, 3.2e-5, 2.0e-4},
    {"clip/state_dict_legacy_fp16.pt", "state_dict_legacy_fp16", "OpenAI", 2.9e-5, 3.2e-5, 2.3e-4},
    {"clip/state_dict_zip_fp16.pt", "state_dict_zip_fp16", "OpenAI", 2.9e-5, 3.2e-5, 2.3e-4},
    {"clip/hf_fp32", "hf_fp32", "Hugging Face", 2.2e-5, 3.1e-5, 2.0e-4},
    {"clip/hf_fp16", "hf_fp16", "Hugging Face", 2.9e-5, 3.2e-5, 2.3e-4},
    {"clip/open_clip_gelu", "open_clip_gelu", "open_clip", 2.0e-5, 3.1e-5, 2.0e-4},
    {"clip/open_clip_quickgelu", "open_clip_quickgelu", "open_clip", 2.9e-5, 3.2e-5, 2.3e-4},
};
constexpr double kNormalizedTolerance = 1.0e-5;

}  // namespace

TEST_CASE("CLIP from every published format gives the reference's features and logits" * test::needs_shared()) {
  const auto images = golden("clip/images.npy");
  const auto ids = golden("clip/text_ids.npy");
  const auto padded_ids = golden("clip/text_ids_hfpad.npy");
  for (const ClipCase& model : kClipCases) {
    CAPTURE(model.weights);
    const auto path = test::golden_weights(model.weights);
    const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
    CHECK(checkpoint.layout == model.layout);
    CHECK_FALSE(is_assumed_openai(path));
    CHECK(checkpoint.preprocessing.crop == 64);
    const auto expected = [&](const char* name) {
      return golden(fmt::format("clip/expected/{}/{}.npy", model.expected, name));
    };
    for (const auto& entry : clip_makers()) {
      const auto& maker = entry.first;
      const auto& make = entry.second;
      CAPTURE(maker);
      const std::optional<ClipEncoders> encoders = make(checkpoint, {2});
      if (!encoders) continue;
      std::vector<float> image_features = encode(*encoders->image, images);
      std::vector<float> text_features = encode(*encoders->text, ids);
      const std::vector<float> padded_features = encode(*encoders->text, padded_ids);
      CHECK(largest_difference(image_features, expected("image_features")) <= model.image_tolerance);
      CHECK(largest_difference(text_features, expected("text_features")) <= model.text_tolerance);
      CHECK(largest_difference(padded_features, expected("text_features")) <= model.text_tolerance);

      normalize(image_features, encoders->image->width());
      normalize(text_features, encoders->text->width());
      CHECK(largest_difference(image_features, expected("image_features_norm")) <= kNormalizedTolerance);
      CHECK(largest_difference(text_features, expected("text_features_norm")) <= kNormalizedTolerance);
      const std::vector<float> products =
          logits(image_features, text_features, encoders->image->width(), encoders->temperature);
      CHECK(largest_difference(products, expected("logits_per_image")) <= model.logit_tolerance);
    }
  }
}

TEST_CASE("CLIP with a modified ResNet gives the reference's features and logits" * test::needs_shared()) {
  const auto path = test::shared_file("golden/vision/clip_resnet/state_dict_zip_fp16.pt");
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  const auto& vision = std::get<ModifiedResNetShape>(checkpoint.architecture.vision);
  CHECK(vision.width == 16);
  CHECK(vision.heads == 8);
  CHECK(vision.layers == std::array<std::size_t, 4>{1, 1, 1, 1});
  ClipEncoders encoders = network::torch_clip(checkpoint, {2});
  std::vector<float> images = encode(*encoders.image, golden("clip_resnet/images.npy"));
  std::vector<float> texts = encode(*encoders.text, golden("clip_resnet/text_ids.npy"));
  CHECK(largest_difference(images, golden("clip_resnet/image_features.npy")) <= 5e-5);
  CHECK(largest_difference(texts, golden("clip_resnet/text_features.npy")) <= 5e-5);
  normalize(images, encoders.image->width());
  normalize(texts, encoders.image->width());
  CHECK(largest_difference(logits(images, texts, encoders.image->width(), encoders.temperature),
                           golden("clip_resnet/logits_per_image.npy")) <= 5e-4);
}

TEST_CASE("VGG16 from every container gives the reference's features, hidden layer and logits" * test::needs_shared()) {
  const auto images = golden("vgg/images.npy");
  const std::map<std::string, std::string> files = {
      {"vgg_zip_fp32", "vgg/vgg_zip_fp32.pth"},
      {"vgg_legacy_fp32", "vgg/vgg_legacy_fp32.pth"},
      {"vgg_legacy_parameters_fp32", "vgg/vgg_legacy_parameters_fp32.pth"},
      {"vgg_fp32_safetensors", "vgg/vgg_fp32.safetensors"}};
  for (const auto& entry : files) {
    const auto& folder = entry.first;
    const auto& file = entry.second;
    CAPTURE(file);
    Vgg16Checkpoint checkpoint = open_vgg16_checkpoint(test::golden_weights(file));
    CHECK(checkpoint.architecture.hidden == 256);
    CHECK(checkpoint.architecture.classes == 10);
    checkpoint.preprocessing.crop = 64;  // the golden images' size
    for (const auto& make : {network::torch_vgg16, engine::engine_vgg16}) {
      const auto difference = [&](Vgg16Part part, const char* name) {
        const auto encoder = make(checkpoint, part, {2});
        if (!encoder) return 0.0;
        return largest_difference(encode(*encoder, images),
                                  golden(fmt::format("vgg/expected/{}/{}.npy", folder, name)));
      };
      CHECK(difference(Vgg16Part::Features, "features") <= 6.3e-5);
      CHECK(difference(Vgg16Part::Penultimate, "penultimate") <= 7.9e-5);
      CHECK(difference(Vgg16Part::Logits, "logits") <= 5.5e-5);
    }
  }
}

TEST_CASE("a causal mask cannot see the future: what stands behind the end's token changes nothing" *
          test::needs_shared()) {
  const auto path = test::golden_weights("clip/hf_fp32");
  Array ids = golden("clip/text_ids.npy");
  const Array ended_ids = ids;
  const std::size_t context = ids.shape[1];
  for (std::size_t row = 0; row < ids.shape[0]; ++row) {
    bool ended = false;
    for (std::size_t t = 0; t < context; ++t) {
      double& id = ids.values[row * context + t];
      if (ended) id = static_cast<double>(100 + t);
      ended = ended || id == 49407;
    }
  }
  for (const auto& entry : clip_makers()) {
    const auto& maker = entry.first;
    const auto& make = entry.second;
    CAPTURE(maker);
    const std::optional<ClipEncoders> encoders = make(open_clip_checkpoint(path), {1});
    if (encoders) CHECK(encode(*encoders->text, ids) == encode(*encoders->text, ended_ids));
  }
}

TEST_CASE("bfloat16 stays close to float32, and what is not there is refused" * test::needs_shared()) {
  const auto path = test::golden_weights("clip/hf_fp32");
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  EncoderOptions options;
  options.precision = Precision::Bf16;
  std::vector<float> features = encode(*network::torch_clip(checkpoint, options).image, golden("clip/images.npy"));
  normalize(features, 64);
  CHECK(largest_difference(features, golden("clip/expected/hf_fp32/image_features_norm.npy")) <= 0.02);
  options.precision = Precision::Int8;
  CHECK_THROWS_AS(network::torch_clip(checkpoint, options), Error);
  options = {1, Precision::Fp32, "cuda"};
  if (network::torch_clip(checkpoint, {}).device == "cpu") {
    CHECK_THROWS_AS(network::torch_clip(checkpoint, options), Error);
  }
}

}  // namespace p8
