#pragma once

#include <cstddef>

#include "p8/backends/onednn/layers/linear.h"
#include "p8/backends/onednn/layers/quantized_rows.h"

namespace p8::engine {

/// The rows that a layer reads: floats, bfloats, or bytes with their scales.
struct Rows {
  void* numbers = nullptr;
  QuantizedRows quantized;  ///< where they are bytes
};

struct LayerWeights {
  PackedWeights packed;
  OutputScales scales;  ///< where they are bytes
};

/// A Linear that computes in bytes too: these need another pass over the result. So do activations without AVX-512.
class Layer {
 public:
  /// Shape as Linear's; with bytes for x, y is floats.
  Layer(LinearShape shape, std::size_t parts);

  LayerWeights pack(const Linear::WeightRows& weight, const std::vector<float>& bias) const;
  void prepare(std::size_t rows) { linear_.prepare(rows); }
  std::size_t scratch_bytes() const { return linear_.scratch_bytes(); }

  /// Ends with a meeting.   @param sums  room for (rows, out) of four bytes where x is bytes; may be y where nothing is
  /// accumulated.
  void run(const Rows& x, std::size_t rows, const LayerWeights& weights, void* y, void* sums, void* scratch,
           const Worker& member) const;

 private:
  Epilogue epilogue_;
  std::size_t out_;
  Linear linear_;
};

}  // namespace p8::engine
