#pragma once

#include <cstddef>
#include <vector>

#include "p8/backends/libtorch/networks/clip_vision.h"

namespace p8::network {

/// A bottleneck of ResNet (He et al. 2016) whose stride is an average pooling behind the second convolution, and before
/// the convolution of the shortcut: (B, in, H, W) → (B, 4 · planes, H / stride, W / stride).
class BottleneckImpl : public torch::nn::Module {
 public:
  BottleneckImpl(std::int64_t in, std::int64_t planes, std::int64_t stride);
  Tensor forward(const Tensor& x);

 private:
  std::int64_t stride_;
  Convolution conv1_, conv2_, conv3_;
  BatchNorm bn1_, bn2_, bn3_;
  Convolution shortcut_{nullptr};  // where the size changes
  BatchNorm shortcut_norm_{nullptr};
};
TORCH_MODULE(Bottleneck);

/// One step of attention in which the mean of all positions asks: (B, C, H, W) → (B, E).
class AttentionPoolImpl : public torch::nn::Module {
 public:
  AttentionPoolImpl(std::int64_t positions, std::int64_t width, std::int64_t heads, std::int64_t embedding);
  Tensor forward(const Tensor& x);

 private:
  std::int64_t heads_;
  Tensor positional_embedding_;  // (H W + 1, C)
  Linear k_proj_, q_proj_, v_proj_, c_proj_;
};
TORCH_MODULE(AttentionPool);

/// OpenAI's ResNet for CLIP (openai/CLIP d05afc4, clip/model.py, ModifiedResNet).
class ModifiedResNet : public ClipVision {
 public:
  explicit ModifiedResNet(const ClipArchitecture& architecture);
  Tensor forward(const Tensor& pixels) override;
  /// Bottlenecks.
  std::size_t layers() const override { return bottlenecks_.size(); }
  /// (B, 3, H, W) → (B, C, H', W').
  Tensor frozen_features(const Tensor& pixels, std::size_t blocks) override;
  std::vector<std::int64_t> trunk_shape(std::size_t blocks) const override;
  Tensor tail(const Tensor& x, std::size_t blocks) override;
  std::vector<std::string> tail_names(std::size_t blocks) const override;

 private:
  Convolution conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
  BatchNorm bn1_{nullptr}, bn2_{nullptr}, bn3_{nullptr};
  std::vector<Bottleneck> bottlenecks_;
  std::vector<std::string> names_;  // of the bottlenecks: "layer1.0."
  std::vector<std::vector<std::int64_t>>
      shapes_;  // (C, H, W) of what each bottleneck is given, then the last one gives
  AttentionPool attnpool_{nullptr};
};

}  // namespace p8::network
