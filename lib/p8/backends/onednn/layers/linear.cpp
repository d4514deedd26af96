#include "p8/backends/onednn/layers/linear.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace p8::engine {

namespace {

using dnnl::memory;

constexpr std::size_t kUsualRows = 256;  // for which the layout of the weights is chosen
constexpr std::size_t kMinOutputs = 128;
constexpr std::size_t kOutputStep = 64;                    // four vectors of AVX-512
constexpr std::size_t kMaxNumbers = std::size_t{1} << 23;  // of a part's weights: 32 MB
constexpr std::size_t kMaxPlans = 64;

memory::dim dim(std::size_t size) { return static_cast<memory::dim>(size); }

/// [0, outputs) in nearly equal parts that begin at whole steps.
std::vector<Range> cut(std::size_t outputs, std::size_t parts) {
  const std::size_t steps = (outputs + kOutputStep - 1) / kOutputStep;
  const std::size_t count = std::max<std::size_t>(1, std::min({parts, steps, outputs / kMinOutputs}));
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < count; ++i) {
    ranges.push_back({steps * i / count * kOutputStep, std::min(outputs, steps * (i + 1) / count * kOutputStep)});
  }
  return ranges;
}

}  // namespace

Linear::Linear(const LinearShape& shape, std::size_t parts) : shape_(shape) {
  const Numbers stored = shape.x == Numbers::Byte ? Numbers::SignedByte : shape.x;
  for (const Range& outputs : cut(shape.out, std::max(parts, shape.in * shape.out / kMaxNumbers))) {
    Part part;
    part.outputs = outputs;
    part.bias = {{1, dim(outputs.size())}, memory::data_type::f32, memory::format_tag::ab};
    const memory::desc any({dim(shape.in), dim(outputs.size())}, data_type(stored), memory::format_tag::any);
    const dnnl::matmul::primitive_desc description = describe(part, any, kUsualRows);
    part.weights = description.weights_desc();
    if (is_slow(description)) throw NotServed{};
    parts_.push_back(part);
  }
}

dnnl::matmul::primitive_desc Linear::describe(const Part& part, const memory::desc& weights, std::size_t rows) const {
  const memory::desc x({dim(rows), dim(shape_.in)}, data_type(shape_.x), memory::format_tag::ab);
  const memory::desc y({dim(rows), dim(part.outputs.size())}, data_type(shape_.y), memory::dims{dim(shape_.out), 1});
  return product(x, weights, shape_.has_bias ? &part.bias : nullptr, y, shape_.epilogue);
}

dnnl::memory Linear::pack(const Part& part, const void* rows, Numbers stored) const {
  const memory::desc plain({dim(shape_.in), dim(part.outputs.size())}, data_type(stored),
                           memory::dims{1, dim(shape_.in)});
  memory from(plain, processor(), const_cast<void*>(rows));
  memory to(part.weights, processor());
  dnnl::reorder(from, to).execute(here(), from, to);
  return to;
}

PackedWeights Linear::pack(const WeightRows& weight, const float* bias) const {
  PackedWeights packed;
  for (const Part& part : parts_) packed.parts.push_back(pack(part, weight(part.outputs).data(), Numbers::Float));
  if (shape_.has_bias) {
    packed.bias = AlignedBuffer(shape_.out * sizeof(float));
    std::memcpy(packed.bias.as(), bias, shape_.out * sizeof(float));
  }
  return packed;
}

PackedWeights Linear::pack(const ByteRows& weight) const {
  PackedWeights packed;
  for (const Part& part : parts_) packed.parts.push_back(pack(part, weight(part.outputs).data(), Numbers::SignedByte));
  return packed;
}

void Linear::prepare(std::size_t rows) {
  if (rows == 0 || plans_.count(rows) > 0) return;
  if (plans_.size() == kMaxPlans) plans_.clear();
  Plan plan;
  for (const Part& part : parts_) {
    const dnnl::matmul::primitive_desc description = describe(part, part.weights, rows);
    plan.products.emplace_back(description);
    plan.x.push_back(description.src_desc());
    plan.y.push_back(description.dst_desc());
    plan.scratch.push_back(description.scratchpad_desc());
    scratch_bytes_ = std::max(scratch_bytes_, plan.scratch.back().get_size());
  }
  plans_.emplace(rows, std::move(plan));
}

void Linear::run(const void* x, std::size_t rows, const PackedWeights& weights, void* y, void* scratch,
                 const Worker& member) const {
  if (rows == 0) return;
  const auto found = plans_.find(rows);
  assert(found != plans_.end());
  const Plan& plan = found->second;
  for (std::size_t i = member.index(); i < parts_.size(); i += member.size()) {
    const std::size_t begin = parts_[i].outputs.begin;
    std::unordered_map<int, memory> arguments = {
        {DNNL_ARG_SRC, {plan.x[i], processor(), const_cast<void*>(x)}},
        {DNNL_ARG_WEIGHTS, weights.parts[i]},
        {DNNL_ARG_DST, {plan.y[i], processor(), static_cast<char*>(y) + begin * size_of(shape_.y)}},
        {DNNL_ARG_SCRATCHPAD, {plan.scratch[i], processor(), scratch}}};
    if (shape_.has_bias) {
      arguments.emplace(DNNL_ARG_BIAS, memory(parts_[i].bias, processor(), weights.bias.as<float>() + begin));
    }
    plan.products[i].execute(here(), arguments);
  }
}

}  // namespace p8::engine
