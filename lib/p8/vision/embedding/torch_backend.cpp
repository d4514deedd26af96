#include "p8/vision/embedding/torch_backend.h"

#include <dlfcn.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr const char* kLibrary = "libp8_vision.so";

}  // namespace

const void* torch_backend_interface(const char* function) {
  // Without a slash the loader looks where the program's own run path says.
  static void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  void* const entry = library == nullptr ? nullptr : dlsym(library, function);
  if (entry == nullptr) {
    const char* const reason = dlerror();
    throw model_error("the part of p8 that reads images cannot be loaded: {}",
                      "la partie de p8 qui lit les images ne peut pas être chargée : {}",
                      printable(reason == nullptr ? kLibrary : reason, 500));
  }
  return reinterpret_cast<TorchBackendEntry*>(entry)();
}

const TorchBackend& torch_backend() {
  return *static_cast<const TorchBackend*>(torch_backend_interface(kTorchBackendEntry));
}

}  // namespace p8
