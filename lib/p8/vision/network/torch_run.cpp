#include "p8/vision/network/torch_run.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace p8::network {

void use_threads(int threads) {
  static const auto set_blas_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_blas_threads != nullptr) set_blas_threads(threads);
  at::set_num_threads(set_blas_threads != nullptr ? 1 : threads);
}

}  // namespace p8::network
