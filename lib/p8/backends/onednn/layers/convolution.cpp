#include "p8/backends/onednn/layers/convolution.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "p8/base/instruction_set.h"

namespace p8::engine {

namespace {

using dnnl::memory;

constexpr std::size_t kMinOutputs = 32;

memory::dim dim(std::size_t size) { return static_cast<memory::dim>(size); }

memory::desc map_desc(std::size_t channels, std::size_t side, bool is_image = false) {
  const auto blocks = channel_block() == 16 ? memory::format_tag::aBcd16b : memory::format_tag::aBcd8b;
  return {
      {1, dim(channels), dim(side), dim(side)}, memory::data_type::f32, is_image ? memory::format_tag::abcd : blocks};
}

dnnl::convolution_forward::primitive_desc describe(dnnl::algorithm algorithm, const memory::desc& x,
                                                   const memory::desc& weights, const memory::desc& bias,
                                                   const memory::desc& y) {
  const dnnl::primitive_attr attr = attributes({false, Epilogue::Activation::Relu});
  const memory::dims ones = {1, 1};
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), dnnl::prop_kind::forward_inference, algorithm, x, weights, bias, y, ones, ones, ones, attr};
#else
  return {{dnnl::prop_kind::forward_inference, algorithm, x, weights, bias, y, ones, ones, ones}, attr, processor()};
#endif
}

dnnl::convolution_forward::primitive_desc fastest(const memory::desc& x, const memory::desc& weights,
                                                  const memory::desc& bias, const memory::desc& y) {
  try {
    return describe(dnnl::algorithm::convolution_winograd, x, weights, bias, y);
  } catch (const dnnl::error&) {  // not for three channels, nor without AVX-512
    return describe(dnnl::algorithm::convolution_direct, x, weights, bias, y);
  }
}

/// [0, outputs) in parts of whole blocks.
std::vector<Range> cut(std::size_t outputs, std::size_t parts) {
  const std::size_t block = channel_block(), blocks = (outputs + block - 1) / block;
  const std::size_t count = std::max<std::size_t>(1, std::min(parts, outputs / kMinOutputs));
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < count; ++i) {
    ranges.push_back({blocks * i / count * block, std::min(outputs, blocks * (i + 1) / count * block)});
  }
  return ranges;
}

}  // namespace

std::size_t channel_block() { return instruction_set() == InstructionSet::Avx512 ? 16 : 8; }

std::size_t map_count(std::size_t channels, std::size_t side) {
  return (channels + channel_block() - 1) / channel_block() * channel_block() * side * side;
}

Convolution::Convolution(const ConvolutionShape& shape, std::size_t parts) : shape_(shape) {
  for (const Range& outputs : cut(shape.out, parts)) {
    Part part;
    part.outputs = outputs;
    part.x = map_desc(shape.in, shape.side, shape.is_first);
    part.y = map_desc(outputs.size(), shape.side);
    part.bias = {{dim(outputs.size())}, memory::data_type::f32, memory::format_tag::a};
    const memory::desc any({dim(outputs.size()), dim(shape.in), 3, 3}, memory::data_type::f32, memory::format_tag::any);
    const auto description = fastest(part.x, any, part.bias, part.y);
    if (is_slow(description)) throw NotServed{};
    part.convolution = dnnl::convolution_forward(description);
    part.weights = description.weights_desc();
    part.scratch = description.scratchpad_desc();
    scratch_bytes_ = std::max(scratch_bytes_, part.scratch.get_size());
    parts_.push_back(std::move(part));
  }
}

PackedWeights Convolution::pack(const float* weight, const float* bias) const {
  PackedWeights packed;
  for (const Part& part : parts_) {
    const memory::desc plain({dim(part.outputs.size()), dim(shape_.in), 3, 3}, memory::data_type::f32,
                             memory::format_tag::abcd);
    memory from(plain, processor(), const_cast<float*>(weight + part.outputs.begin * shape_.in * 9));
    memory to(part.weights, processor());
    dnnl::reorder(from, to).execute(here(), from, to);
    packed.parts.push_back(std::move(to));
  }
  packed.bias = AlignedBuffer(shape_.out * sizeof(float));
  std::memcpy(packed.bias.as(), bias, shape_.out * sizeof(float));
  return packed;
}

void Convolution::run(const float* x, const PackedWeights& weights, float* y, void* scratch,
                      const Worker& member) const {
  for (std::size_t i = member.index(); i < parts_.size(); i += member.size()) {
    const Part& part = parts_[i];
    part.convolution.execute(here(),
                             {{DNNL_ARG_SRC, {part.x, processor(), const_cast<float*>(x)}},
                              {DNNL_ARG_WEIGHTS, weights.parts[i]},
                              {DNNL_ARG_BIAS, {part.bias, processor(), weights.bias.as<float>() + part.outputs.begin}},
                              {DNNL_ARG_DST, {part.y, processor(), y + part.outputs.begin * shape_.side * shape_.side}},
                              {DNNL_ARG_SCRATCHPAD, {part.scratch, processor(), scratch}}});
  }
}

}  // namespace p8::engine
