#include "p8/backends/libtorch/networks/torch_run.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/cuda.h>

namespace p8::network {

namespace {

/// Whether there is an OpenBLAS that could be told.
bool tell_blas(int threads) {
  static const auto set_blas_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_blas_threads == nullptr) return false;
  set_blas_threads(threads);
  return true;
}

}  // namespace

void use_threads(int threads) { at::set_num_threads(tell_blas(threads) ? 1 : threads); }

void use_threads_for_convolutions(int threads) {
  tell_blas(1);
  at::set_num_threads(threads);
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
