#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "p8/backends/onednn/layers/onednn.h"
#include "p8/backends/onednn/layers/thread_pool.h"
#include "p8/base/aligned_buffer.h"

namespace p8::engine {

struct LinearShape {
  std::size_t in = 0;
  std::size_t out = 0;
  bool has_bias = true;
  Numbers x = Numbers::Float;  ///< of the rows that come in; weights are stored alike
  Numbers y = Numbers::Float;  ///< of the rows that go out
  Epilogue epilogue;
};

/// The weights of a linear layer as its Linear reads them, in parts by their outputs.
struct PackedWeights {
  std::vector<dnnl::memory> parts;
  AlignedBuffer bias;  // (out)
};

/// y = epilogue(x Wᵀ + b) for weights of one shape: (rows, in) → (rows, out). Layers of the same shape share it.
///
/// Outputs are cut into parts, one a thread, each with weights of its own: threads that compute a few rows together
/// read half of the weights each, not all of them twice. Large weights are cut into more, and read part by part.
class Linear {
 public:
  /// @param parts  at most so many.   Throws NotServed where oneDNN has only slow code for it on this machine.
  Linear(const LinearShape& shape, std::size_t parts);

  const LinearShape& shape() const { return shape_; }

  /// Some rows of a weight: (outputs.size(), in).
  using WeightRows = std::function<std::vector<float>(const Range& outputs)>;
  /// @param bias  (out), or nullptr where the shape has none.
  PackedWeights pack(const WeightRows& weight, const float* bias) const;
  /// For rows of bytes, whose weights are signed bytes.
  using ByteRows = std::function<std::vector<std::int8_t>(const Range& outputs)>;
  PackedWeights pack(const ByteRows& weight) const;

  /// Makes what run() needs for so many rows. Not while another thread runs.
  void prepare(std::size_t rows);
  /// Bytes of scratch memory that each thread needs for what was prepared.
  std::size_t scratch_bytes() const { return scratch_bytes_; }

  /// The member's share of it. The rows must have been prepared.
  void run(const void* x, std::size_t rows, const PackedWeights& weights, void* y, void* scratch,
           const Worker& member) const;

 private:
  struct Part {
    Range outputs;
    dnnl::memory::desc weights;
    dnnl::memory::desc bias;
  };
  /// What multiplies so many rows with each part.
  struct Plan {
    std::vector<dnnl::matmul> products;
    std::vector<dnnl::memory::desc> x, y, scratch;
  };

  dnnl::memory pack(const Part& part, const void* rows, Numbers stored) const;
  dnnl::matmul::primitive_desc describe(const Part& part, const dnnl::memory::desc& weights, std::size_t rows) const;

  LinearShape shape_;
  std::vector<Part> parts_;
  std::map<std::size_t, Plan> plans_;
  std::size_t scratch_bytes_ = 0;
};

}  // namespace p8::engine
