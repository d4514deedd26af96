#include "p8/vision/checkpoint/clip_metadata.h"

#include <doctest/doctest.h>

#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"
#include "vision/checkpoint/small_models.h"

namespace p8 {

namespace {

using test::message_of;
using test::TemporaryDirectory;

using p8::test::contains;

ClipCheckpoint open_with(const TemporaryDirectory& directory, const std::string& metadata) {
  const std::string path = directory.file("clip.safetensors");
  test::write_counting(clip_tensor_shapes(test::small_vit()), path, {{kClipMetadataKey, metadata}});
  return open_clip_checkpoint(path);
}

}  // namespace

TEST_CASE("what no tensor tells is written beside the tensors and read back") {
  const TemporaryDirectory directory;
  ClipArchitecture clip = test::small_vit();
  std::get<VisionTransformerShape>(clip.vision).heads = 4;
  clip.text.heads = 2;
  clip.vision_activation = Activation::Gelu;
  clip.layer_norm_epsilon = 1e-6;
  Preprocessing preprocessing;
  preprocessing.size = 11;
  preprocessing.crop = 8;
  preprocessing.interpolation = Interpolation::Bilinear;
  preprocessing.mean = {0.1F, 1.0F / 3.0F, 0.48145466F};
  preprocessing.std = {0.5F, 0.25F, 0.26862954F};
  const ClipCheckpoint read = open_with(directory, clip_metadata(clip, preprocessing, "Hugging Face"));
  CHECK(std::get<VisionTransformerShape>(read.architecture.vision).heads == 4);
  CHECK(read.architecture.text.heads == 2);
  CHECK(read.architecture.vision_activation == Activation::Gelu);
  CHECK(read.architecture.text_activation == Activation::QuickGelu);
  CHECK(read.architecture.layer_norm_epsilon == 1e-6);
  CHECK(read.preprocessing.size == 11);
  CHECK(read.preprocessing.crop == 8);
  CHECK(read.preprocessing.interpolation == Interpolation::Bilinear);
  CHECK(read.preprocessing.mean == preprocessing.mean);
  CHECK(read.preprocessing.std == preprocessing.std);
  CHECK(read.layout == "Hugging Face");
}

TEST_CASE("metadata that no such model can have are refused") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& metadata) { return message_of([&] { open_with(directory, metadata); }); };
  CHECK(contains(message("no"), "clip.safetensors: not JSON"));
  CHECK(contains(message(R"({"text": {"activation": "relu"}})"), "activation relu is not supported"));
  CHECK(contains(message(R"({"vision": {"heads": 3}})"), "heads 3 is not supported"));
  CHECK(contains(message(R"({"layer_norm_epsilon": 0})"), "layer_norm_epsilon is not supported"));
  CHECK(contains(message(R"({"image": {"crop": 9, "size": 9}})"), "crop is 9 but the weights have 8"));
  CHECK(contains(message(R"({"image": {"interpolation": "lanczos"}})"), "interpolation lanczos is not supported"));
  CHECK(contains(message(R"({"image": {"std": [0, 1, 1]}})"), "above 0"));
  CHECK(contains(message(R"({"layout": "x"})"), "layout x is not supported"));
}

}  // namespace p8
