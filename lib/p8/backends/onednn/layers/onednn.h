#pragma once

#include <cstddef>
#include <string>

#include <dnnl.hpp>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/vision/embedding/encoder.h"

// What differs between oneDNN 2 and 3, and what every use of it needs.
namespace p8::engine {

/// In what a row of numbers is stored.
enum class Numbers { Float, BFloat, Byte, SignedByte, Int };

dnnl::memory::data_type data_type(Numbers numbers);
std::size_t size_of(Numbers numbers);

/// Whether the processor multiplies bfloats; bytes.
bool has_bfloats();
bool has_bytes();

/// What rows of a precision are stored in where they are not bytes.
Numbers plain_numbers(Precision precision);

/// The processor.
const dnnl::engine& processor();
/// Its instructions run where they are given: any thread may use it.
dnnl::stream& here();

/// What run.json says.
EncoderEngine engine_of(Precision precision);

/// What follows a product or convolution, in this order.
struct Epilogue {
  enum class Activation { None, QuickGelu, Gelu, Relu };
  bool accumulates = false;  ///< the result is added to what stands at its place
  Activation activation = Activation::None;
};

/// With scratch memory of the caller's: of the library's own, a primitive would keep that of the thread that made it.
dnnl::primitive_attr attributes(const Epilogue& epilogue);

dnnl::matmul::primitive_desc product(const dnnl::memory::desc& x, const dnnl::memory::desc& weights,
                                     const dnnl::memory::desc* bias, const dnnl::memory::desc& y,
                                     const Epilogue& epilogue);

/// What the engine cannot compute, or not fast, on this machine.
struct NotServed {};
/// Whether oneDNN would run its reference: right, and a hundred times slower.
template <typename PrimitiveDescription>
bool is_slow(const PrimitiveDescription& description) {
  return std::string(description.impl_info_str()).find("ref") != std::string::npos;
}

/// Runs a piece of work of oneDNN; what it throws becomes an Error in one line.
template <typename Work>
auto translate_exceptions(Work work) {
  try {
    return work();
  } catch (const dnnl::error& error) {
    throw model_error("oneDNN: {}", "oneDNN : {}", printable(error.what(), 300));
  }
}

}  // namespace p8::engine
