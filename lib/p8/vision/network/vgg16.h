#pragma once

#include <vector>

#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/network/layers.h"

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

 private:
  std::vector<Convolution> convolutions_;
  Linear first_{nullptr}, second_{nullptr}, last_{nullptr};
};

}  // namespace p8::network
