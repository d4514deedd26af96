#include "p8/vision/pretraining/clip_file.h"

#include <list>
#include <map>

#include "p8/vision/checkpoint/clip_metadata.h"
#include "p8/vision/checkpoint/clip_origin.h"
#include "p8/vision/weights/safetensors.h"

namespace p8 {

void write_tensors(const std::string& path, const std::vector<NamedTensor>& tensors) {
  std::vector<StoredTensor> stored;
  for (const NamedTensor& tensor : tensors) {
    stored.push_back(float_tensor(tensor.name, tensor.shape, tensor.values.data()));
  }
  write_safetensors(path, stored);
}

void write_clip(const std::string& path, const ClipCheckpoint& checkpoint, const std::vector<NamedTensor>& trained) {
  std::map<std::string, const NamedTensor*> replaced;
  for (const NamedTensor& tensor : trained) replaced[tensor.name] = &tensor;
  std::list<std::vector<float>> own;  // what the views of the other tensors borrow
  std::vector<StoredTensor> stored;
  for (const auto& [name, tensor] : checkpoint.weights.tensors()) {
    const auto found = replaced.find(name);
    if (found != replaced.end()) {
      stored.push_back(float_tensor(name, tensor.shape(), found->second->values.data()));
      continue;
    }
    own.emplace_back(tensor.count());
    tensor.to_float(own.back().data());
    stored.push_back(float_tensor(name, tensor.shape(), own.back().data()));
  }
  const bool is_assumed = checkpoint.layout == "OpenAI" && is_assumed_openai(checkpoint.files.front());
  const std::string layout = is_assumed ? kAssumedLayout : checkpoint.layout;
  write_safetensors(
      path, stored,
      {{"format", "pt"}, {kClipMetadataKey, clip_metadata(checkpoint.architecture, checkpoint.preprocessing, layout)}});
}

}  // namespace p8
