#pragma once

#include <cstddef>
#include <vector>

#include "p8/backends/onednn/layers/linear.h"

namespace p8::engine {

/// Channels that lie together in a feature map: [channels / block][height][width][block].
std::size_t channel_block();

/// Numbers of a map of so many channels, filled up to whole blocks.
std::size_t map_count(std::size_t channels, std::size_t side);

struct ConvolutionShape {
  std::size_t in = 0;
  std::size_t out = 0;
  std::size_t side = 0;   ///< of both maps
  bool is_first = false;  ///< x is an image, its channels one after the other
};

/// ReLU(x * W + b), 3 × 3, a border of zeros around x, in floats: one image, (in, side, side) → (out, side, side). By
/// Winograd's minimal filtering (Lavin and Gray 2016) where oneDNN has it: a quarter of the multiplications.
class Convolution {
 public:
  /// @param parts  at most so many, by output channels.   Throws NotServed.
  Convolution(const ConvolutionShape& shape, std::size_t parts);

  const ConvolutionShape& shape() const { return shape_; }
  std::size_t scratch_bytes() const { return scratch_bytes_; }

  /// @param weight  (out, in, 3, 3).   @param bias  (out).
  PackedWeights pack(const float* weight, const float* bias) const;
  /// The member's share of it.
  void run(const float* x, const PackedWeights& weights, float* y, void* scratch, const Worker& member) const;

 private:
  struct Part {
    Range outputs;
    dnnl::convolution_forward convolution;
    dnnl::memory::desc x, weights, bias, y, scratch;
  };

  ConvolutionShape shape_;
  std::vector<Part> parts_;
  std::size_t scratch_bytes_ = 0;
};

}  // namespace p8::engine
