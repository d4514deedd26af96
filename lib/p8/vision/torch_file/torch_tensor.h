#pragma once

#include <string>

#include "p8/vision/tensors/stored_tensor.h"
#include "p8/vision/tensors/weight_error.h"
#include "p8/vision/torch_file/pickle.h"
#include "p8/vision/torch_file/torch_storages.h"

namespace p8::weights {

/// The tensor that torch._utils._rebuild_tensor(storage, offset, sizes, strides) or _v2, which appends more, stands
/// for. Throws Error(Model) naming it where the arguments are others, a number is negative, or where it reaches outside
/// its storage or has more numbers than that.
StoredTensor torch_tensor(const Pickle& pickle, const PickleValue& call, const TorchStorages& storages,
                          const std::string& name, const Place& file);

}  // namespace p8::weights
