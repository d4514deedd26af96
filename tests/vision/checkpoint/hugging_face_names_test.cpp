#include "p8/vision/checkpoint/hugging_face_names.h"

#include <doctest/doctest.h>

#include "vision/checkpoint/small_models.h"

namespace p8 {

TEST_CASE("every tensor of OpenAI's has its parts at Hugging Face, and each part finds back") {
  for (const auto& tensor : clip_tensor_shapes(test::small_vit())) {
    const std::string& name = tensor.first;
    CAPTURE(name);
    const HuggingFaceParts parts = hugging_face_parts(name);
    REQUIRE(!parts.names.empty());
    CHECK(parts.names.size() == (name.find("in_proj") == std::string::npos ? 1 : 3));
    for (std::size_t i = 0; i < parts.names.size(); ++i) {
      const auto place = openai_place(parts.names[i]);
      REQUIRE(place);
      CHECK(place->name == name);
      CHECK(place->part == i);
      CHECK(place->transposed == parts.transposed);
    }
  }
}

TEST_CASE("names that are no weight of a CLIP model have no place") {
  for (const char* const name : {"", "text_model", "vision_model.encoder.layers.", "vision_model.encoder.layers.3",
                                 "vision_model.encoder.layers.3.self_attn.qkv.weight", "visual.proj",
                                 "text_model.encoder.layers.0.mlp.fc3.weight", "logit_scale.bias"}) {
    CAPTURE(name);
    CHECK_FALSE(openai_place(name));
  }
  CHECK(hugging_face_parts("visual.layer1.0.conv1.weight").names.empty());
}

}  // namespace p8
