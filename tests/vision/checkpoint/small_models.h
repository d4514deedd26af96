#pragma once

#include <map>
#include <string>

#include "p8/vision/checkpoint/clip_architecture.h"

namespace p8::test {

/// A CLIP model of a few thousand numbers: width 8, one block a tower, images of 8 pixels.
ClipArchitecture small_vit();

/// Writes tensors of those shapes, filled with 0, 1, 2, … counted on over all of them in the order of their names.
void write_counting(const TensorShapes& shapes, const std::string& path,
                    const std::map<std::string, std::string>& metadata = {});

/// The shapes under Hugging Face's names.
TensorShapes hugging_face_tensor_shapes(const TensorShapes& openai);

}  // namespace p8::test
