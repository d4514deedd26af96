// Any bytes as a configuration beside the weights of a CLIP model: 'h' Hugging Face's config.json, 'o'
// open_clip_config.json, 'p' preprocessor_config.json, 'q' the same part of open_clip's. Refused with Error(Model), or
// sizes that a model can have. Seeds: tests/fuzz/model_config/.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/model_config.h"

using namespace p8;
using fuzz::check;

namespace {

void check_sizes(const ClipArchitecture& architecture) {
  check(architecture.text.context >= 1 && architecture.text.vocabulary >= 1 && architecture.text.width >= 1);
}

void read(char kind, const std::string& json) {
  static const fuzz::Scratch scratch;
  const std::string path = scratch.write("config.json", json);
  ClipArchitecture architecture = hugging_face_defaults();
  switch (kind) {
    case 'p':
      check_preprocessing(read_hugging_face_preprocessing(path, 224), "fuzz");
      break;
    case 'q':
      check_preprocessing(read_open_clip_preprocessing(path, 224), "fuzz");
      break;
    case 'o':
      check_sizes(read_open_clip_architecture(ModelConfig(json, "fuzz")));
      apply_open_clip_config(path, architecture);
      break;
    default:
      hugging_face_end_id(path);
      check_sizes(read_hugging_face_architecture(ModelConfig(json, "fuzz"), architecture));
      apply_hugging_face_config(path, architecture);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = fuzz::text_of(data, size);
  try {
    read(input.empty() ? 'h' : input[0], input.substr(std::min<std::size_t>(1, size)));
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Model);
  }
  return 0;
}
