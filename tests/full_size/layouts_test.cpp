#include <cmath>
#include <filesystem>
#include <functional>

#include <doctest/doctest.h>

#include "full_size/random_models.h"
#include "p8/backends/libtorch/networks/torch_encoders.h"
#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "support/measured.h"
#include "support/temporary.h"

// The published sizes with random weights: each is written in each layout, read back and compared number by number.
namespace p8 {

namespace {

using test::RandomModel;
using test::StoredAs;

/// How many tensors of the checkpoint are not exactly the model's.
int wrong_tensors(const Checkpoint& checkpoint, const RandomModel& model) {
  int wrong = checkpoint.tensors().size() == model.values.size() ? 0 : 1;
  std::vector<float> read;
  for (const auto& [name, values] : model.values) {
    const CheckpointTensor& tensor = checkpoint.at(name);
    read.resize(tensor.count());
    tensor.to_float(read.data());
    checkpoint.release_memory();
    wrong += read != values || tensor.shape() != model.shapes.at(name);
  }
  return wrong;
}

std::vector<float> embedding_of_grey(ImageEncoder& encoder, std::size_t side) {
  const std::vector<float> pixels(3 * side * side, 0.25F);
  std::vector<float> embedding(encoder.width());
  encoder.encode(pixels.data(), 1, embedding.data());
  return embedding;
}

void check_clip(const ClipArchitecture& architecture, const char* name, StoredAs type) {
  CAPTURE(name);
  const RandomModel model = test::random_model(clip_tensor_shapes(architecture), 42);
  const test::TemporaryDirectory directory;
  std::vector<std::pair<std::string, std::function<std::string()>>> layouts = {
      {"open_clip", [&] { return write_open_clip(model, architecture, type, directory.file("open_clip")); }},
      {"TorchScript", [&] { return write_torch_script(model, type, directory.file("script.pt")); }},
      {"state dict", [&] { return write_state_dict(model, type, directory.file("state.pt")); }}};
  if (std::holds_alternative<VisionTransformerShape>(architecture.vision)) {
    layouts.emplace_back("Hugging Face",
                         [&] { return write_hugging_face(model, architecture, type, directory.file("hf")); });
  }
  std::vector<float> first;
  for (const auto& entry : layouts) {
    const auto& layout = entry.first;
    const auto& write = entry.second;
    CAPTURE(layout);
    const std::string path = write();
    const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
    CHECK(architecture_name(checkpoint.architecture) == name);
    CHECK(wrong_tensors(checkpoint.weights, model) == 0);
    if (type == StoredAs::Float) {  // one precision is enough for what the networks make of them
      const std::vector<float> embedding =
          embedding_of_grey(*network::torch_clip(checkpoint, {2}).image, architecture.image_size);
      if (first.empty()) first = embedding;
      CHECK(embedding == first);
      CHECK(std::isfinite(embedding.front()));
    }
    std::filesystem::remove_all(path);
  }
}

}  // namespace

TEST_CASE("a ViT-B/32 of full size is the same from every layout") {
  check_clip(test::vit_b_32(), "ViT-B/32", StoredAs::Float);
  check_clip(test::vit_b_32(), "ViT-B/32", StoredAs::Half);
}

TEST_CASE("loading a model takes its own size once") {
  const ClipArchitecture architecture = test::vit_b_32();
  const RandomModel model = test::random_model(clip_tensor_shapes(architecture), 42);
  const test::TemporaryDirectory directory;
  const std::string path = write_hugging_face(model, architecture, StoredAs::Float, directory.file("hf"));
  constexpr double kMegabytes = 151.3 * 4.0;  // 151.3 million numbers
  const test::Measured loading =
      test::measured([&] { CHECK(network::torch_clip(open_clip_checkpoint(path), {1}).image->width() == 512); });
  CHECK(loading.message == "no error");
  CHECK(loading.megabytes > 0.9 * kMegabytes);
  CHECK(loading.megabytes < 1.2 * kMegabytes);
}

TEST_CASE("a ViT-L/14 of full size is the same from every layout") {
  check_clip(test::vit_l_14(), "ViT-L/14", StoredAs::Half);
}

TEST_CASE("an RN50 of full size is the same from every layout") { check_clip(test::rn50(), "RN50", StoredAs::Float); }

TEST_CASE("a VGG16 of full size is the same from every layout") {
  const RandomModel model = test::random_model(vgg16_tensor_shapes(test::vgg16()), 7);
  const test::TemporaryDirectory directory;
  const std::function<std::string()> layouts[] = {
      [&] { return write_state_dict(model, StoredAs::Float, directory.file("vgg16.pth")); },
      [&] { return write_safetensors_file(model, StoredAs::Float, directory.file("vgg16.safetensors")); }};
  for (const auto& write : layouts) {
    const std::string path = write();
    const Vgg16Checkpoint checkpoint = open_vgg16_checkpoint(path);
    CHECK(checkpoint.architecture.hidden == 4096);
    CHECK(checkpoint.architecture.classes == 1000);
    CHECK(wrong_tensors(checkpoint.weights, model) == 0);
    const auto logits = network::torch_vgg16(checkpoint, Vgg16Part::Logits, {2});
    CHECK(std::isfinite(embedding_of_grey(*logits, 224).front()));
    std::filesystem::remove(path);
  }
}

}  // namespace p8
