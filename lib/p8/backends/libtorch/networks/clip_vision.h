#pragma once

#include <memory>
#include <string>
#include <vector>

#include "p8/backends/libtorch/networks/transformer.h"
#include "p8/vision/checkpoint/clip_architecture.h"

namespace p8::network {

/// CLIP's image encoder: (B, 3, H, W), preprocessed, → (B, E), not normalised. Names are those of OpenAI's checkpoints
/// without "visual.".
class ClipVision : public torch::nn::Module {
 public:
  virtual Tensor forward(const Tensor& pixels) = 0;

  /// Blocks, counted from the end where the last ones are trained.
  virtual std::size_t layers() const = 0;
  /// What the last `blocks` blocks are given: (B, 3, H, W) → (B, …), each of trunk_shape().
  virtual Tensor frozen_features(const Tensor& pixels, std::size_t blocks) = 0;
  virtual std::vector<std::int64_t> trunk_shape(std::size_t blocks) const = 0;
  /// The last `blocks` blocks and what follows: (B, …) → (B, E).
  virtual Tensor tail(const Tensor& x, std::size_t blocks) = 0;
  /// How the names of the parameters begin that tail() uses; without blocks, of those of the projection alone.
  virtual std::vector<std::string> tail_names(std::size_t blocks) const = 0;
};

/// The one that the architecture asks for, its weights not set yet.
std::shared_ptr<ClipVision> make_clip_vision(const ClipArchitecture& architecture);

/// The image is cut into patches, each a token; a token of its own gathers what the image shows
/// (openai/CLIP d05afc4, clip/model.py, VisionTransformer).
class VisionTransformer : public ClipVision {
 public:
  explicit VisionTransformer(const ClipArchitecture& architecture);
  Tensor forward(const Tensor& pixels) override;
  std::size_t layers() const override { return transformer_->layers(); }
  /// (B, 3, H, W) → (B, T, D).
  Tensor frozen_features(const Tensor& pixels, std::size_t blocks) override;
  std::vector<std::int64_t> trunk_shape(std::size_t blocks) const override;
  Tensor tail(const Tensor& tokens, std::size_t blocks) override;
  std::vector<std::string> tail_names(std::size_t blocks) const override;

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
