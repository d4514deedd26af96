#include "p8/vision/network/torch_run.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/cuda.h>

namespace p8::network {

void use_threads(int threads) {
  static const auto set_blas_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_blas_threads != nullptr) set_blas_threads(threads);
  at::set_num_threads(set_blas_threads != nullptr ? 1 : threads);
}

c10::Device device_named(const std::string& name) {
  if (name == "cpu") return c10::kCPU;
  const bool has_cuda = torch::cuda::is_available();
  if (name == "cuda" && !has_cuda) {
    throw usage_error("--device cuda: there is no CUDA device", "--device cuda : il n'y a pas d'appareil CUDA");
  }
  return has_cuda ? c10::kCUDA : c10::kCPU;
}

}  // namespace p8::network
