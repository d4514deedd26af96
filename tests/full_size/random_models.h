#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"

namespace p8::test {

/// Tensors of random values by name, each a half-precision number, so that no format rounds them.
struct RandomModel {
  TensorShapes shapes;
  std::map<std::string, std::vector<float>> values;
};

/// Values of the size that keeps a network's numbers finite: weights about 1 / √inputs, variances about 1.
RandomModel random_model(const TensorShapes& shapes, std::uint64_t seed);

/// The published architectures.
ClipArchitecture vit_b_32();
ClipArchitecture vit_l_14();
ClipArchitecture rn50();
Vgg16Architecture vgg16();

enum class StoredAs { Float, Half };

/// Writes the model in a layout and returns what p8 opens.
std::string write_hugging_face(const RandomModel& model, const ClipArchitecture& architecture, StoredAs type,
                               const std::string& folder);
std::string write_open_clip(const RandomModel& model, const ClipArchitecture& architecture, StoredAs type,
                            const std::string& folder);
/// A TorchScript archive, as OpenAI's.
std::string write_torch_script(const RandomModel& model, StoredAs type, const std::string& path);
/// torch.save of a dictionary.
std::string write_state_dict(const RandomModel& model, StoredAs type, const std::string& path);
std::string write_safetensors_file(const RandomModel& model, StoredAs type, const std::string& path);

}  // namespace p8::test
