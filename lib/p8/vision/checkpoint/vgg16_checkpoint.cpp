#include "p8/vision/checkpoint/vgg16_checkpoint.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/vision/checkpoint/model_tensors.h"

namespace p8 {

namespace {

constexpr const char* kWeightsFile = "model.safetensors";
constexpr const char* kConvolutions = "features.";
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

const ModelAnchors& anchors() {
  static const ModelAnchors anchors = {"VGG16", {{"features.0.weight"}, {"classifier.0.weight"}}};
  return anchors;
}

Checkpoint unwrapped(WeightFile file) {
  std::map<std::string, CheckpointTensor, std::less<>> tensors;
  for (const auto& [name, tensor] : model_tensors(file, anchors())) {
    if (name != "n_averaged") tensors[name].parts = {tensor};  // a counter of weight averaging
  }
  return {std::move(file), std::move(tensors)};
}

/// The layers of a Sequential that have weights: {0, 2, 5, …}.
std::set<std::size_t> layers_with_weights(const Checkpoint& weights, const std::string& sequential, std::size_t rank) {
  std::set<std::size_t> layers;
  for (const auto& [name, tensor] : weights.tensors()) {
    std::size_t layer = 0;
    const char* const begin = name.data() + std::min(sequential.size(), name.size());
    const auto [end, error] = std::from_chars(begin, name.data() + name.size(), layer);
    const bool is_weight = error == std::errc() && std::string_view(end, name.data() + name.size() - end) == ".weight";
    if (is_weight && name.compare(0, sequential.size(), sequential) == 0 && tensor.shape().size() == rank) {
      layers.insert(layer);
    }
  }
  return layers;
}

/// Other networks of torchvision whose convolutions stand under "features.", by the numbers of these.
struct Relative {
  const char* name;
  std::set<std::size_t> convolutions;
};

const std::vector<Relative>& relatives() {
  static const std::vector<Relative> relatives = {
      {"VGG11", {0, 3, 6, 8, 11, 13, 16, 18}},
      {"VGG13", {0, 2, 5, 7, 10, 12, 15, 17, 20, 22}},
      {"VGG19", {0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34}},
      {"VGG11 with batch normalisation", {0, 4, 8, 11, 15, 18, 22, 25}},
      {"VGG13 with batch normalisation", {0, 3, 7, 10, 14, 17, 21, 24, 28, 31}},
      {"VGG16 with batch normalisation", {0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40}},
      {"VGG19 with batch normalisation", {0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46, 49}},
      {"AlexNet", {0, 3, 6, 8, 10}},
  };
  return relatives;
}

/// The names of the layers that do not stand there.
std::set<std::string> layers_outside(const Checkpoint& weights, std::string_view sequential) {
  std::set<std::string> layers;
  for (const auto& [name, tensor] : weights.tensors()) {
    if (name.compare(0, sequential.size(), sequential) != 0) {
      layers.insert(printable(name.substr(0, name.rfind('.')), 60));
    }
  }
  return layers;
}

/// Throws what says which network it is instead, or which part of a VGG16 is missing or another.
void require_vgg16(const Checkpoint& weights) {
  const std::set<std::size_t> convolutions = layers_with_weights(weights, kConvolutions, 4);
  for (const Relative& relative : relatives()) {
    if (convolutions != relative.convolutions) continue;
    throw model_error("{}: it is {}; expected torchvision's vgg16",
                      "{} : c'est {} ; le vgg16 de torchvision est attendu", weights.name(), relative.name);
  }
  if (convolutions.empty()) {
    throw model_error("{}: VGG16's convolutions are missing: nothing stands under features.; found {}",
                      "{} : les convolutions de VGG16 manquent : rien ne figure sous features. ; trouvé {}",
                      weights.name(), fmt::join(layers_outside(weights, kConvolutions), ", "));
  }
  if (convolutions != std::set<std::size_t>(std::begin(kVgg16Convolutions), std::end(kVgg16Convolutions))) {
    throw model_error(
        "{}: its layers under features. are not the 13 convolutions of VGG16 ({}); expected torchvision's "
        "vgg16",
        "{} : ses couches sous features. ne sont pas les 13 convolutions de VGG16 ({}) ; le vgg16 de "
        "torchvision est attendu",
        weights.name(), fmt::join(convolutions, ", "));
  }
  if (layers_with_weights(weights, "classifier.", 2) == std::set<std::size_t>{0, 3, 6}) return;
  const std::set<std::string> others = layers_outside(weights, kConvolutions);
  throw model_error(
      "{}: its last layers are not VGG16's: expected the three linear layers classifier.0, classifier.3 and "
      "classifier.6 (of any number of classes), found {}; save the model with torchvision's own classifier",
      "{} : ses dernières couches ne sont pas celles de VGG16 : attendu les trois couches linéaires classifier.0, "
      "classifier.3 et classifier.6 (quel que soit le nombre de classes), trouvé {} ; enregistrez le modèle avec le "
      "classifieur de torchvision",
      weights.name(), others.empty() ? "-" : fmt::format("{}", fmt::join(others, ", ")));
}

}  // namespace

Vgg16Checkpoint open_vgg16_checkpoint(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path given = path;
  const std::string file = std::filesystem::is_directory(given, ignored) ? (given / kWeightsFile).string() : path;
  WeightFile opened = open_weights(file);
  const std::size_t image_size = image_size_of(opened);
  Checkpoint weights = unwrapped(std::move(opened));
  require_vgg16(weights);
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
