#include "p8/vision/checkpoint/vgg16_checkpoint.h"

#include <utility>

#include <fmt/format.h>

#include "p8/core/error.h"

namespace p8 {

namespace {

/// How many rows a weight has: the outputs of its layer.
std::size_t outputs(const Checkpoint& weights, const std::string& name) {
  const std::vector<std::int64_t> shape = weights.at(name).shape();
  if (shape.empty() || shape.front() <= 0) {
    throw model_error("{}: tensor \"{}\" is empty", "{} : le tenseur « {} » est vide", weights.name(), name);
  }
  return static_cast<std::size_t>(shape.front());
}

Checkpoint unwrapped(WeightFile file) {
  const std::string wrapper = common_wrapper(file);
  std::map<std::string, CheckpointTensor, std::less<>> tensors;
  for (const StoredTensor& tensor : file.tensors()) tensors[tensor.name.substr(wrapper.size())].parts = {tensor};
  return {std::move(file), std::move(tensors)};
}

}  // namespace

Vgg16Checkpoint open_vgg16_checkpoint(const std::string& path) {
  Checkpoint weights = unwrapped(open_weights(path));
  if (weights.has("features.1.weight")) {
    throw model_error("{}: a VGG with batch normalisation; expected torchvision's vgg16",
                      "{} : un VGG avec normalisation par lots ; le vgg16 de torchvision est attendu", weights.name());
  }
  Vgg16Architecture architecture;
  for (const std::size_t index : kVgg16Convolutions) {
    architecture.widths.push_back(outputs(weights, fmt::format("features.{}.weight", index)));
  }
  architecture.hidden = outputs(weights, "classifier.0.weight");
  architecture.classes = outputs(weights, "classifier.6.weight");
  weights.require_exactly(vgg16_tensor_shapes(architecture));
  return {architecture, vgg16_preprocessing(), std::move(weights)};
}

TensorShapes vgg16_tensor_shapes(const Vgg16Architecture& architecture) {
  TensorShapes shapes;
  const auto add = [&](const std::string& layer, const std::vector<std::int64_t>& weight) {
    shapes[layer + ".weight"] = weight;
    shapes[layer + ".bias"] = {weight.front()};
  };
  std::int64_t channels = 3;
  for (std::size_t i = 0; i < architecture.widths.size(); ++i) {
    const auto out = static_cast<std::int64_t>(architecture.widths[i]);
    add(fmt::format("features.{}", kVgg16Convolutions[i]), {out, channels, 3, 3});
    channels = out;
  }
  const auto hidden = static_cast<std::int64_t>(architecture.hidden);
  add("classifier.0", {hidden, channels * static_cast<std::int64_t>(kVgg16Pooled * kVgg16Pooled)});
  add("classifier.3", {hidden, hidden});
  add("classifier.6", {static_cast<std::int64_t>(architecture.classes), hidden});
  return shapes;
}

}  // namespace p8
