#include "p8/vision/checkpoint/clip_origin.h"

#include <doctest/doctest.h>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/clip_metadata.h"
#include "support/temporary.h"
#include "vision/checkpoint/small_models.h"

namespace p8 {

TEST_CASE(
    "weights that may as well be open_clip's are assumed to be OpenAI's, until a configuration lies beside them") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.file("epoch_3.safetensors");
  test::write_counting(clip_tensor_shapes(test::small_vit()), path);
  CHECK(is_assumed_openai(path));
  // What p8 trained from it carries the doubt on, and what it trained from OpenAI's own does not.
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  CHECK(checkpoint.layout == "OpenAI");
  const std::string trained = directory.file("clip.safetensors");
  for (const std::string layout : {kAssumedLayout, "OpenAI"}) {
    const std::string metadata = clip_metadata(checkpoint.architecture, checkpoint.preprocessing, layout);
    test::write_counting(clip_tensor_shapes(test::small_vit()), trained, {{kClipMetadataKey, metadata}});
    CHECK(is_assumed_openai(trained) == (layout == kAssumedLayout));
    CHECK(open_clip_checkpoint(trained).layout == layout);
  }
  CHECK_FALSE(is_assumed_openai(directory.path()));
  directory.write("open_clip_config.json", "{}");
  CHECK_FALSE(is_assumed_openai(path));
}

}  // namespace p8
