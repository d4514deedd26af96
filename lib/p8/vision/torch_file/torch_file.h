#pragma once

#include <string_view>

#include "p8/vision/tensors/weight_contents.h"
#include "p8/vision/tensors/weight_error.h"

namespace p8::weights {

/// Reads a zip archive of torch.save (PyTorch 1.6 and later) or torch.jit.save:
///
///     NAME/data.pkl         the object: a state dict, a checkpoint, or a tree of modules (TorchScript)
///     NAME/data/KEY         its storages
///     NAME/constants.pkl    TorchScript: a tuple of tensors that the code uses, with its storages in NAME/constants/
///     NAME/byteorder        "little" or "big"; newer files
///
/// and other files, such as code, which are not looked at. Throws Error(Model).
WeightContents read_torch_zip(std::string_view bytes, const Place& file, bool verify_checksums);

/// Whether the bytes begin as torch.save of PyTorch before 1.6 began its files: with a pickle of a certain number.
bool is_torch_legacy(std::string_view bytes);

/// Reads such a file: pickles of that number, of the protocol version (1001), of a description of the machine, of the
/// object, and of the list of the storages' keys; then for each storage the count of its numbers in eight bytes, and
/// the numbers. What may follow is not looked at. Throws Error(Model).
WeightContents read_torch_legacy(std::string_view bytes, const Place& file);

}  // namespace p8::weights
