#pragma once

#include <string>
#include <vector>

#include "p8/vision/tensors/stored_tensor.h"
#include "p8/vision/tensors/weight_error.h"
#include "p8/vision/torch_file/pickle.h"
#include "p8/vision/torch_file/torch_storages.h"

namespace p8::weights {

/// The tensors of a pickle, found by walking its dictionaries, lists, tuples and TorchScript modules from the root. A
/// tensor's name is `prefix` and the keys and places on the way, joined by dots. Other values are passed over, and so
/// is the state of a dictionary (PyTorch keeps "_metadata" there).
/// Throws Error(Model) as torch_tensor() does, and where the pickle is nested deeper than 64, contains itself, or
/// exceeds the limits.
std::vector<StoredTensor> tensors_of(const Pickle& pickle, const TorchStorages& storages, const Place& place,
                                     const std::string& prefix = {});

}  // namespace p8::weights
