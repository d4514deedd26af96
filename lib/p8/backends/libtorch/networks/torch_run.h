#pragma once

#include <string>

#include <c10/core/Device.h>
#include <c10/util/Exception.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8::network {

/// Lets matrix products use so many threads, and all else the calling one. OpenBLAS has a pool of its own that LibTorch
/// does not know of; threads of OpenMP beside it would wait for work by spinning, and slow it down to half.
void use_threads(int threads);
/// The other way round, where convolutions are most of the work: they are LibTorch's own. Where the machine has other
/// work too, OMP_WAIT_POLICY=passive in the environment keeps threads of OpenMP from spinning.
void use_threads_for_convolutions(int threads);

/// "cpu", "cuda", or "auto": CUDA where there is one. Throws Error(Usage) where it is requested and there is none.
c10::Device device_named(const std::string& name);

/// Runs a piece of work of LibTorch; what it throws becomes an Error in one line.
template <typename Work>
auto translate_exceptions(Work work) {
  try {
    return work();
  } catch (const c10::Error& error) {
    const std::string whole = error.what_without_backtrace();
    const std::string reason = printable(whole.substr(0, whole.find('\n')), 300);
    throw model_error("LibTorch: {}", "LibTorch : {}", reason);
  }
}

}  // namespace p8::network
