#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace p8 {

/// Neighbouring cells put together where nothing that matters begins or ends between them.
class CellParts {
 public:
  explicit CellParts(std::size_t cells) : begins_(cells + 1) { begins_.front() = true; }

  /// Something begins or ends before this cell.   @param cell  at most the number of cells.
  void cut_before(std::uint32_t cell) { begins_[cell] = true; }

  /// The part of each cell, from 0; one entry more than cells, so that the end of a run has one.
  std::vector<std::uint32_t> numbers() const {
    std::vector<std::uint32_t> parts;
    std::uint32_t begun = 0;
    for (const bool begins : begins_) parts.push_back((begun += begins ? 1 : 0) - 1);
    return parts;
  }

 private:
  std::vector<bool> begins_;
};

}  // namespace p8
