#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/tensors/mapped_file.h"
#include "p8/vision/tensors/stored_tensor.h"
#include "p8/vision/tensors/weight_contents.h"

namespace p8 {

struct WeightReading {
  /// Compare what a zip archive holds with its CRC-32 sums. Reads all of it once; the other formats have no sums.
  bool verify_checksums = true;
};

/// The tensors of an opened weight file. They borrow its memory: nothing is copied until they are converted.
class WeightFile {
 public:
  /// @param map  what the contents borrow; nullptr where the caller keeps the bytes.
  /// Throws Error(Model) where there is no tensor or two have one name.
  WeightFile(const std::string& name, WeightContents contents, std::unique_ptr<MappedFile> map = nullptr);

  /// The file for messages, printable.
  const std::string& name() const { return name_; }
  WeightFormat format() const { return contents_.format; }
  /// Ordered by name, byte by byte.
  const std::vector<StoredTensor>& tensors() const { return contents_.tensors; }
  /// See WeightContents; in the order of their numbers.
  const std::vector<StoredTensor>& constants() const { return contents_.constants; }
  const std::map<std::string, std::string>& metadata() const { return contents_.metadata; }
  /// nullptr where there is none of that name.
  const StoredTensor* find(std::string_view tensor) const;
  /// Throws Error(Model) naming the file and the tensor where there is none.
  const StoredTensor& at(std::string_view tensor) const;
  /// Gives back the memory that the mapped file's pages take; they are read again where they are needed.
  void release_memory() const {
    if (map_) map_->release_memory();
  }

 private:
  std::string name_;
  std::unique_ptr<MappedFile> map_;
  WeightContents contents_;
};

/// Opens a weight file of any of the formats, told apart by content, not by name: safetensors; PyTorch's state
/// dictionaries and checkpoints, in either container; TorchScript archives. No code of the file is run: of a pickle
/// only tensors, containers and plain values are read, and a file that asks for anything else is refused.
///
/// Tensors of nested dictionaries, lists and modules are named by their path: "state_dict.visual.proj", "layers.0".
/// Throws Error(Model) naming the file (and the tensor) and what was expected: missing, damaged, cut off, of an
/// unsupported kind, or no weights at all, such as a git-lfs pointer or a saved web page.
WeightFile open_weights(const std::string& path, const WeightReading& reading = {});

/// The same for bytes in memory, which are borrowed. @param name  the file for messages.
WeightFile read_weights(std::string_view bytes, const std::string& name, const WeightReading& reading = {});

}  // namespace p8
