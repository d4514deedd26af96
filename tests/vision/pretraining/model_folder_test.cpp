#include "p8/vision/pretraining/model_folder.h"

#include <cmath>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/pretraining/clip_file.h"
#include "p8/vision/tensors/half.h"
#include "p8/vision/tokenizer/byte_pair_training.h"
#include "p8/vision/tokenizer/vocabulary_files.h"
#include "p8/vision/weights/safetensors.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::TemporaryDirectory;

std::vector<NamedTensor> drawn_weights(const TensorShapes& shapes) {
  Random random(3);
  std::vector<NamedTensor> weights;
  for (const auto& [name, shape] : shapes) {
    NamedTensor tensor{name, shape, std::vector<float>(*checked_count(shape))};
    for (float& value : tensor.values) value = static_cast<float>(random.uniform() - 0.5);
    weights.push_back(std::move(tensor));
  }
  return weights;
}

float rounded(float value) { return half_to_float(half_of_float(value)); }

/// Whether the checkpoint has all these numbers, rounded where it holds halves.
void check_numbers(const Checkpoint& checkpoint, const std::vector<NamedTensor>& weights, DType dtype) {
  REQUIRE(checkpoint.tensors().size() == weights.size());
  for (const NamedTensor& weight : weights) {
    const CheckpointTensor& tensor = checkpoint.at(weight.name);
    const bool is_statistic = weight.name.find("running_") != std::string::npos;
    const DType expected = is_statistic ? DType::F32 : dtype;
    std::vector<float> values(tensor.count());
    tensor.to_float(values.data());
    REQUIRE(values.size() == weight.values.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      different += values[i] != (expected == DType::F16 ? rounded(weight.values[i]) : weight.values[i]) ? 1U : 0U;
    }
    CHECK_MESSAGE(different == 0, weight.name);
    CHECK(tensor.parts.front().dtype == expected);
  }
}

TokenVocabulary vocabulary() { return learn_byte_pairs({"a red shoe, a red hat, a hat and a shoe"}, 520); }

ClipArchitecture vision_transformer() {
  ClipArchitecture clip{6, 8, VisionTransformerShape{8, 2, 2, 20, 4}, {5, 520, 12, 1, 3, 30}};
  clip.vision_activation = Activation::Gelu;
  return clip;
}

ClipArchitecture resnet() { return {6, 32, ModifiedResNetShape{4, {1, 1, 2, 1}, 8}, {5, 520, 8, 1, 2, 32}}; }

}  // namespace

TEST_CASE("a vision transformer is written under Hugging Face's names and opened as the same model") {
  for (const SavedPrecision precision : {SavedPrecision::Fp16, SavedPrecision::Fp32}) {
    const TemporaryDirectory directory;
    const ClipArchitecture clip = vision_transformer();
    const auto weights = drawn_weights(clip_tensor_shapes(clip));
    Preprocessing preprocessing;
    preprocessing.size = 10;
    preprocessing.crop = 8;
    const std::string folder = directory.file("model");
    CHECK(write_clip_folder(folder, clip, preprocessing, weights, vocabulary(), precision).size() == 5);
    const ClipCheckpoint opened = open_clip_checkpoint(folder);
    CHECK(opened.layout == "Hugging Face");
    check_numbers(opened.weights, weights, precision == SavedPrecision::Fp16 ? DType::F16 : DType::F32);
    CHECK(std::get<VisionTransformerShape>(opened.architecture.vision).heads == 2);
    CHECK(opened.architecture.text.heads == 3);
    CHECK(opened.architecture.vision_activation == Activation::Gelu);
    CHECK(opened.architecture.text_activation == Activation::QuickGelu);
    CHECK(opened.preprocessing.size == 10);
    CHECK(read_vocabulary(folder).merges.size() == vocabulary().merges.size());
    const WeightFile file = open_weights(folder + "/model.safetensors");
    CHECK(file.metadata().at("format") == "pt");
    CHECK(file.find("vision_model.encoder.layers.1.self_attn.k_proj.weight") != nullptr);
    CHECK(file.at("visual_projection.weight").shape == std::vector<std::int64_t>{6, 8});
  }
}

TEST_CASE("a modified ResNet is written in open_clip's layout, its statistics in floats") {
  const TemporaryDirectory directory;
  const ClipArchitecture clip = resnet();
  const auto weights = drawn_weights(clip_tensor_shapes(clip));
  Preprocessing preprocessing;
  preprocessing.size = preprocessing.crop = 32;
  write_clip_folder(directory.path(), clip, preprocessing, weights, vocabulary(), SavedPrecision::Fp16);
  const ClipCheckpoint opened = open_clip_checkpoint(directory.path());
  CHECK(opened.layout == "open_clip");
  check_numbers(opened.weights, weights, DType::F16);
  CHECK(std::get<ModifiedResNetShape>(opened.architecture.vision).heads == 8);
  CHECK(opened.architecture.text_activation == Activation::QuickGelu);
  CHECK(opened.preprocessing.crop == 32);
  CHECK(read_vocabulary(directory.path()).end == vocabulary().end);
}

TEST_CASE("VGG16's file says the size of its images; one that does not has 224 pixels") {
  const TemporaryDirectory directory;
  Vgg16Architecture vgg16{{2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4}, 6, 5};
  const auto weights = drawn_weights(vgg16_tensor_shapes(vgg16));
  write_vgg16_folder(directory.path(), vgg16_preprocessing_at(64), weights, SavedPrecision::Fp16);
  for (const std::string& path : {directory.path(), directory.file("model.safetensors")}) {
    const Vgg16Checkpoint opened = open_vgg16_checkpoint(path);
    CHECK(opened.preprocessing.crop == 64);
    CHECK(opened.preprocessing.size == 73);
    CHECK(opened.architecture.classes == 5);
    CHECK(opened.file == directory.file("model.safetensors"));
    check_numbers(opened.weights, weights, DType::F16);
  }
  write_tensors(directory.file("plain.safetensors"), weights);
  CHECK(open_vgg16_checkpoint(directory.file("plain.safetensors")).preprocessing.crop == 224);
}

TEST_CASE("a size in the metadata that is none is refused") {
  const TemporaryDirectory directory;
  const Vgg16Architecture vgg16{{2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4}, 6, 5};
  const auto weights = drawn_weights(vgg16_tensor_shapes(vgg16));
  std::vector<StoredTensor> stored;
  for (const NamedTensor& weight : weights) {
    stored.push_back(float_tensor(weight.name, weight.shape, weight.values.data()));
  }
  for (const char* const size : {"", "0", "-1", "64 px", "1025", "99999999999999999999"}) {
    write_safetensors(directory.file("model.safetensors"), stored, {{"image_size", size}});
    const auto open = [&] { open_vgg16_checkpoint(directory.path()); };
    CHECK(test::message_of(open).find("expected 1 to 1024") != std::string::npos);
    CHECK(test::kind_of(open) == 4);
  }
}

TEST_CASE("a number that no half can hold keeps its tensor in floats") {
  const TemporaryDirectory directory;
  const Vgg16Architecture vgg16{{2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4}, 6, 5};
  auto weights = drawn_weights(vgg16_tensor_shapes(vgg16));
  weights.front().values.front() = 7e4F;
  write_vgg16_folder(directory.path(), vgg16_preprocessing_at(64), weights, SavedPrecision::Fp16);
  const WeightFile file = open_weights(directory.file("model.safetensors"));
  CHECK(file.at(weights.front().name).dtype == DType::F32);
  CHECK(to_float(file.at(weights.front().name)).front() == 7e4F);
  CHECK(file.at(weights.back().name).dtype == DType::F16);
}

}  // namespace p8
