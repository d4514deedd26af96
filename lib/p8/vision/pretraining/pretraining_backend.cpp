#include "p8/vision/pretraining/pretraining_backend.h"

#include "p8/vision/embedding/torch_backend.h"

namespace p8 {

const PretrainingBackend& pretraining_backend() {
  return *static_cast<const PretrainingBackend*>(torch_backend_interface(kPretrainingBackendEntry));
}

}  // namespace p8
