#include "p8/backends/onednn/layers/layer.h"

#include "p8/backends/onednn/layers/row_kernels.h"
#include "p8/base/instruction_set.h"

namespace p8::engine {

namespace {

bool reads_bytes(const LinearShape& shape) { return shape.x == Numbers::Byte; }

/// Without AVX-512 oneDNN's products are slowed to half by an activation; another pass over floats costs little.
bool activates_after(const LinearShape& shape) {
  return instruction_set() != InstructionSet::Avx512 && shape.y == Numbers::Float &&
         shape.epilogue.activation != Epilogue::Activation::None;
}

LinearShape product_of(LinearShape shape) {
  if (activates_after(shape)) shape.epilogue.activation = Epilogue::Activation::None;
  if (!reads_bytes(shape)) return shape;
  return {shape.in, shape.out, false, Numbers::Byte, Numbers::Int, {}};
}

}  // namespace

Layer::Layer(LinearShape shape, std::size_t parts)
    : epilogue_(shape.epilogue), out_(shape.out), linear_(product_of(shape), parts) {}

LayerWeights Layer::pack(const Linear::WeightRows& weight, const std::vector<float>& bias) const {
  LayerWeights weights;
  if (!reads_bytes(linear_.shape())) {
    weights.packed = linear_.pack(weight, bias.data());
    return weights;
  }
  weights.packed = linear_.pack(Linear::ByteRows(
      [&](const Range& outputs) { return quantize_weights(weight(outputs), outputs.size(), weights.scales); }));
  weights.scales.bias = bias;
  return weights;
}

void Layer::run(const Rows& x, std::size_t rows, const LayerWeights& weights, void* y, void* sums, void* scratch,
                const Worker& member) const {
  if (!reads_bytes(linear_.shape())) {
    linear_.run(x.numbers, rows, weights.packed, y, scratch, member);
    member.arrive_and_wait();
    if (linear_.shape().epilogue.activation != epilogue_.activation) {
      const Range share = member.share(rows * out_);
      activate(epilogue_.activation, static_cast<float*>(y) + share.begin, share.size());
      member.arrive_and_wait();
    }
    return;
  }
  linear_.run(x.numbers, rows, weights.packed, sums, scratch, member);
  member.arrive_and_wait();
  const Range share = member.share(rows);
  dequantize_rows(static_cast<const std::int32_t*>(sums) + share.begin * out_, x.quantized, share.begin, share.size(),
                  weights.scales, epilogue_, static_cast<float*>(y) + share.begin * out_);
  member.arrive_and_wait();
}

}  // namespace p8::engine
