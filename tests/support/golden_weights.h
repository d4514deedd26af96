#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/shared.h"

namespace p8::test {

/// The path of a file of golden/vision/weights.tar.xz ("clip/hf_fp16/model.safetensors"), which is unpacked once into a
/// temporary directory; for tests that need the shared folder (shared.h).
std::string golden_weights(const std::string& name);

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

/// Names and shapes that the golden models must have, from their configurations: OpenAI's names (the vision
/// transformer), Hugging Face's, torchvision's VGG16, OpenAI's modified ResNet.
Shapes openai_shapes();
Shapes hugging_face_shapes(bool with_position_ids);
Shapes vgg_shapes();
Shapes resnet_shapes();

}  // namespace p8::test
