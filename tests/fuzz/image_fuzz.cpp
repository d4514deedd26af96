// Any bytes as an image: its pixels, turned upright and as a model takes them, or Error(Data). Seeds:
// tests/fuzz/image/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "p8/base/error.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/image/preprocessing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  p8::DecodeOptions options;
  options.max_pixels = 1 << 16;
  options.apply_orientation = true;
  p8::Preprocessing preprocessing;
  preprocessing.size = 9;
  preprocessing.crop = 8;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const p8::RgbImage image = p8::decode_image(bytes, "fuzz", options);
    if (image.pixels.empty() || image.pixels.size() != 3 * image.width * image.height) std::abort();
    for (const float value : p8::preprocess(image, preprocessing)) {
      if (!std::isfinite(value)) std::abort();
    }
    options.resizes_first = true;
    options.background = p8::Background::Drop;
    if (p8::model_square(bytes, "fuzz", options, preprocessing).pixels.size() != 3 * 8 * 8) std::abort();
  } catch (const p8::Error& error) {
    if (error.kind() != p8::ErrorKind::Data) std::abort();
  }
  return 0;
}
