#pragma once

#include <cstddef>

#include "p8/backends/onednn/layers/onednn.h"
#include "p8/backends/onednn/layers/simd.h"

// Activations of a vector, for kernels.
namespace p8::engine {

/// x · Φ(x) with the error function of Abramowitz and Stegun 1964, 7.1.26: wrong by 1.5e-7 at most.
template <std::size_t Width>
[[gnu::always_inline]] inline void gelu(Floats<Width>& x) {
  const Floats<Width> half = x * 0.70710678118654752F;
  const Floats<Width> size = half < 0.0F ? -half : half;
  const Floats<Width> t = 1.0F / (1.0F + 0.3275911F * size);
  Floats<Width> decay = -size * size;
  exponential<Width>(decay);
  const Floats<Width> polynomial =
      ((((1.061405429F * t - 1.453152027F) * t + 1.421413741F) * t - 0.284496736F) * t + 0.254829592F) * t;
  const Floats<Width> error = 1.0F - polynomial * decay;
  x = 0.5F * x * (1.0F + (half < 0.0F ? -error : error));
}

template <std::size_t Width>
[[gnu::always_inline]] inline void quick_gelu(Floats<Width>& x) {
  Floats<Width> decay = x * -1.702F;
  exponential<Width>(decay);
  x = x / (1.0F + decay);
}

template <std::size_t Width>
[[gnu::always_inline]] inline void activate(Epilogue::Activation activation, Floats<Width>& x) {
  switch (activation) {
    case Epilogue::Activation::QuickGelu:
      quick_gelu<Width>(x);
      break;
    case Epilogue::Activation::Gelu:
      gelu<Width>(x);
      break;
    case Epilogue::Activation::Relu:
      x = x < 0.0F ? Floats<Width>{} : x;
      break;
    case Epilogue::Activation::None:
      break;
  }
}

}  // namespace p8::engine
