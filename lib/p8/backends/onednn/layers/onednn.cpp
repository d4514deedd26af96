#include "p8/backends/onednn/layers/onednn.h"

#include <fmt/core.h>

#include "p8/base/instruction_set.h"

namespace p8::engine {

namespace {

void append(dnnl::post_ops& operations, dnnl::algorithm algorithm, float alpha) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(algorithm, alpha, 0.0F);
#else
  operations.append_eltwise(1.0F, algorithm, alpha, 0.0F);
#endif
}

/// What the products of a precision run on.
const char* instructions_of(Precision precision) {
  if (precision == Precision::Bf16) return "avx512bf16";
  if (precision == Precision::Int8) return "avx512vnni";
  return instruction_set() == InstructionSet::Avx512 ? "avx512" : "avx2";
}

}  // namespace

bool has_bfloats() { return instruction_set() == InstructionSet::Avx512 && __builtin_cpu_supports("avx512bf16") != 0; }
bool has_bytes() { return instruction_set() == InstructionSet::Avx512 && __builtin_cpu_supports("avx512vnni") != 0; }

Numbers plain_numbers(Precision precision) {
  return precision == Precision::Fp32 || !has_bfloats() ? Numbers::Float : Numbers::BFloat;
}

dnnl::memory::data_type data_type(Numbers numbers) {
  switch (numbers) {
    case Numbers::BFloat:
      return dnnl::memory::data_type::bf16;
    case Numbers::Byte:
      return dnnl::memory::data_type::u8;
    case Numbers::SignedByte:
      return dnnl::memory::data_type::s8;
    case Numbers::Int:
      return dnnl::memory::data_type::s32;
    case Numbers::Float:
      break;
  }
  return dnnl::memory::data_type::f32;
}

std::size_t size_of(Numbers numbers) {
  switch (numbers) {
    case Numbers::BFloat:
      return 2;
    case Numbers::Byte:
    case Numbers::SignedByte:
      return 1;
    case Numbers::Int:
    case Numbers::Float:
      break;
  }
  return 4;
}

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::stream& here() {
  thread_local dnnl::stream stream(processor());
  return stream;
}

EncoderEngine engine_of(Precision precision) {
  const dnnl::version_t* const version = dnnl::version();
  return {"onednn", fmt::format("{}.{}.{}", version->major, version->minor, version->patch), "cpu", precision,
          instructions_of(precision)};
}

dnnl::primitive_attr attributes(const Epilogue& epilogue) {
  constexpr float kQuickGeluSlope = 1.702F;
  dnnl::post_ops operations;
  if (epilogue.accumulates) operations.append_sum(1.0F);
  switch (epilogue.activation) {
    case Epilogue::Activation::QuickGelu:
      append(operations, dnnl::algorithm::eltwise_swish, kQuickGeluSlope);
      break;
    case Epilogue::Activation::Gelu:
      append(operations, dnnl::algorithm::eltwise_gelu_erf, 0.0F);
      break;
    case Epilogue::Activation::Relu:
      append(operations, dnnl::algorithm::eltwise_relu, 0.0F);
      break;
    case Epilogue::Activation::None:
      break;
  }
  dnnl::primitive_attr result;
  result.set_post_ops(operations);
  result.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return result;
}

dnnl::matmul::primitive_desc product(const dnnl::memory::desc& x, const dnnl::memory::desc& weights,
                                     const dnnl::memory::desc* bias, const dnnl::memory::desc& y,
                                     const Epilogue& epilogue) {
  const dnnl::primitive_attr attr = attributes(epilogue);
#if DNNL_VERSION_MAJOR >= 3
  return bias == nullptr ? dnnl::matmul::primitive_desc(processor(), x, weights, y, attr)
                         : dnnl::matmul::primitive_desc(processor(), x, weights, *bias, y, attr);
#else
  return {bias == nullptr ? dnnl::matmul::desc(x, weights, y) : dnnl::matmul::desc(x, weights, *bias, y), attr,
          processor()};
#endif
}

}  // namespace p8::engine
