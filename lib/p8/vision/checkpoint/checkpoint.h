#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/weights/weight_file.h"

namespace p8 {

/// Names and shapes of tensors.
using TensorShapes = std::map<std::string, std::vector<std::int64_t>>;

/// A tensor of a model: one of the file, or several stacked along their first dimension.
struct CheckpointTensor {
  std::vector<StoredTensor> parts;  ///< at least one; borrowed from the file

  std::vector<std::int64_t> shape() const;
  std::size_t count() const;        ///< of numbers
  void to_float(float* out) const;  ///< count() floats, the last index fastest
};

/// The tensors of a model under the names that its network uses, whatever they are called in the file.
class Checkpoint {
 public:
  Checkpoint(WeightFile file, std::map<std::string, CheckpointTensor, std::less<>> tensors)
      : file_(std::move(file)), tensors_(std::move(tensors)) {}

  /// The file for messages, printable.
  const std::string& name() const { return file_.name(); }
  const std::map<std::string, CheckpointTensor, std::less<>>& tensors() const { return tensors_; }
  /// nullptr where there is none of that name.
  const CheckpointTensor* find(std::string_view name) const;
  /// Throws Error(Model) naming the file and the tensor where there is none.
  const CheckpointTensor& at(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Gives back the memory that the file's pages take; they are read again where they are needed.
  void release_memory() const { file_.release_memory(); }

  /// Puts trained tensors in the place of the file's own. Throws Error(Model) naming a tensor that the model does not
  /// have in that shape.
  void replace(WeightFile trained);

  /// Throws Error(Model) that names what is missing, what has another shape, and what belongs to no part of the model.
  void require_exactly(const TensorShapes& expected) const;

 private:
  WeightFile file_;
  std::vector<WeightFile> replacements_;  // what replaced tensors borrow
  std::map<std::string, CheckpointTensor, std::less<>> tensors_;
};

/// The number of different N among the names that begin PREFIX + N + "." ("transformer.resblocks." → layers).
std::size_t count_layers(const Checkpoint& checkpoint, const std::string& prefix);

}  // namespace p8
