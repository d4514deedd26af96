#include "p8/backends/onednn/encoders/engine_encoders.h"
#include "p8/vision/embedding/engine_module.h"

namespace p8 {

namespace {

class OneDnnEngineModule : public EngineModule {
 public:
  std::optional<ClipEncoders> clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) const override {
    return engine::engine_clip(checkpoint, options);
  }
  std::unique_ptr<ImageEncoder> vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                      const EncoderOptions& options) const override {
    return engine::engine_vgg16(checkpoint, part, options);
  }
  std::optional<EncoderEngine> engine() const override { return engine::best_engine(); }
};

}  // namespace

}  // namespace p8

extern "C" __attribute__((visibility("default"))) const p8::EngineModule* p8_engine_module() {
  static const p8::OneDnnEngineModule module;
  return &module;
}
