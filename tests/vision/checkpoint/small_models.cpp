#include "vision/checkpoint/small_models.h"

#include <utility>
#include <vector>

#include "p8/vision/checkpoint/hugging_face_names.h"
#include "p8/vision/weights/safetensors.h"

namespace p8::test {

ClipArchitecture small_vit() { return {6, 8, VisionTransformerShape{8, 1, 1, 32, 4}, {5, 11, 8, 1, 1, 32}}; }

void write_counting(const TensorShapes& shapes, const std::string& path,
                    const std::map<std::string, std::string>& metadata) {
  std::vector<std::vector<float>> values;
  std::vector<StoredTensor> tensors;
  float next = 0.0F;
  for (const auto& [name, shape] : shapes) {
    std::vector<float>& numbers = values.emplace_back(*checked_count(shape));
    for (float& number : numbers) number = next++;
    tensors.push_back(float_tensor(name, shape, numbers.data()));
  }
  write_safetensors(path, tensors, metadata);
}

TensorShapes hugging_face_tensor_shapes(const TensorShapes& openai) {
  TensorShapes shapes;
  for (const auto& [name, shape] : openai) {
    const HuggingFaceParts parts = hugging_face_parts(name);
    std::vector<std::int64_t> part_shape = shape;
    if (parts.transposed) std::swap(part_shape[0], part_shape[1]);
    if (parts.names.size() > 1) part_shape[0] /= static_cast<std::int64_t>(parts.names.size());
    for (const std::string& part : parts.names) shapes[part] = part_shape;
  }
  return shapes;
}

}  // namespace p8::test
