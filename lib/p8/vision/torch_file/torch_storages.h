#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "p8/vision/tensors/dtype.h"
#include "p8/vision/tensors/weight_error.h"
#include "p8/vision/torch_file/pickle.h"

namespace p8::weights {

/// A run of numbers that tensors are views of.
struct TorchStorage {
  DType dtype = DType::F32;
  std::uint64_t count = 0;  ///< numbers
  std::string_view bytes;   ///< count × size_of(dtype), once a reader has found them in its container

  /// Bytes that it must have; nothing where that exceeds 64 bits.
  std::optional<std::uint64_t> size() const;
};

/// By key: the name that the pickle knows it by.
using TorchStorages = std::map<std::string_view, TorchStorage>;

/// What a persistent id of a pickle says: ("storage", type, key, location, count[, (view's key, begin, length)]).
struct StorageReference {
  std::string_view key;
  DType dtype = DType::F32;
  std::uint64_t count = 0;   ///< numbers in the storage
  std::uint64_t begin = 0;   ///< first number of the view; old files only
  std::uint64_t length = 0;  ///< numbers in the view; the whole storage where there is none
};

/// Reads a Persistent value. Throws Error(Model) where it is no such value or does not fit that form.
StorageReference storage_reference(const Pickle& pickle, PickleIndex index, const Place& place);

/// Every storage that the pickle refers to, its bytes still to be found. Throws Error(Model) where two ids contradict
/// each other.
TorchStorages storages_of(const Pickle& pickle, const Place& place);

}  // namespace p8::weights
