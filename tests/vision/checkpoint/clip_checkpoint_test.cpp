#include "p8/vision/checkpoint/clip_checkpoint.h"

#include <filesystem>

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

/// A folder of Hugging Face's with that config.json.
std::string hugging_face_folder(const TemporaryDirectory& directory, const std::string& config) {
  test::write_counting(test::hugging_face_tensor_shapes(clip_tensor_shapes(test::small_vit())),
                       directory.file("model.safetensors"));
  directory.write("config.json", config);
  return directory.path();
}

constexpr const char* kHeads =
    R"("vision_config": {"num_attention_heads": 1}, "text_config": {"num_attention_heads": 1})";

std::string open_clip_folder(const TemporaryDirectory& directory, const std::string& vision, const std::string& text) {
  test::write_counting(clip_tensor_shapes(test::small_vit()), directory.file("open_clip_model.safetensors"));
  directory.write("open_clip_config.json",
                  R"({"model_cfg": {"embed_dim": 6, "vision_cfg": {)" + vision + R"(}, "text_cfg": {)" + text + "}}}");
  return directory.path();
}

constexpr const char* kVision = R"("image_size": 8, "layers": 1, "width": 8, "patch_size": 4)";
constexpr const char* kText = R"("context_length": 5, "vocab_size": 11, "width": 8, "heads": 2, "layers": 1)";

}  // namespace

TEST_CASE("a file of OpenAI's names tells its sizes by its shapes") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("model.safetensors");
  test::write_counting(clip_tensor_shapes(test::small_vit()), path);
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  const ClipArchitecture& clip = checkpoint.architecture;
  const auto& vision = std::get<VisionTransformerShape>(clip.vision);
  CHECK(vision.width == 8);
  CHECK(vision.layers == 1);
  CHECK(vision.hidden == 32);
  CHECK(vision.patch == 4);
  CHECK(clip.image_size == 8);
  CHECK(clip.embedding == 6);
  CHECK(clip.text.context == 5);
  CHECK(clip.text.vocabulary == 11);
  CHECK(clip.vision_activation == Activation::QuickGelu);
  CHECK(checkpoint.preprocessing.crop == 8);
  CHECK(checkpoint.layout == "OpenAI");
  CHECK(architecture_name(clip) == "ViT, width 8, 1 layers, patches of 4");
}

TEST_CASE("a configuration of open_clip beside a file of weights counts, whatever the file is called") {
  const TemporaryDirectory directory;
  const std::string folder = open_clip_folder(directory, kVision, kText);
  const std::string path = directory.file("epoch_3.safetensors");
  std::filesystem::rename(directory.file("open_clip_model.safetensors"), path);
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  CHECK(checkpoint.layout == "open_clip");
  CHECK(checkpoint.architecture.text_activation == Activation::Gelu);
  CHECK(checkpoint.files == std::vector<std::string>{path, directory.file("open_clip_config.json")});
}

TEST_CASE("open_clip's configuration is read with and without the file's frame around it") {
  const TemporaryDirectory directory;
  open_clip_folder(directory, kVision, kText);
  directory.write("open_clip_config.json", std::string(R"({"embed_dim": 6, "quick_gelu": true, "vision_cfg": {)") +
                                               kVision + R"(}, "text_cfg": {)" + kText + "}}");
  const ClipCheckpoint checkpoint = open_clip_checkpoint(directory.path());
  CHECK(checkpoint.layout == "open_clip");
  CHECK(checkpoint.architecture.text_activation == Activation::QuickGelu);
  CHECK(checkpoint.architecture.text.heads == 2);
}

TEST_CASE("what a training program put before all names is taken off") {
  const TemporaryDirectory directory;
  TensorShapes wrapped;
  for (const auto& [name, shape] : clip_tensor_shapes(test::small_vit())) wrapped["state_dict.module." + name] = shape;
  test::write_counting(wrapped, directory.file("model.safetensors"));
  CHECK(open_clip_checkpoint(directory.file("model.safetensors")).weights.has("visual.proj"));
}

TEST_CASE("queries, keys and values become one tensor, and projections are turned over") {
  const TemporaryDirectory directory;
  const ClipCheckpoint checkpoint =
      open_clip_checkpoint(hugging_face_folder(directory, std::string("{") + kHeads + "}"));
  CHECK(checkpoint.layout == "Hugging Face");
  const CheckpointTensor& bias = checkpoint.weights.at("transformer.resblocks.0.attn.in_proj_bias");
  REQUIRE(bias.parts.size() == 3);
  CHECK(bias.parts[0].name == "text_model.encoder.layers.0.self_attn.q_proj.bias");
  CHECK(bias.parts[1].name == "text_model.encoder.layers.0.self_attn.k_proj.bias");
  CHECK(bias.parts[2].name == "text_model.encoder.layers.0.self_attn.v_proj.bias");
  std::vector<float> in_file(48), turned(48);
  const CheckpointTensor& projection = checkpoint.weights.at("text_projection");
  CHECK(projection.shape() == std::vector<std::int64_t>{8, 6});
  projection.to_float(turned.data());
  CHECK(turned[1] - turned[0] == 8.0F);  // next column: next row of the file
  CHECK(turned[6] - turned[0] == 1.0F);
}

TEST_CASE("a configuration that contradicts the weights is refused with all its contradictions") {
  const TemporaryDirectory directory;
  const std::string folder = hugging_face_folder(
      directory, R"({"projection_dim": 512, "vision_config": {"num_attention_heads": 1, "hidden_size": 768},
                     "text_config": {"num_attention_heads": 1, "vocab_size": 49408}})");
  const auto open = [&] { open_clip_checkpoint(folder); };
  const std::string message = message_of(open);
  CHECK(contains(message,
                 "config.json contradicts the weights: projection_dim is 512 but the weights have 6; "
                 "vision_config.hidden_size is 768 but the weights have 8; "
                 "text_config.vocab_size is 49408 but the weights have 11"));
  CHECK(contains(message_of(open, Language::French), "projection_dim vaut 512 mais les poids ont 6 ;"));
  CHECK(test::kind_of(open) == 4);
}

TEST_CASE("open_clip: no word of QuickGELU means the exact GELU, and its numbers are checked too") {
  const TemporaryDirectory directory;
  const ClipCheckpoint checkpoint = open_clip_checkpoint(open_clip_folder(directory, kVision, kText));
  CHECK(checkpoint.layout == "open_clip");
  CHECK(checkpoint.architecture.vision_activation == Activation::Gelu);
  CHECK(checkpoint.architecture.text.heads == 2);
  CHECK(
      contains(message_of([&] {
                 open_clip_checkpoint(open_clip_folder(
                     directory, R"("image_size": 224, "layers": 12, "width": 8, "patch_size": 4)", kText));
               }),
               "vision_cfg.image_size is 224 but the weights have 8; vision_cfg.layers is 12 but the weights have 1"));
  CHECK(contains(message_of([&] {
                   open_clip_checkpoint(
                       open_clip_folder(directory, std::string(kVision) + R"(, "timm_model_name": "convnext")", kText));
                 }),
                 "vision_cfg.timm_model_name is not supported"));
}

TEST_CASE("what a configuration asks for and p8 does not do is named") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& config) {
    return message_of([&] { open_clip_checkpoint(hugging_face_folder(directory, config)); });
  };
  CHECK(contains(message(R"({"model_type": "siglip"})"), "model_type siglip is not supported"));
  CHECK(contains(message(R"({"vision_config": {"hidden_act": "relu"}})"), "hidden_act relu is not supported"));
  CHECK(contains(message(R"({"vision_config": {"num_attention_heads": 3}, "text_config": {"num_attention_heads": 1}})"),
                 "num_attention_heads is 3, expected a divisor of the width 8"));
  CHECK(contains(message(R"({"vision_config": []})"), "\"vision_config\": expected an object"));
  CHECK(contains(message(R"({"vision_config": {"hidden_size": -1}})"), "expected a whole number of at least 1"));
  CHECK(contains(message("[1]"), "expected a JSON object"));
  CHECK(contains(message("{"), "not JSON"));
  CHECK(contains(message(std::string(100000, '[')), "not JSON"));
  CHECK(contains(message(R"({"text_config": {"layer_norm_eps": "small"}})"), "layer_norm_eps"));
}

TEST_CASE("image preparation comes from preprocessor_config.json, in both its forms") {
  const TemporaryDirectory directory;
  const std::string folder = hugging_face_folder(directory, std::string("{") + kHeads + "}");
  const auto prepared = [&](const std::string& config) {
    directory.write("preprocessor_config.json", config);
    return open_clip_checkpoint(folder).preprocessing;
  };
  const auto message = [&](const std::string& config) { return message_of([&] { prepared(config); }); };
  const Preprocessing old_form =
      prepared(R"({"size": 9, "crop_size": 8, "resample": 2, "image_mean": [0.5, 0.5, 0.5]})");
  CHECK(old_form.size == 9);
  CHECK(old_form.interpolation == Interpolation::Bilinear);
  CHECK(old_form.mean[2] == 0.5F);
  const Preprocessing new_form =
      prepared(R"({"size": {"shortest_edge": 10}, "crop_size": {"height": 8, "width": 8}, "resample": 3})");
  CHECK(new_form.size == 10);
  CHECK(new_form.crop == 8);
  CHECK(contains(message(R"({"crop_size": 224})"), "crop_size is 224 but the weights have 8"));
  CHECK(contains(message(R"({"do_center_crop": false})"), "do_center_crop: false is not supported"));
  CHECK(contains(message(R"({"resample": 0})"), "resample 0 is not supported"));
  CHECK(contains(message(R"({"image_std": [0, 1, 1]})"), "expected numbers, the latter above 0"));
  CHECK(contains(message(R"({"image_std": [1, 1]})"), "expected three numbers"));
  CHECK(contains(message(R"({"size": {"height": 8, "width": 9}})"), "not square is not supported"));
}

TEST_CASE("tensors that are missing, misshapen or unknown are named together") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("model.safetensors");
  TensorShapes shapes = clip_tensor_shapes(test::small_vit());
  shapes.erase("ln_final.bias");
  shapes["visual.ln_post.weight"] = {9};
  shapes["logit_bias"] = {};
  test::write_counting(shapes, path);
  const std::string message = message_of([&] { open_clip_checkpoint(path); });
  CHECK(contains(message,
                 "missing: ln_final.bias; of another shape than the model's: visual.ln_post.weight (9) ≠ (8); "
                 "part of no known model: logit_bias"));

  test::write_counting({{"visual.proj", {2, 2}}}, path);
  CHECK(contains(message_of([&] { open_clip_checkpoint(path); }), "there is no tensor \"visual.conv1.weight\""));
  test::write_counting({{"head.weight", {2, 2}}}, path);
  CHECK(test::kind_of([&] { open_clip_checkpoint(path); }) == 4);
}

TEST_CASE("folders and files that are no CLIP model say what is expected") {
  const TemporaryDirectory directory;
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.path()); }),
                 "expected a folder with config.json or open_clip_config.json, or a file of weights"));
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.file("none.pt")); }), "no such file"));
  directory.write("config.json", "{}");
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.path()); }), "there is no model.safetensors"));
  directory.write("model.safetensors.index.json", "{}");
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.path()); }), "weights in several files"));
  hugging_face_folder(directory, "{}");
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.file("model.safetensors")); }),
                 "give the folder with its config.json"));
}

}  // namespace p8
