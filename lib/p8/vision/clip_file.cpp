#include "p8/vision/clip_file.h"

#include <list>
#include <map>

#include "p8/vision/weights/safetensors.h"

namespace p8 {

namespace {

bool is_same(const Preprocessing& a, const Preprocessing& b) {
  return a.size == b.size && a.crop == b.crop && a.interpolation == b.interpolation && a.mean == b.mean &&
         a.std == b.std;
}

std::size_t heads_of(const ClipArchitecture& architecture) {
  if (const auto* const vit = std::get_if<VisionTransformerShape>(&architecture.vision)) return vit->heads;
  return std::get<ModifiedResNetShape>(architecture.vision).heads;
}

bool is_same(const ClipArchitecture& a, const ClipArchitecture& b) {
  return a.vision_activation == b.vision_activation && a.text_activation == b.text_activation &&
         a.layer_norm_epsilon == b.layer_norm_epsilon && heads_of(a) == heads_of(b) && a.text.heads == b.text.heads &&
         a.image_size == b.image_size;
}

}  // namespace

void write_tensors(const std::string& path, const std::vector<NamedTensor>& tensors) {
  std::vector<StoredTensor> stored;
  for (const NamedTensor& tensor : tensors) {
    stored.push_back(float_tensor(tensor.name, tensor.shape, tensor.values.data()));
  }
  write_safetensors(path, stored);
}

bool write_clip(const std::string& path, const ClipCheckpoint& checkpoint, const std::vector<NamedTensor>& trained) {
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
  write_safetensors(path, stored);
  const ClipCheckpoint copy = open_clip_checkpoint(path);
  return is_same(copy.architecture, checkpoint.architecture) && is_same(copy.preprocessing, checkpoint.preprocessing);
}

}  // namespace p8
