#include "p8/vision/checkpoint/clip_origin.h"

#include <doctest/doctest.h>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/clip_metadata.h"
#include "p8/vision/clip_file.h"
#include "support/temporary.h"
#include "vision/checkpoint/small_models.h"
#include "vision/weights/golden_weights.h"

namespace p8 {

TEST_CASE("files as OpenAI publishes them, and models with a configuration, are assumed to be nothing") {
  for (const char* const name : {"clip/openai_jit_fp16.pt", "clip/state_dict_zip_fp16.pt",
                                 "clip/state_dict_legacy_fp16.pt", "clip/open_clip_gelu/open_clip_model.safetensors"}) {
    const auto path = test::golden_weights(name);
    if (!path) return;
    CAPTURE(name);
    CHECK_FALSE(is_assumed_openai(*path));
  }
  CHECK_FALSE(is_assumed_openai(test::TemporaryDirectory().path()));
}

TEST_CASE(
    "weights that may as well be open_clip's are assumed to be OpenAI's, until a configuration lies beside them") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.file("epoch_3.safetensors");
  test::write_counting(clip_tensor_shapes(test::small_vit()), path);
  CHECK(is_assumed_openai(path));
  // What is made of it carries the doubt on, and that of another does not.
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  const std::string trained = directory.file("clip.safetensors");
  write_clip(trained, checkpoint, {});
  CHECK(is_assumed_openai(trained));
  test::write_counting(
      clip_tensor_shapes(test::small_vit()), trained,
      {{kClipMetadataKey, clip_metadata(checkpoint.architecture, checkpoint.preprocessing, "OpenAI")}});
  CHECK_FALSE(is_assumed_openai(trained));
  directory.write("open_clip_config.json", "{}");
  CHECK_FALSE(is_assumed_openai(path));
}

}  // namespace p8
