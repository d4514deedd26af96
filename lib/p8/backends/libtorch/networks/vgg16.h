#pragma once

#include <string>
#include <vector>

#include "p8/backends/libtorch/networks/layers.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"

namespace p8::network {

/// VGG16 (Simonyan and Zisserman 2015, configuration D) with torchvision's parts and names.
class Vgg16 : public torch::nn::Module {
 public:
  explicit Vgg16(const Vgg16Architecture& architecture);

  /// (B, 3, H, W), preprocessed, → (B, C, 7, 7): convolutions, then adaptive average pooling.
  Tensor features(const Tensor& pixels);
  /// (B, C, 7, 7) → (B, hidden): the classifier up to its second hidden layer, what a new last layer learns from.
  Tensor penultimate(const Tensor& pooled);
  /// (B, 3, H, W) → (B, classes), before the softmax.
  Tensor forward(const Tensor& pixels);

  /// Layers up to the second hidden one, counted from the end: that, the first hidden one, the convolutions.
  static constexpr std::size_t kLayers = 15;
  /// What the last `layers` of them are given: (B, 3, H, W) → (B, …).   @param layers  1 to kLayers.
  Tensor frozen_features(const Tensor& pixels, std::size_t layers);
  /// The last `layers` of them, without dropout: → (B, hidden).
  Tensor tail(const Tensor& x, std::size_t layers);
  /// How the names of the last `layers` of them begin: "classifier.3.", "features.28.".
  static std::vector<std::string> tail_names(std::size_t layers);

 private:
  /// Convolutions [begin, end), with the pooling that ends their blocks.
  Tensor convolve(Tensor x, std::size_t begin, std::size_t end);

  std::vector<Convolution> convolutions_;
  Linear first_{nullptr}, second_{nullptr}, last_{nullptr};
};

}  // namespace p8::network
