#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "p8/backends/onednn/layers/thread_pool.h"
#include "p8/vision/checkpoint/checkpoint.h"

namespace p8::engine {

/// A model's tensors as floats, one after the other. The file's pages are given back on the way, so that a model takes
/// its own size once.
class WeightReader {
 public:
  /// @param prefix  stands before all names.   The checkpoint is borrowed.
  explicit WeightReader(const Checkpoint& checkpoint, std::string prefix = "")
      : checkpoint_(checkpoint), prefix_(std::move(prefix)) {}

  /// Throws Error(Model) where there is none of that name.
  std::vector<float> read(const std::string& name) const {
    const CheckpointTensor& tensor = checkpoint_.at(prefix_ + name);
    std::vector<float> values(tensor.count());
    tensor.to_float(values.data());
    checkpoint_.release_memory();
    return values;
  }

  /// The rows of a matrix, (rows.size(), …): what is too large to be read twice is read in parts.
  std::vector<float> read_rows(const std::string& name, const Range& rows) const {
    std::vector<float> values;
    std::size_t first = 0;
    for (StoredTensor part : checkpoint_.at(prefix_ + name).parts) {
      const auto count = static_cast<std::size_t>(part.shape.front());
      const Range own = {std::max(rows.begin, first), std::min(rows.end, first + count)};
      if (own.begin < own.end) {
        part.data += size_of(part.dtype) * (own.begin - first) * static_cast<std::size_t>(part.strides.front());
        part.shape.front() = static_cast<std::int64_t>(own.size());
        values.resize(values.size() + element_count(part));
        to_float(part, values.data() + values.size() - element_count(part));
      }
      first += count;
    }
    checkpoint_.release_memory();
    return values;
  }
  /// The same for whoever asks later, from row `first` on.
  std::function<std::vector<float>(const Range&)> rows_of(const std::string& name, std::size_t first = 0) const {
    return [this, name, first](const Range& rows) { return read_rows(name, {first + rows.begin, first + rows.end}); };
  }

 private:
  const Checkpoint& checkpoint_;
  std::string prefix_;
};

}  // namespace p8::engine
