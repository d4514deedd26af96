#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "p8/backends/onednn/layers/convolution.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/embedding/encoder.h"
#include "p8/vision/embedding/torch_backend.h"

namespace p8::engine {

/// VGG16 (see network::Vgg16, the reference): (B, 3, H, W) → (B, E) of the part that is requested. The linear layers
/// compute in the precision asked for; convolutions in floats always, because Winograd's are faster than direct ones in
/// bfloat16.
class Vgg16Encoder : public ImageEncoder {
 public:
  /// Throws NotServed; Error(Model).
  Vgg16Encoder(const Vgg16Checkpoint& checkpoint, Vgg16Part part, Precision precision, std::size_t threads);

  std::size_t width() const override;
  EncoderEngine engine() const override { return engine_of(precision_); }
  void encode(const float* pixels, std::size_t images, float* embeddings) override;

 private:
  struct ConvolutionLayer {
    Convolution convolution;
    PackedWeights weights;
    bool ends_block;
  };
  struct LinearLayer {
    Linear linear;
    PackedWeights weights;
  };
  struct Maps {
    AlignedBuffer x, y;
  };

  void convolve(const float* pixels, float* pooled, const Maps& maps, void* scratch, const Worker& member) const;
  void classify(std::size_t images, float* embeddings, void* scratch, const Worker& member);

  Precision precision_;
  std::size_t side_ = 0;
  std::size_t last_side_ = 0;  // before the pooling by means
  std::size_t pooled_ = 0;     // numbers of it
  ThreadPool team_;
  std::vector<ConvolutionLayer> convolutions_;
  std::vector<LinearLayer> linears_;
  std::vector<Maps> maps_;              // of each thread; together they use the first
  std::vector<AlignedBuffer> scratch_;  // of each thread
  AlignedBuffer features_;              // (B, pooled)
  AlignedBuffer rows_[2];               // (B, hidden) between linear layers; the first takes features as bfloats
};

}  // namespace p8::engine
