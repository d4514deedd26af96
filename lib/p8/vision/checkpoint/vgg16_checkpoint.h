#pragma once

#include <string>
#include <vector>

#include "p8/vision/checkpoint/checkpoint.h"
#include "p8/vision/image/preprocessing.h"

namespace p8 {

/// VGG's configuration D (Simonyan and Zisserman 2015, table 1) as torchvision lays it out: thirteen convolutions of
/// 3 × 3 in five blocks, each ended by max-pooling; adaptive average pooling to 7 × 7; three linear layers.
struct Vgg16Architecture {
  std::vector<std::size_t> widths;  ///< (13) output channels of the convolutions
  std::size_t hidden = 0;           ///< 4096 where published
  std::size_t classes = 0;          ///< 1000 where published
};

/// The numbers of the convolutions in torchvision's Sequential; ReLU and pooling have the others.
constexpr std::size_t kVgg16Convolutions[13] = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
constexpr std::size_t kVgg16Pooled = 7;       ///< side of the pooled features
constexpr std::size_t kVgg16ImageSize = 224;  ///< pixels, where published

/// A VGG16 model as it lies on disk, opened and checked.
struct Vgg16Checkpoint {
  Vgg16Architecture architecture;
  Preprocessing preprocessing;  ///< torchvision's, at 224 pixels or what the file says
  Checkpoint weights;           ///< under torchvision's names
  std::string file;             ///< of the weights
};

/// What names the image's size in the metadata of a .safetensors file; torchvision's own files leave it out.
inline constexpr const char* kVgg16SizeKey = "image_size";

/// Opens a file of torchvision's vgg16 ("features.0.weight" … "classifier.6.bias") in any format that open_weights()
/// reads, or model.safetensors of a folder; it may lie inside of a training program's dictionaries and wrappers (see
/// model_tensors). Throws Error(Model) naming the file and what does not fit.
Vgg16Checkpoint open_vgg16_checkpoint(const std::string& path);

/// torchvision's preparation of images for a model of another size: 224 of 256 pixels are kept, in proportion.
Preprocessing vgg16_preprocessing_at(std::size_t image_size);

/// Every tensor of such a model under torchvision's names.
TensorShapes vgg16_tensor_shapes(const Vgg16Architecture& architecture);

}  // namespace p8
