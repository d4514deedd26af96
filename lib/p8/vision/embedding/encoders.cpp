#include "p8/vision/embedding/encoders.h"

#include <algorithm>
#include <utility>

#include <dlfcn.h>

#include "p8/vision/embedding/clip_model.h"
#include "p8/vision/embedding/engine_module.h"

namespace p8 {

namespace {

constexpr const char* kLibrary = "libp8_engine.so";

const EngineModule* load_engine() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  void* const entry = library == nullptr ? nullptr : dlsym(library, kEngineModuleEntry);
  return entry == nullptr ? nullptr : reinterpret_cast<EngineModuleEntry*>(entry)();
}

/// Whether the driver knows a CUDA device: asked before LibTorch, which takes half a second to say so.
bool driver_has_cuda() {
  void* const driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (driver == nullptr) return false;
  const auto initialise = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
  const auto count_devices = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDeviceGetCount"));
  int devices = 0;
  return initialise != nullptr && count_devices != nullptr && initialise(0) == 0 && count_devices(&devices) == 0 &&
         devices > 0;
}

/// Whether the processor is to compute.
bool is_for_processor(const std::string& device) {
  if (device == "auto") return !driver_has_cuda() || !torch_backend().has_cuda();
  return device == "cpu";
}

/// The engine's encoders, or nothing.
template <typename Make>
auto from_engine(const EncoderOptions& options, Make make) -> decltype(make(std::declval<const EngineModule&>())) {
  if (!is_for_processor(options.device)) return {};
  const EngineModule* const engine = engine_module();
  if (engine == nullptr) return {};
  return make(*engine);
}

}  // namespace

const EngineModule* engine_module() {
  static const EngineModule* const module = load_engine();
  return module;
}

ClipEncoders make_clip_encoders(const ClipCheckpoint& checkpoint, const EncoderOptions& options) {
  auto encoders = from_engine(options, [&](const EngineModule& engine) { return engine.clip(checkpoint, options); });
  return encoders ? std::move(*encoders) : torch_backend().clip(checkpoint, options);
}

std::unique_ptr<ImageEncoder> make_vgg16_encoder(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                                 const EncoderOptions& options) {
  auto encoder =
      from_engine(options, [&](const EngineModule& engine) { return engine.vgg16(checkpoint, part, options); });
  return encoder ? std::move(encoder) : torch_backend().vgg16(checkpoint, part, options);
}

void record_engine(const ImageEncoder& encoder, RunRecord& record) {
  const EncoderEngine engine = encoder.engine();
  for (const auto& [name, value] : {std::pair<const char*, std::string>("library", engine.library),
                                    {"version", engine.version},
                                    {"device", engine.device},
                                    {"precision", name_of(engine.precision)}}) {
    record.encoder.emplace_back(name, value);
  }
  if (!engine.instructions.empty()) record.encoder.emplace_back("instructions", engine.instructions);
  const std::pair<std::string, std::string> library = {engine.library, engine.version};
  const auto known = std::find(record.libraries.begin(), record.libraries.end(), library);
  if (known == record.libraries.end()) record.libraries.push_back(library);
}

}  // namespace p8
