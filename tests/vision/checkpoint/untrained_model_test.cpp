#include "p8/vision/checkpoint/untrained_model.h"

#include <doctest/doctest.h>

#include "p8/vision/checkpoint/clip_config_writers.h"
#include "p8/vision/checkpoint/clip_configs.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using test::message_of;
using test::TemporaryDirectory;

using p8::test::contains;

constexpr const char* kResNet = R"({"vocabulary": "learn", "model_cfg": {"embed_dim": 256,
    "vision_cfg": {"image_size": 64, "layers": [1, 2, 2, 1], "width": 24, "head_width": 64},
    "text_cfg": {"context_length": 32, "vocab_size": 4608, "width": 192, "heads": 3, "layers": 4}}})";

constexpr const char* kWidths = R"("widths": [8, 8, 16, 16, 24, 24, 24, 32, 32, 32, 32, 32, 32])";

std::string resnet_with(const std::string& what, const std::string& by) {
  std::string config = kResNet;
  return config.replace(config.find(what), what.size(), by);
}

bool is_same(const ClipArchitecture& a, const ClipArchitecture& b) {
  return clip_tensor_shapes(a) == clip_tensor_shapes(b) && a.image_size == b.image_size &&
         a.text.heads == b.text.heads && a.vision_activation == b.vision_activation &&
         a.text_activation == b.text_activation && a.layer_norm_epsilon == b.layer_norm_epsilon;
}

}  // namespace

TEST_CASE("open_clip's configuration tells a modified ResNet by itself") {
  const TemporaryDirectory directory;
  const UntrainedClip model = read_untrained_clip(directory.write("mini.json", kResNet));
  const auto& vision = std::get<ModifiedResNetShape>(model.architecture.vision);
  CHECK(vision.width == 24);
  CHECK(vision.layers == std::array<std::size_t, 4>{1, 2, 2, 1});
  CHECK(vision.heads == 12);
  CHECK(model.architecture.embedding == 256);
  CHECK(model.architecture.text.hidden == 768);
  CHECK(model.architecture.text_activation == Activation::Gelu);
  CHECK(model.preprocessing.crop == 64);
  CHECK(model.learns_vocabulary);
}

TEST_CASE("a configuration of open_clip's own model_configs, without model_cfg around it, is the same") {
  const TemporaryDirectory directory;
  std::string bare = resnet_with(R"("model_cfg": {)", "");
  bare.pop_back();
  const UntrainedClip model = read_untrained_clip(directory.write("bare.json", bare));
  CHECK(is_same(model.architecture, read_untrained_clip(directory.write("mini.json", kResNet)).architecture));
  CHECK(model.learns_vocabulary);
}

TEST_CASE("Hugging Face's configuration tells a vision transformer; what it leaves out is ViT-B/32's") {
  const TemporaryDirectory directory;
  const UntrainedClip base = read_untrained_clip(directory.write("config.json", R"({"vision_config": {}})"));
  CHECK(architecture_name(base.architecture) == "ViT-B/32");
  CHECK(base.architecture.embedding == 512);
  CHECK(base.architecture.text.vocabulary == 49408);
  CHECK_FALSE(base.learns_vocabulary);

  directory.write("preprocessor_config.json", R"({"size": 72, "crop_size": 64})");
  const UntrainedClip small = read_untrained_clip(directory.write("config.json", R"({"projection_dim": 128,
      "vision_config": {"hidden_size": 96, "num_attention_heads": 3, "num_hidden_layers": 2, "intermediate_size": 200,
                        "image_size": 64, "patch_size": 8, "hidden_act": "gelu"},
      "text_config": {"hidden_size": 64, "num_attention_heads": 2, "intermediate_size": 256, "vocab_size": 600}})"));
  CHECK(std::get<VisionTransformerShape>(small.architecture.vision).hidden == 200);
  CHECK(small.architecture.vision_activation == Activation::Gelu);
  CHECK(small.architecture.text_activation == Activation::QuickGelu);
  CHECK(small.preprocessing.size == 72);
  CHECK(small.files.size() == 2);
}

TEST_CASE("sizes that no model can have are named together, before any memory is taken") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& config, Language language = Language::English) {
    return message_of([&] { read_untrained_clip(directory.write("config.json", config)); }, language);
  };
  CHECK(contains(message(R"({"vision_config": {"hidden_size": 100, "num_attention_heads": 3, "image_size": 100},
                            "text_config": {"vocab_size": 100, "max_position_embeddings": 2}})"),
                 "vision: width is 100, expected a multiple of 3 (heads); image_size is 100, expected a multiple of 32 "
                 "(patch_size); text: context is 2, expected 3 to 1024; vocab_size is 100, expected 514 to 1048576"));
  CHECK(contains(message(R"({"vision_config": {"image_size": 100}})", Language::French),
                 "image_size vaut 100, attendu un multiple de 32 (patch_size)"));
  CHECK(contains(message(R"({"vision_config": {"hidden_size": 2147483648}})"), "expected 1 to 8192"));
  CHECK(contains(message(R"({"vision_config": {"num_hidden_layers": 2147483648}})"), "expected 1 to 100"));
  CHECK(contains(message(R"({"vision_config": {"hidden_size": 8192, "num_attention_heads": 8, "num_hidden_layers": 99,
                             "intermediate_size": 32768}})"),
                 "million parameters, more than 1000 million"));
  CHECK(contains(message(resnet_with(R"("image_size": 64)", R"("image_size": 80)")), "expected a multiple of 32"));
  CHECK(contains(message(resnet_with(R"("width": 24, "head_width": 64)", R"("width": 25, "head_width": 32)")),
                 "vision: width is 25, expected a multiple"));
  CHECK(contains(message(resnet_with("[1, 2, 2, 1]", "[1, 2, 2]")), "layers that are not four numbers"));
  CHECK(contains(message(resnet_with("[1, 2, 2, 1]", "[1, 2, 0, 1]")), "expected a whole number of at least 1"));
  CHECK(contains(message(resnet_with(R"("embed_dim": 256,)", "")), "embed_dim is 0, expected 1 to 8192"));
  CHECK(contains(message(resnet_with("learn", "guess")), "\"vocabulary\": \"guess\" is not supported"));
  CHECK(contains(message("{}"), "expected a configuration of CLIP"));
  CHECK(test::kind_of([&] { read_untrained_clip(directory.file("none.json")); }) == 4);
}

TEST_CASE("a configuration that is written is read as the same architecture and image preparation") {
  const TemporaryDirectory directory;
  UntrainedClip vit = read_untrained_clip(directory.write("config.json", R"({"projection_dim": 20, "vision_config":
      {"hidden_size": 24, "num_attention_heads": 3, "num_hidden_layers": 2, "intermediate_size": 50, "image_size": 16,
       "patch_size": 8}, "text_config": {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 40,
       "num_hidden_layers": 1, "max_position_embeddings": 9, "vocab_size": 600, "hidden_act": "gelu"}})"));
  vit.preprocessing.size = 20;
  vit.preprocessing.interpolation = Interpolation::Bilinear;
  directory.write("preprocessor_config.json", hugging_face_preprocessor_config(vit.preprocessing));
  const UntrainedClip vit_again =
      read_untrained_clip(directory.write("config.json", hugging_face_config(vit.architecture, 598, 599)));
  CHECK(is_same(vit_again.architecture, vit.architecture));
  CHECK(vit_again.preprocessing.size == 20);
  CHECK(vit_again.preprocessing.interpolation == Interpolation::Bilinear);
  CHECK(vit_again.preprocessing.mean == vit.preprocessing.mean);

  for (const char* const ratio : {"", R"("mlp_ratio": 2.7, )"}) {
    const UntrainedClip resnet = read_untrained_clip(
        directory.write("r.json", resnet_with(R"("context_length")", std::string(ratio) + R"("context_length")")));
    const UntrainedClip again =
        read_untrained_clip(directory.write("r.json", open_clip_config(resnet.architecture, resnet.preprocessing)));
    CHECK(is_same(again.architecture, resnet.architecture));
    CHECK(std::get<ModifiedResNetShape>(again.architecture.vision).heads == 12);
    CHECK(again.preprocessing.std == resnet.preprocessing.std);
    CHECK_FALSE(again.learns_vocabulary);
  }
}

TEST_CASE("VGG16's configuration is thirteen widths, a hidden width and the image's size") {
  const TemporaryDirectory directory;
  const auto read = [&](const std::string& config) {
    return read_untrained_vgg16(directory.write("vgg.json", config));
  };
  const auto message = [&](const std::string& config) { return message_of([&] { read(config); }); };
  const UntrainedVgg16 model = read(std::string("{") + kWidths + R"(, "hidden": 256, "image_size": 64})");
  CHECK(model.architecture.widths[12] == 32);
  CHECK(model.architecture.hidden == 256);
  CHECK(model.preprocessing.crop == 64);
  CHECK(model.preprocessing.size == 73);
  CHECK(model.preprocessing.interpolation == Interpolation::Bilinear);
  CHECK(vgg16_preprocessing_at(kVgg16ImageSize).size == vgg16_preprocessing().size);
  CHECK(contains(message("{}"), "\"widths\": expected a list of 13 whole numbers"));
  CHECK(contains(message(R"({"widths": [1, 2, 3]})"), "expected a list of 13"));
  CHECK(contains(message(std::string("{") + kWidths + R"(, "image_size": 16})"), "image_size is 16, expected 32 to"));
  CHECK(contains(message(std::string("{") + kWidths + R"(, "hidden": 9000})"), "hidden is 9000, expected 1 to 8192"));
}

}  // namespace p8
