#include "p8/vision/checkpoint/vgg16_checkpoint.h"

#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "p8/core/error.h"
#include "p8/core/log.h"

namespace p8 {

namespace {

constexpr const char* kWeightsFile = "model.safetensors";
constexpr std::size_t kLargestImage = 1024;

/// What the file's metadata say, or the published size.
std::size_t image_size_of(const WeightFile& file) {
  const auto found = file.metadata().find(kVgg16SizeKey);
  if (found == file.metadata().end()) return kVgg16ImageSize;
  const std::string& digits = found->second;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error == std::errc() && end == digits.data() + digits.size() && size >= 1 && size <= kLargestImage) return size;
  throw model_error("{}: the metadata say image_size \"{}\", expected 1 to {}",
                    "{} : les métadonnées indiquent image_size « {} », attendu de 1 à {}", file.name(),
                    printable(digits, 40), kLargestImage);
}

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
  std::error_code ignored;
  const std::filesystem::path given = path;
  const std::string file = std::filesystem::is_directory(given, ignored) ? (given / kWeightsFile).string() : path;
  WeightFile opened = open_weights(file);
  const std::size_t image_size = image_size_of(opened);
  Checkpoint weights = unwrapped(std::move(opened));
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
  return {architecture, vgg16_preprocessing_at(image_size), std::move(weights), file};
}

Preprocessing vgg16_preprocessing_at(std::size_t image_size) {
  Preprocessing preprocessing = vgg16_preprocessing();
  preprocessing.size = (image_size * preprocessing.size + preprocessing.crop / 2) / preprocessing.crop;
  preprocessing.crop = image_size;
  return preprocessing;
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
