#include "full_size/random_models.h"

#include <cmath>
#include <filesystem>

#include <ATen/Functions.h>
#include <nlohmann/json.hpp>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include "p8/base/random.h"
#include "p8/files/file.h"
#include "p8/vision/checkpoint/hugging_face_names.h"
#include "p8/vision/tensors/half.h"
#include "p8/vision/weights/safetensors.h"

namespace p8::test {

namespace {

using nlohmann::json;

bool ends_with(const std::string& text, const std::string& suffix) {
  return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// Some 60,000 halves drawn once and laid out again and again from changing places: drawing half a thousand million
/// numbers one by one takes longer than all the rest of the test.
std::vector<float> book_of_halves(std::uint64_t seed) {
  Random random(seed);
  std::vector<float> book(60013);
  for (float& value : book) {
    const float drawn = static_cast<float>(2.0 * random.uniform() - 1.0);
    value = std::round(drawn * 1024.0F) / 1024.0F;  // eleven bits: exact in half precision
  }
  return book;
}

at::Tensor tensor_of(const RandomModel& model, const std::string& name, StoredAs type) {
  const std::vector<float>& values = model.values.at(name);
  return at::from_blob(const_cast<float*>(values.data()), model.shapes.at(name), at::kFloat)
      .to(type == StoredAs::Half ? at::kHalf : at::kFloat, /*non_blocking=*/false, /*copy=*/true);
}

/// Views of tensors, in the type they are stored in, for the writer of safetensors.
class Stored {
 public:
  void add(const std::string& name, const at::Tensor& tensor) {
    kept_.push_back(tensor.contiguous());
    const at::Tensor& kept = kept_.back();
    const DType type = kept.scalar_type() == at::kHalf ? DType::F16 : DType::F32;
    const std::vector<std::int64_t> shape = kept.sizes().vec();
    views_.push_back({name, type, shape, contiguous_strides(shape), static_cast<const char*>(kept.data_ptr())});
  }
  const std::vector<StoredTensor>& views() const { return views_; }

 private:
  std::vector<at::Tensor> kept_;
  std::vector<StoredTensor> views_;
};

void register_by_path(torch::jit::Module& root, const std::string& name, const at::Tensor& tensor) {
  torch::jit::Module module = root;
  std::size_t start = 0;
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', start)) {
    const std::string part = name.substr(start, dot - start);
    if (!module.hasattr(part)) module.register_module(part, torch::jit::Module("Part"));
    module = module.attr(part).toModule();
    start = dot + 1;
  }
  module.register_parameter(name.substr(start), tensor, /*is_buffer=*/false);
}

std::string written(const std::string& path, const Stored& stored) {
  write_safetensors(path, stored.views());
  return path;
}

}  // namespace

RandomModel random_model(const TensorShapes& shapes, std::uint64_t seed) {
  RandomModel model;
  model.shapes = shapes;
  const std::vector<float> book = book_of_halves(seed);
  Random random(seed + 1);
  for (const auto& [name, shape] : shapes) {
    std::size_t count = 1, inputs = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      count *= static_cast<std::size_t>(shape[i]);
      if (i > 0) inputs *= static_cast<std::size_t>(shape[i]);
    }
    const bool is_scale = ends_with(name, "running_var") || (shape.size() == 1 && ends_with(name, ".weight"));
    // A power of two keeps halves exact.
    const float scale = std::exp2(-std::ceil(0.5F * std::log2(static_cast<float>(inputs))));
    std::vector<float>& values = model.values[name];
    values.resize(count);
    std::size_t place = random.below(book.size());
    for (float& value : values) {
      value = is_scale ? 1.0F + 0.25F * std::abs(book[place]) : scale * book[place];
      if (++place == book.size()) place = 0;
    }
    if (is_scale) {  // 1 + x / 4 has two bits more than a half
      for (float& value : values) value = std::round(value * 512.0F) / 512.0F;
    }
    if (name == "logit_scale") values = {4.5F};
  }
  return model;
}

ClipArchitecture vit_b_32() {
  return {512, 224, VisionTransformerShape{768, 12, 12, 3072, 32}, {77, 49408, 512, 12, 8, 2048}};
}
ClipArchitecture vit_l_14() {
  return {768, 224, VisionTransformerShape{1024, 24, 16, 4096, 14}, {77, 49408, 768, 12, 12, 3072}};
}
ClipArchitecture rn50() {
  return {1024, 224, ModifiedResNetShape{64, {3, 4, 6, 3}, 32}, {77, 49408, 512, 12, 8, 2048}};
}
Vgg16Architecture vgg16() { return {{64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512}, 4096, 1000}; }

std::string write_hugging_face(const RandomModel& model, const ClipArchitecture& architecture, StoredAs type,
                               const std::string& folder) {
  std::filesystem::create_directories(folder);
  Stored stored;
  for (const auto& [name, values] : model.values) {
    const HuggingFaceParts parts = hugging_face_parts(name);
    const at::Tensor tensor = tensor_of(model, name, type);
    const std::vector<at::Tensor> blocks = parts.names.size() == 1
                                               ? std::vector<at::Tensor>{parts.transposed ? tensor.t() : tensor}
                                               : tensor.chunk(static_cast<std::int64_t>(parts.names.size()), 0);
    for (std::size_t i = 0; i < parts.names.size(); ++i) stored.add(parts.names[i], blocks[i]);
  }
  written(folder + "/model.safetensors", stored);
  const auto& vision = std::get<VisionTransformerShape>(architecture.vision);
  const json config = {{"model_type", "clip"},
                       {"projection_dim", architecture.embedding},
                       {"vision_config", {{"num_attention_heads", vision.heads}, {"hidden_size", vision.width}}},
                       {"text_config", {{"num_attention_heads", architecture.text.heads}}}};
  write_file(folder + "/config.json", config.dump());
  return folder;
}

std::string write_open_clip(const RandomModel& model, const ClipArchitecture& architecture, StoredAs type,
                            const std::string& folder) {
  std::filesystem::create_directories(folder);
  Stored stored;
  for (const auto& [name, values] : model.values) stored.add(name, tensor_of(model, name, type));
  written(folder + "/open_clip_model.safetensors", stored);
  json vision = {{"image_size", architecture.image_size}};
  if (const auto* const vit = std::get_if<VisionTransformerShape>(&architecture.vision)) {
    vision.update({{"width", vit->width}, {"layers", vit->layers}, {"patch_size", vit->patch}});
  } else {
    const auto& resnet = std::get<ModifiedResNetShape>(architecture.vision);
    vision.update({{"width", resnet.width}, {"layers", resnet.layers}});
  }
  const TextTransformerShape& text = architecture.text;
  const json config = {{"model_cfg",
                        {{"embed_dim", architecture.embedding},
                         {"quick_gelu", true},
                         {"vision_cfg", vision},
                         {"text_cfg",
                          {{"context_length", text.context},
                           {"vocab_size", text.vocabulary},
                           {"width", text.width},
                           {"heads", text.heads},
                           {"layers", text.layers}}}}}};
  write_file(folder + "/open_clip_config.json", config.dump());
  return folder;
}

std::string write_torch_script(const RandomModel& model, StoredAs type, const std::string& path) {
  torch::jit::Module root("Model");
  for (const auto& [name, values] : model.values) register_by_path(root, name, tensor_of(model, name, type));
  root.save(path);
  return path;
}

std::string write_state_dict(const RandomModel& model, StoredAs type, const std::string& path) {
  c10::Dict<std::string, at::Tensor> dictionary;
  for (const auto& [name, values] : model.values) dictionary.insert(name, tensor_of(model, name, type));
  const std::vector<char> bytes = torch::jit::pickle_save(dictionary);
  write_file(path, std::string(bytes.begin(), bytes.end()));
  return path;
}

std::string write_safetensors_file(const RandomModel& model, StoredAs type, const std::string& path) {
  Stored stored;
  for (const auto& [name, values] : model.values) stored.add(name, tensor_of(model, name, type));
  return written(path, stored);
}

}  // namespace p8::test
