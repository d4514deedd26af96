#include "p8/vision/checkpoint/model_tensors.h"

#include <map>

#include <doctest/doctest.h>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"
#include "support/torch_bytes.h"
#include "vision/checkpoint/small_models.h"

// Models inside of what training programs save: dictionaries with the optimizer's state beside, wrappers in the names.
namespace p8 {

namespace {

using namespace test;

using Rename = std::string (*)(const std::string&);

std::string as_it_is(const std::string& name) { return name; }

/// A state dict of such tensors, filled with numbers counted on in the order of their names, as write_counting() does.
class TorchModel {
 public:
  explicit TorchModel(TensorShapes shapes) : shapes_(std::move(shapes)) {
    for (const auto& [name, shape] : shapes_) count_ += static_cast<std::int64_t>(*checked_count(shape));
  }

  std::string dictionary(Rename rename = as_it_is) const {
    std::vector<std::string> items;
    std::int64_t offset = 0;
    for (const auto& [name, shape] : shapes_) {
      items.push_back(py_text(rename(name)));
      items.push_back(py_tensor(storage(), offset, shape, contiguous_strides(shape)));
      offset += static_cast<std::int64_t>(*checked_count(shape));
    }
    return py_ordered_dict(items);
  }
  std::string tensor(const std::vector<std::int64_t>& shape) const {
    return py_tensor(storage(), 0, shape, contiguous_strides(shape));
  }
  std::string file(const std::string& object) const {
    std::vector<float> numbers;
    for (std::int64_t i = 0; i < count_; ++i) numbers.push_back(static_cast<float>(i));
    return zip_of({{"m/data.pkl", pickle(object)}, {"m/data/0", raw(numbers)}});
  }

 private:
  std::string storage() const { return py_storage("FloatStorage", "0", count_); }

  TensorShapes shapes_;
  std::int64_t count_ = 0;
};

TorchModel small_clip() { return TorchModel(clip_tensor_shapes(small_vit())); }

TensorShapes small_vgg_shapes() { return vgg16_tensor_shapes({{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 2, 3}); }

/// What an optimizer and a scaler of gradients leave in a checkpoint.
std::string optimizer(const TorchModel& model) {
  const std::string state =
      py_dict({py_int(0), py_dict({py_text("step"), model.tensor({}), py_text("exp_avg"), model.tensor({4})})});
  return py_dict({py_text("state"), state, py_text("param_groups"), py_list({py_dict({py_text("lr"), py_int(1)})})});
}

std::map<std::string, std::vector<float>> numbers_of(const Checkpoint& checkpoint) {
  std::map<std::string, std::vector<float>> numbers;
  for (const auto& [name, tensor] : checkpoint.tensors()) {
    numbers[name].resize(tensor.count());
    tensor.to_float(numbers[name].data());
  }
  return numbers;
}

std::string module(const std::string& name) { return "module." + name; }

}  // namespace

TEST_CASE("a CLIP is found wherever a training program put it, and is the same as saved alone") {
  const TemporaryDirectory directory;
  const TorchModel clip = small_clip();
  const auto open = [&](const std::string& object) {
    return numbers_of(open_clip_checkpoint(directory.write("model.pt", clip.file(object))).weights);
  };
  const auto plain = open(clip.dictionary());
  const std::string beside = py_text("optimizer") + optimizer(clip) + py_text("epoch") + py_int(3);
  const std::map<std::string, std::string> saved = {
      {"open_clip", py_dict({beside, py_text("name"), py_text("run"), py_text("state_dict"), clip.dictionary(module),
                             py_text("scaler"), py_dict({py_text("_growth_tracker"), py_int(5)})})},
      {"a fine-tuned one",
       py_dict({beside, py_text("model_state_dict"), clip.dictionary(), py_text("loss"), clip.tensor({})})},
      {"compiled, then parallel", py_dict({py_text("model"), clip.dictionary([](const std::string& name) {
                                             return "module._orig_mod." + name;
                                           })})},
      {"Lightning", py_dict({beside, py_text("state_dict"),
                             clip.dictionary([](const std::string& name) { return "clip.model." + name; })})},
      {"FSDP", clip.dictionary([](const std::string& name) {
         const std::size_t dot = name.find(".resblocks.0.");
         if (dot == std::string::npos) return "_fsdp_wrapped_module." + name;
         return "_fsdp_wrapped_module." + name.substr(0, dot) + ".resblocks.0._checkpoint_wrapped_module." +
                name.substr(dot + 13);
       })},
      {"a tower compiled alone", clip.dictionary([](const std::string& name) {
         return name.compare(0, 7, "visual.") == 0 ? "visual._orig_mod." + name.substr(7) : name;
       })},
      {"nested", py_dict({py_text("a"), py_dict({py_text("b"), py_list({clip.dictionary(module)})}), beside})},
      {"under a key of one's own", py_dict({py_text("weights of spring"), clip.dictionary(), beside})},
      {"a text tower of its own", py_dict({py_text("state_dict"), clip.dictionary([](const std::string& name) {
                                             const bool is_text =
                                                 name.compare(0, 7, "visual.") != 0 && name != "logit_scale";
                                             return "module." + (is_text ? "text." + name : name);
                                           })})},
      {"with the options of the command line",
       py_dict({py_text("model"), clip.dictionary(), py_text("args"),
                py_global("argparse", "Namespace") + ")\x81" + py_dict({py_text("lr"), py_int(1)}) + "b",
                py_text("best"),
                py_call(py_global("numpy.core.multiarray", "scalar"),
                        {py_call(py_global("numpy", "dtype"), {py_text("f8")}), py_text("bytes")}),
                py_text("seen"), py_call(py_global("collections", "defaultdict"), {py_global("__builtin__", "int")})})},
  };
  for (const auto& entry : saved) {
    const auto& name = entry.first;
    const auto& object = entry.second;
    CAPTURE(name);
    CHECK(message_of([&] { open(object); }) == "no error");
    CHECK(open(object) == plain);
  }
}

TEST_CASE("two models in one file are not chosen between, and the message says where they are") {
  const TemporaryDirectory directory;
  const TorchModel clip = small_clip();
  const auto open = [&] {
    open_clip_checkpoint(directory.write("model.pt", clip.file(py_dict({py_text("model"), clip.dictionary(),
                                                                        py_text("ema"), clip.dictionary(module)}))));
  };
  CHECK(
      contains(message_of(open), "model.pt: it holds 2 CLIP models, under \"ema.module.\", \"model.\"; save the one"));
  CHECK(contains(message_of(open, Language::French), "il contient 2 modèles CLIP, sous \"ema.module.\", \"model.\""));
  CHECK(kind_of(open) == 4);
}

TEST_CASE("a file without the model says what it has instead") {
  const TemporaryDirectory directory;
  const TorchModel clip = small_clip();
  const auto clip_message = [&](const std::string& object) {
    return message_of([&] { open_clip_checkpoint(directory.write("model.pt", clip.file(object))); });
  };
  CHECK(contains(clip_message(py_dict(
                     {py_text("optimizer"), optimizer(clip), py_text("net"),
                      py_dict({py_text("layer1.weight"), clip.tensor({2}), py_text("fc.weight"), clip.tensor({2})})})),
                 "there is no CLIP model in it that p8 knows; its tensors: net (2), optimizer (2)"));
  CHECK(contains(clip_message(py_dict({py_text("visual.frozen_features.blocks.0.attn.qkv.weight"), clip.tensor({2}),
                                       py_text("text.token_embedding.weight"), clip.tensor({2, 2})})),
                 "no image encoder that p8 knows: neither a vision transformer (visual.proj) nor OpenAI's ResNet "
                 "(visual.layer1); it begins with visual.frozen_features.blocks.0.attn.qkv.weight"));
  CHECK(contains(clip_message(clip.dictionary([](const std::string& name) {
                   return name == "token_embedding.weight" ? std::string("text.transformer.embeddings.weight") : name;
                 })),
                 "no text encoder that p8 knows: there is no token_embedding.weight"));
  CHECK(contains(message_of([&] { open_vgg16_checkpoint(directory.write("model.pt", clip.file(clip.dictionary()))); }),
                 "there is no VGG16 model in it that p8 knows; its tensors: "));
}

TEST_CASE("a logit scale of one number is that number, whatever its shape; without one the model is refused") {
  const TemporaryDirectory directory;
  for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{}, {1}, {1, 1}}) {
    TensorShapes shapes = clip_tensor_shapes(small_vit());
    shapes["logit_scale"] = shape;
    const TorchModel clip(shapes);
    const ClipCheckpoint opened = open_clip_checkpoint(directory.write("model.pt", clip.file(clip.dictionary())));
    CHECK(opened.weights.at("logit_scale").shape().empty());
    write_counting(hugging_face_tensor_shapes(shapes), directory.file("model.safetensors"));
    directory.write("config.json", R"({"vision_config": {"num_attention_heads": 1},
                                       "text_config": {"num_attention_heads": 1}})");
    CHECK(open_clip_checkpoint(directory.path()).weights.at("logit_scale").shape().empty());
  }
  TensorShapes shapes = clip_tensor_shapes(small_vit());
  shapes["logit_scale"] = {2};
  write_counting(shapes, directory.file("two.safetensors"));
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.file("two.safetensors")); }), "logit_scale (2) ≠ ()"));
  shapes.erase("logit_scale");
  write_counting(shapes, directory.file("none.safetensors"));
  CHECK(
      contains(message_of([&] { open_clip_checkpoint(directory.file("none.safetensors")); }), "missing: logit_scale"));
}

TEST_CASE("VGG16 is read from the checkpoints of PyTorch's ImageNet example") {
  const TemporaryDirectory directory;
  const TorchModel vgg(small_vgg_shapes());
  const auto open = [&](const std::string& object) {
    return numbers_of(open_vgg16_checkpoint(directory.write("model.pth.tar", vgg.file(object))).weights);
  };
  const auto plain = open(vgg.dictionary());
  const std::string beside = py_text("epoch") + py_int(4) + py_text("arch") + py_text("vgg16") + py_text("best_acc1") +
                             vgg.tensor({}) + py_text("optimizer") + optimizer(vgg);
  const Rename rename = [](const std::string& name) {
    return name.compare(0, 9, "features.") == 0 ? "features.module." + name.substr(9) : name;
  };
  CHECK(open(py_dict({py_text("state_dict"), vgg.dictionary(rename), beside})) == plain);
  CHECK(open(py_dict({py_text("state_dict"), vgg.dictionary(module), beside})) == plain);
  CHECK(open(vgg.dictionary([](const std::string& name) { return "model.backbone." + name; })) == plain);
}

TEST_CASE("another network, or a VGG16 with other last layers, is told by name") {
  const TemporaryDirectory directory;
  const auto message = [&](const TensorShapes& shapes, Language language = Language::English) {
    write_counting(shapes, directory.file("model.safetensors"));
    return message_of([&] { open_vgg16_checkpoint(directory.file("model.safetensors")); }, language);
  };
  const auto network = [](const std::vector<std::size_t>& convolutions) {
    TensorShapes shapes;
    for (const std::size_t layer : convolutions) {
      shapes["features." + std::to_string(layer) + ".weight"] = {1, 1, 3, 3};
    }
    shapes["features.1.weight"] = {1};  // of a batch normalisation, where there is one
    shapes["classifier.0.weight"] = {2, 49};
    return shapes;
  };
  CHECK(contains(message(network({0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40})),
                 "it is VGG16 with batch normalisation; expected torchvision's vgg16"));
  CHECK(contains(message(network({0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34})), "it is VGG19"));
  CHECK(contains(message(network({0, 3, 6, 8, 10})), "it is AlexNet"));
  CHECK(contains(message(network({0, 1, 2})), "its layers under features. are not the 13 convolutions of VGG16"));

  CHECK(contains(message({{"classifier.0.weight", {2, 49}}, {"0.0.weight", {1, 3, 3, 3}}}),
                 "VGG16's convolutions are missing: nothing stands under features.; found 0.0, classifier.0"));

  TensorShapes head = small_vgg_shapes();
  head.erase("classifier.6.weight");
  head.erase("classifier.6.bias");
  head["classifier.6.0.weight"] = {4, 2};
  head["classifier.6.3.weight"] = {7, 4};
  CHECK(contains(message(head),
                 "expected the three linear layers classifier.0, classifier.3 and classifier.6 (of any "
                 "number of classes), found classifier.0, classifier.3, classifier.6.0, classifier.6.3"));
  CHECK(contains(message(head, Language::French), "ses dernières couches ne sont pas celles de VGG16"));
  TensorShapes features = small_vgg_shapes();
  for (const char* const layer : {"classifier.0", "classifier.3", "classifier.6"}) {
    features.erase(std::string(layer) + ".weight");
    features.erase(std::string(layer) + ".bias");
  }
  CHECK(contains(message(features), "(of any number of classes), found -"));
}

}  // namespace p8
