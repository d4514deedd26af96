#pragma once

#include <memory>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/network/transformer.h"

namespace p8::network {

/// CLIP's image encoder: (B, 3, H, W), preprocessed, → (B, E), not normalised. Names are those of OpenAI's checkpoints
/// without "visual.".
class ClipVision : public torch::nn::Module {
 public:
  virtual Tensor forward(const Tensor& pixels) = 0;
};

class VisionTransformer;
/// The vision transformer that it is. Throws Error(Usage) for a ResNet, whose last layers p8 does not train.
std::shared_ptr<VisionTransformer> as_transformer(const std::shared_ptr<ClipVision>& vision);

/// The one that the architecture asks for, its weights not set yet.
std::shared_ptr<ClipVision> make_clip_vision(const ClipArchitecture& architecture);

/// The image is cut into patches, each a token; a token of its own gathers what the image shows
/// (openai/CLIP d05afc4, clip/model.py, VisionTransformer).
class VisionTransformer : public ClipVision {
 public:
  explicit VisionTransformer(const ClipArchitecture& architecture);
  Tensor forward(const Tensor& pixels) override;
  /// What the last `blocks` blocks are given: (B, 3, H, W) → (B, T, D).
  Tensor trunk(const Tensor& pixels, std::size_t blocks);
  /// The last `blocks` blocks and what follows: (B, T, D) → (B, E).
  Tensor tail(const Tensor& tokens, std::size_t blocks);
  std::size_t layers() const { return transformer_->layers(); }

 private:
  Convolution conv1_;
  Tensor class_embedding_;       // (D)
  Tensor positional_embedding_;  // (T, D), T = patches + 1
  LayerNorm ln_pre_;
  Transformer transformer_;
  LayerNorm ln_post_;
  Tensor proj_;  // (D, E)
};

}  // namespace p8::network
