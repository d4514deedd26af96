#include "p8/vision/pretraining/model_folder.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/system_text.h"
#include "p8/vision/checkpoint/clip_config_writers.h"
#include "p8/vision/checkpoint/hugging_face_names.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/tensors/half.h"
#include "p8/vision/tokenizer/vocabulary_files.h"
#include "p8/vision/weights/safetensors.h"

namespace p8 {

namespace {

namespace fs = std::filesystem;

constexpr float kHalvesEnd = 65520.0F;  // from here on a half is infinite

// What transformers asks of a file that it is to read.
const std::map<std::string, std::string> kWrittenForPyTorch = {{"format", "pt"}};

bool is_statistic(const std::string& name) { return name.find(".running_") != std::string::npos; }

bool fits_halves(const NamedTensor& tensor) {
  return std::all_of(tensor.values.begin(), tensor.values.end(),
                     [](float value) { return std::fabs(value) < kHalvesEnd; });
}

/// Views of tensors in the numbers that they are to be stored in. Borrows those that stay floats.
class StoredTensors {
 public:
  explicit StoredTensors(SavedPrecision precision) : precision_(precision) {}

  StoredTensor view(const NamedTensor& tensor) {
    StoredTensor stored = float_tensor(tensor.name, tensor.shape, tensor.values.data());
    if (precision_ == SavedPrecision::Fp32 || is_statistic(tensor.name) || !fits_halves(tensor)) return stored;
    std::vector<std::uint16_t>& halves = halves_.emplace_back();
    halves.reserve(tensor.values.size());
    for (const float value : tensor.values) halves.push_back(half_of_float(value));
    stored.dtype = DType::F16;
    stored.data = reinterpret_cast<const char*>(halves.data());
    return stored;
  }

 private:
  SavedPrecision precision_;
  std::list<std::vector<std::uint16_t>> halves_;
};

/// OpenAI's tensor as the blocks of rows, or turned over, that Hugging Face has of it.
void add_hugging_face_parts(const StoredTensor& tensor, std::vector<StoredTensor>& all) {
  const HuggingFaceParts parts = hugging_face_parts(tensor.name);
  assert(!parts.names.empty());
  StoredTensor part = tensor;
  if (parts.transposed) {
    std::reverse(part.shape.begin(), part.shape.end());
    std::reverse(part.strides.begin(), part.strides.end());
  }
  if (parts.names.size() > 1) part.shape.front() /= static_cast<std::int64_t>(parts.names.size());
  for (const std::string& name : parts.names) {
    part.name = name;
    all.push_back(part);
    part.data += element_count(part) * size_of(part.dtype);
  }
}

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    const Text reason = system_text(error.value());
    throw output_error("{0}: cannot make the folder: {1}", "{0} : impossible de créer le dossier : {1}",
                       printable(folder), reason);
  }
}

std::string in_folder(const std::string& folder, const std::string& name) { return (fs::path(folder) / name).string(); }

}  // namespace

const char* written_layout(const ClipArchitecture& clip) {
  return std::holds_alternative<VisionTransformerShape>(clip.vision) ? "Hugging Face" : "open_clip";
}

std::vector<std::string> write_clip_folder(const std::string& folder, const ClipArchitecture& clip,
                                           const Preprocessing& preprocessing, const std::vector<NamedTensor>& weights,
                                           const TokenVocabulary& vocabulary, SavedPrecision precision) {
  make_folder(folder);
  const bool is_hugging_face = std::holds_alternative<VisionTransformerShape>(clip.vision);
  StoredTensors store(precision);
  std::vector<StoredTensor> tensors;
  for (const NamedTensor& weight : weights) {
    const StoredTensor stored = store.view(weight);
    if (is_hugging_face) {
      add_hugging_face_parts(stored, tensors);
    } else {
      tensors.push_back(stored);
    }
  }
  const std::string weights_file = is_hugging_face ? "model.safetensors" : "open_clip_model.safetensors";
  write_safetensors(in_folder(folder, weights_file), tensors, kWrittenForPyTorch);
  std::vector<std::pair<std::string, std::string>> texts;
  if (is_hugging_face) {
    texts.emplace_back("config.json", hugging_face_config(clip, vocabulary.start, vocabulary.end));
    texts.emplace_back("preprocessor_config.json", hugging_face_preprocessor_config(preprocessing));
  } else {
    texts.emplace_back("open_clip_config.json", open_clip_config(clip, preprocessing));
  }
  const VocabularyFiles files = hugging_face_files(vocabulary);
  texts.emplace_back("vocab.json", files.vocab_json);
  texts.emplace_back("merges.txt", files.merges_txt);
  std::vector<std::string> names = {weights_file};
  for (const auto& [name, bytes] : texts) {
    write_file(in_folder(folder, name), bytes);
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> write_vgg16_folder(const std::string& folder, const Preprocessing& preprocessing,
                                            const std::vector<NamedTensor>& weights, SavedPrecision precision) {
  make_folder(folder);
  StoredTensors store(precision);
  std::vector<StoredTensor> tensors;
  for (const NamedTensor& weight : weights) tensors.push_back(store.view(weight));
  std::map<std::string, std::string> metadata = kWrittenForPyTorch;
  metadata[kVgg16SizeKey] = std::to_string(preprocessing.crop);
  write_safetensors(in_folder(folder, "model.safetensors"), tensors, metadata);
  return {"model.safetensors"};
}

}  // namespace p8
