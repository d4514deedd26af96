#include "p8/vision/classifier/finetune_backend.h"

#include "p8/vision/embedding/torch_backend.h"

namespace p8 {

const FinetuneBackend& finetune_backend() {
  return *static_cast<const FinetuneBackend*>(torch_backend_interface(kFinetuneBackendEntry));
}

}  // namespace p8
