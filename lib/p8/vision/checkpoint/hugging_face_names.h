#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace p8 {

/// Where a tensor of Hugging Face's CLIPModel belongs among OpenAI's. Two things differ beside names: queries, keys and
/// values are three tensors there and three blocks of rows of one here; the two projections are transposed.
struct OpenAiPlace {
  std::string name;
  std::size_t part = 0;  ///< which block of rows
  bool transposed = false;
};

/// Nothing for a name that is not a weight of a CLIPModel (transformers, convert_clip_original_pytorch_to_hf.py).
std::optional<OpenAiPlace> openai_place(std::string_view hugging_face_name);

/// The other way: the tensors of Hugging Face's that make up OpenAI's tensor, stacked in this order.
struct HuggingFaceParts {
  std::vector<std::string> names;
  bool transposed = false;
};
HuggingFaceParts hugging_face_parts(const std::string& openai_name);

}  // namespace p8
