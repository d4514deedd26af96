#pragma once

#include <cstdint>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

// The layers that CLIP and VGG16 are made of. They are torch.nn's, but begin without values: torch.nn's draw random
// numbers for every weight, which a published model then replaces, and that takes longer than reading it.
namespace p8::network {

using torch::Tensor;

/// A parameter of that shape whose values are not set yet.
Tensor blank(torch::IntArrayRef shape);

/// y = x Wᵀ + b: (…, in) → (…, out).
class LinearImpl : public torch::nn::Module {
 public:
  LinearImpl(std::int64_t in, std::int64_t out);
  Tensor forward(const Tensor& x);

  Tensor weight;  ///< (out, in)
  Tensor bias;    ///< (out)
};
TORCH_MODULE(Linear);

/// Layer normalisation over the last dimension (Ba et al. 2016).
class LayerNormImpl : public torch::nn::Module {
 public:
  LayerNormImpl(std::int64_t width, double epsilon);
  Tensor forward(const Tensor& x);

  Tensor weight;
  Tensor bias;

 private:
  double epsilon_;
};
TORCH_MODULE(LayerNorm);

struct ConvolutionShape {
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  bool has_bias = false;
};

/// (B, in, H, W) → (B, out, H', W').
class ConvolutionImpl : public torch::nn::Module {
 public:
  explicit ConvolutionImpl(const ConvolutionShape& shape);
  Tensor forward(const Tensor& x);

  Tensor weight;  ///< (out, in, kernel, kernel)
  Tensor bias;    ///< (out), or undefined

 private:
  ConvolutionShape shape_;
};
TORCH_MODULE(Convolution);

/// Batch normalisation of channels (Ioffe and Szegedy 2015); in evaluation by the stored statistics, which are running
/// means of those of the batches in training.
class BatchNormImpl : public torch::nn::Module {
 public:
  explicit BatchNormImpl(std::int64_t channels);
  Tensor forward(const Tensor& x);

  Tensor weight;
  Tensor bias;
  Tensor running_mean;
  Tensor running_var;
  bool keeps_statistics = true;  ///< training changes running_mean and running_var
};
TORCH_MODULE(BatchNorm);

/// Whether the batches that the module's batch normalisations see in training change their running statistics.
void keep_statistics(torch::nn::Module& module, bool keep);

}  // namespace p8::network
