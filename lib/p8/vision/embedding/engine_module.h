#pragma once

#include <memory>
#include <optional>

#include "p8/vision/embedding/torch_backend.h"

namespace p8 {

/// The fused inference engine, in a shared library of its own: the encoders on a processor, faster than LibTorch's and
/// without what loading LibTorch costs.
class EngineModule {
 public:
  virtual ~EngineModule() = default;

  /// Nothing where it cannot compute the model in that precision on this processor. Throws Error(Model).
  virtual std::optional<ClipEncoders> clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) const = 0;
  virtual std::unique_ptr<ImageEncoder> vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                              const EncoderOptions& options) const = 0;
  /// What it computes with, at its best; nothing where it serves no model on this processor.
  virtual std::optional<EncoderEngine> engine() const = 0;
};

/// Loads the library at the first call; it stays until the program ends. nullptr where it is not installed.
const EngineModule* engine_module();

/// The library's one symbol, of type EngineModuleEntry.
constexpr const char* kEngineModuleEntry = "p8_engine_module";
using EngineModuleEntry = const EngineModule*();

}  // namespace p8
