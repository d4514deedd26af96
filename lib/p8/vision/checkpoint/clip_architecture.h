#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <variant>

#include "p8/vision/checkpoint/checkpoint.h"

namespace p8 {

/// What stands between the two layers of a perceptron.
enum class Activation {
  QuickGelu,  ///< x · sigmoid(1.702 x) (Hendrycks and Gimpel 2016), as OpenAI's models
  Gelu,       ///< x · Φ(x), exact
};

/// A vision transformer (Dosovitskiy et al. 2021, "An image is worth 16x16 words").
struct VisionTransformerShape {
  std::size_t width = 0;   ///< D
  std::size_t layers = 0;  ///< L
  std::size_t heads = 0;   ///< divides D
  std::size_t hidden = 0;  ///< of the perceptron in a block; 4 D where published
  std::size_t patch = 0;   ///< side of a patch, pixels
};

/// OpenAI's modified ResNet (Radford et al. 2021, section 2.4): three convolutions at the start, antialiased strides,
/// attention pooling at the end.
struct ModifiedResNetShape {
  std::size_t width = 0;                   ///< channels of the first stage; the last one has 32 times as many
  std::array<std::size_t, 4> layers = {};  ///< bottlenecks of each stage
  std::size_t heads = 0;                   ///< of the attention pooling; divides 32 · width
};

/// The text encoder: a transformer that sees only what stands before (Radford et al. 2019).
struct TextTransformerShape {
  std::size_t context = 0;     ///< T
  std::size_t vocabulary = 0;  ///< tokens
  std::size_t width = 0;       ///< D
  std::size_t layers = 0;      ///< L
  std::size_t heads = 0;       ///< divides D
  std::size_t hidden = 0;      ///< of the perceptron in a block
};

/// All that is to know of a CLIP model but its weights.
struct ClipArchitecture {
  std::size_t embedding = 0;   ///< E
  std::size_t image_size = 0;  ///< H = W, pixels
  std::variant<VisionTransformerShape, ModifiedResNetShape> vision;
  TextTransformerShape text;
  Activation vision_activation = Activation::QuickGelu;  ///< of the vision transformer
  Activation text_activation = Activation::QuickGelu;
  double layer_norm_epsilon = 1e-5;
};

/// The architecture that the tensors' shapes tell (openai/CLIP d05afc4, clip/model.py, build_model). Heads are 64
/// numbers wide, activations OpenAI's: no shape tells them.
/// @param checkpoint  under OpenAI's names.   Throws Error(Model) where a tensor that is needed for it is missing.
ClipArchitecture infer_architecture(const Checkpoint& checkpoint);

/// Every tensor of such a model under OpenAI's names, batch normalisation's statistics included.
TensorShapes clip_tensor_shapes(const ClipArchitecture& architecture);

/// "ViT-B/32", "RN50x4" for the published ones, else "ViT, width 128, 2 layers, patches of 16".
std::string architecture_name(const ClipArchitecture& architecture);

}  // namespace p8
