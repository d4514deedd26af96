#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "p8/vision/tensors/stored_tensor.h"

namespace p8 {

enum class WeightFormat {
  Safetensors,
  TorchZip,     ///< torch.save since PyTorch 1.6
  TorchScript,  ///< torch.jit.save
  TorchLegacy,  ///< torch.save before PyTorch 1.6
};

/// What a reader of one format found.
struct WeightContents {
  WeightFormat format = WeightFormat::Safetensors;
  std::vector<StoredTensor> tensors;
  /// TorchScript: the tensors that its code refers to as CONSTANTS.c0, CONSTANTS.c1, …, which are part of no module.
  std::vector<StoredTensor> constants;
  /// What a .safetensors file says of itself; the other formats have nothing of the kind.
  std::map<std::string, std::string> metadata;
  /// What the tensors borrow beside the file itself, where the file is compressed.
  std::vector<std::unique_ptr<char[]>> inflated;
};

}  // namespace p8
