#include "p8/vision/checkpoint/clip_checkpoint.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/clip_metadata.h"
#include "p8/vision/checkpoint/clip_origin.h"
#include "p8/vision/checkpoint/hugging_face_names.h"
#include "p8/vision/checkpoint/model_config.h"
#include "p8/vision/checkpoint/model_tensors.h"

namespace p8 {

namespace {

namespace fs = std::filesystem;

/// How a layout names tensors: by what a model is found in a file, and where each tensor belongs.
struct Naming {
  ModelAnchors anchors;
  std::function<std::optional<OpenAiPlace>(std::string_view name)> place;
};

constexpr std::string_view kLogitScale = "logit_scale";
constexpr const char* kHuggingFaceWeights[] = {"model.safetensors", "pytorch_model.bin"};

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

/// Counters, masks and sizes that are stored beside the weights and follow from them.
bool is_no_weight(std::string_view name) {
  return ends_with(name, "num_batches_tracked") || ends_with(name, "position_ids") || ends_with(name, "attn_mask") ||
         name == "n_averaged" || name == "input_resolution" || name == "context_length" || name == "vocab_size";
}

OpenAiPlace openai_name(std::string_view name) {
  constexpr std::string_view kText = "text.";  // of open_clip's models with a text tower of their own
  return {std::string(name.substr(0, kText.size()) == kText ? name.substr(kText.size()) : name), 0, false};
}

const Naming& openai_naming() {
  static const Naming naming = {
      {"CLIP", {{"visual.conv1.weight", "visual.proj"}, {"token_embedding.weight", "text.token_embedding.weight"}}},
      openai_name};
  return naming;
}

const Naming& hugging_face_naming() {
  static const Naming naming = {
      {"CLIP", {{"vision_model.embeddings.class_embedding"}, {"text_model.embeddings.token_embedding.weight"}}},
      openai_place};
  return naming;
}

StoredTensor transposed(StoredTensor tensor) {
  std::reverse(tensor.shape.begin(), tensor.shape.end());
  std::reverse(tensor.strides.begin(), tensor.strides.end());
  return tensor;
}

/// A single number, whatever shape it is saved in: open_clip's nonscalar_logit_scale, DeepSpeed.
StoredTensor scalar(StoredTensor tensor) {
  if (element_count(tensor) == 1) tensor.shape = tensor.strides = {};
  return tensor;
}

/// Whether they can be stacked: as many dimensions, the same sizes behind the first.
bool stack(const std::vector<StoredTensor>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](const StoredTensor& part) {
    const std::vector<std::int64_t>& first = parts.front().shape;
    return !part.shape.empty() && part.shape.size() == first.size() &&
           std::equal(part.shape.begin() + 1, part.shape.end(), first.begin() + 1);
  });
}

Checkpoint placed(WeightFile file, const Naming& naming) {
  std::map<std::string, std::map<std::size_t, StoredTensor>> parts;
  for (const auto& [name, tensor] : model_tensors(file, naming.anchors)) {
    if (is_no_weight(name)) continue;
    const std::optional<OpenAiPlace> at = naming.place(name);
    if (!at) {
      throw model_error("{}: tensor \"{}\" is part of no CLIP model",
                        "{} : le tenseur « {} » n'est d'aucun modèle CLIP", file.name(), printable(tensor.name));
    }
    const StoredTensor& part = at->transposed ? transposed(tensor) : at->name == kLogitScale ? scalar(tensor) : tensor;
    if (parts[at->name].emplace(at->part, part).second) continue;
    throw model_error("{}: tensor \"{}\" appears twice", "{} : le tenseur « {} » figure deux fois", file.name(),
                      printable(tensor.name));
  }
  std::map<std::string, CheckpointTensor, std::less<>> tensors;
  for (auto& [name, by_number] : parts) {
    CheckpointTensor& tensor = tensors[name];
    for (auto& [number, part] : by_number) tensor.parts.push_back(std::move(part));
    if (tensor.parts.size() > 1 && !stack(tensor.parts)) {
      throw model_error("{}: queries, keys and values of \"{}\" have different shapes",
                        "{} : requêtes, clés et valeurs de « {} » ont des formes différentes", file.name(), name);
    }
  }
  return {std::move(file), std::move(tensors)};
}

std::string first_that_exists(const fs::path& folder, const char* const* begin, const char* const* end,
                              const std::string& asked) {
  const auto found = std::find_if(begin, end, [&](const char* name) { return fs::exists(folder / name); });
  if (found != end) return (folder / *found).string();
  const bool is_sharded =
      fs::exists(folder / "model.safetensors.index.json") || fs::exists(folder / "pytorch_model.bin.index.json");
  if (is_sharded) {
    throw model_error("{}: weights in several files are not supported; expected {}",
                      "{} : les poids en plusieurs fichiers ne sont pas pris en charge ; attendu {}", printable(asked),
                      *begin);
  }
  throw model_error("{}: there is no {}", "{} : il n'y a pas de {}", printable(asked), *begin);
}

ClipCheckpoint checked(ClipCheckpoint checkpoint) {
  checkpoint.weights.require_exactly(clip_tensor_shapes(checkpoint.architecture));
  check_preprocessing(checkpoint.preprocessing, checkpoint.weights.name());
  return checkpoint;
}

ClipCheckpoint open_hugging_face(const fs::path& folder, const std::string& asked) {
  const std::string config = (folder / "config.json").string();
  read_hugging_face_architecture(ModelConfig(config), hugging_face_defaults());  // what it is, before what it has
  const std::string file =
      first_that_exists(folder, std::begin(kHuggingFaceWeights), std::end(kHuggingFaceWeights), asked);
  Checkpoint weights = placed(open_weights(file), hugging_face_naming());
  ClipArchitecture architecture = infer_architecture(weights);
  apply_hugging_face_config(config, architecture);
  std::vector<std::string> files = {file, config};
  Preprocessing preprocessing = clip_preprocessing(architecture.image_size);
  for (const char* const name : {"preprocessor_config.json", "processor_config.json"}) {
    const std::string image_config = (folder / name).string();
    if (!fs::exists(image_config)) continue;
    preprocessing = read_hugging_face_preprocessing(image_config, architecture.image_size);
    files.push_back(image_config);
    break;
  }
  return checked({architecture, preprocessing, std::move(weights), "Hugging Face", std::move(files)});
}

/// @param path  of the weights, which are opened already.
ClipCheckpoint configured_open_clip(const std::string& config, const std::string& path, WeightFile file) {
  Checkpoint weights = placed(std::move(file), openai_naming());
  ClipArchitecture architecture = infer_architecture(weights);
  apply_open_clip_config(config, architecture);
  const Preprocessing preprocessing = read_open_clip_preprocessing(config, architecture.image_size);
  return checked({architecture, preprocessing, std::move(weights), "open_clip", {path, config}});
}

/// @param file  the weights that were asked for; empty: those of the folder.
ClipCheckpoint open_open_clip(const fs::path& folder, const std::string& asked, std::string file = {}) {
  const std::string config = (folder / kOpenClipConfig).string();
  read_open_clip_architecture(ModelConfig(config));  // what it is comes before what its file has
  if (file.empty()) file = first_that_exists(folder, std::begin(kOpenClipWeights), std::end(kOpenClipWeights), asked);
  return configured_open_clip(config, file, open_weights(file));
}

ClipCheckpoint open_openai(const std::string& path, WeightFile file) {
  const bool is_hugging_face = std::any_of(
      file.tensors().begin(), file.tensors().end(),
      [](const StoredTensor& tensor) { return ends_with(tensor.name, "vision_model.embeddings.class_embedding"); });
  if (is_hugging_face) {
    throw model_error("{}: weights of Hugging Face; give the folder with its config.json",
                      "{} : poids de Hugging Face ; indiquez le dossier qui contient config.json", file.name());
  }
  const auto written = file.metadata().find(kClipMetadataKey);
  const std::string metadata = written == file.metadata().end() ? "" : written->second;
  Checkpoint weights = placed(std::move(file), openai_naming());
  const ClipArchitecture architecture = infer_architecture(weights);
  ClipCheckpoint checkpoint = {
      architecture, clip_preprocessing(architecture.image_size), std::move(weights), "OpenAI", {path}};
  if (!metadata.empty()) apply_clip_metadata(metadata, checkpoint.weights.name(), checkpoint);
  return checked(std::move(checkpoint));
}

/// A configuration of open_clip beside it counts, unless the file says itself what it is.
ClipCheckpoint open_file(const std::string& path) {
  const std::optional<std::string> config = open_clip_config_beside(path);
  if (config && is_named_as_by_open_clip(path)) return open_open_clip(fs::path(*config).parent_path(), path, path);
  WeightFile file = open_weights(path);
  if (config && !describes_itself(file)) return configured_open_clip(*config, path, std::move(file));
  return open_openai(path, std::move(file));
}

}  // namespace

ClipCheckpoint open_clip_checkpoint(const std::string& path) {
  std::error_code error;
  const fs::path folder = path;
  if (!fs::is_directory(path, error)) return open_file(path);
  // A folder of open_clip may hold Hugging Face's form too.
  if (fs::exists(folder / kOpenClipConfig)) return open_open_clip(folder, path);
  if (fs::exists(folder / "config.json")) return open_hugging_face(folder, path);
  throw model_error("{}: expected a folder with config.json or open_clip_config.json, or a file of weights",
                    "{} : attendu un dossier avec config.json ou open_clip_config.json, ou un fichier de poids",
                    printable(path));
}

}  // namespace p8
