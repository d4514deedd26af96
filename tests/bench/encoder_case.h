#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "p8/backends/onednn/encoders/engine_encoders.h"
#include "p8/vision/embedding/encoder.h"

// One model in one precision on the engine, for the benchmarks.
namespace p8::bench {

constexpr std::size_t kImageNumbers = std::size_t{3} * 224 * 224;

/// What the peers encode too: the same numbers in every language.
inline std::vector<float> drawn_pixels(std::size_t images) {
  std::vector<float> pixels(images * kImageNumbers);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<float>(std::sin(0.01 * static_cast<double>(i % 1000003)));
  }
  return pixels;
}

inline Precision precision_of(const std::string& name) {
  if (name == "bf16") return Precision::Bf16;
  return name == "int8" ? Precision::Int8 : Precision::Fp32;
}

/// VGG16's logits, or the image encoder of a CLIP; nullptr where the engine does not serve.
inline std::unique_ptr<ImageEncoder> engine_encoder(const std::string& model, const std::string& file,
                                                    const EncoderOptions& options) {
  if (model == "VGG16") return engine::engine_vgg16(open_vgg16_checkpoint(file), Vgg16Part::Logits, options);
  auto clip = engine::engine_clip(open_clip_checkpoint(file), options);
  return clip ? std::move(clip->image) : nullptr;
}

}  // namespace p8::bench
