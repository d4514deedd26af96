#pragma once

#include <optional>
#include <string_view>

#include "p8/vision/tensors/dtype.h"
#include "p8/vision/tensors/weight_error.h"
#include "p8/vision/torch_file/pickle.h"

namespace p8::weights {

/// What a name that PyTorch's pickles import stands for. These are all that p8 accepts; none is ever called.
enum class TorchRole {
  Tensor,      ///< torch._utils._rebuild_tensor(storage, offset, size, stride) and _v2, which appends more
  Parameter,   ///< torch._utils._rebuild_parameter(tensor, …)
  Dictionary,  ///< collections.OrderedDict() or, under Python 2, OrderedDict([[key, value], …])
  Size,        ///< torch.Size(sizes)
  Wrapper,     ///< torch.jit._pickle.build_intlist(list), …: its first argument is the value
  Plain,       ///< torch.device(…), torch.float32, argparse.Namespace, …: of no interest
  Storage,     ///< torch.FloatStorage, torch.cuda.HalfStorage, …: a type of numbers
  Module,      ///< __torch__.…: a class of a TorchScript archive
};

/// The role of "MODULE\nNAME"; nothing for any other name.
std::optional<TorchRole> torch_role(std::string_view global);

/// The number type of a Storage. Throws Error(Model) for one that p8 does not read.
DType storage_dtype(std::string_view global, const Place& place);

/// Throws Error(Model) that names the first import of the pickle that has no role.
void check_globals(const Pickle& pickle, const Place& place);

}  // namespace p8::weights
