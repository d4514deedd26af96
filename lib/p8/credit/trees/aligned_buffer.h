#pragma once

#include <cstddef>
#include <vector>

namespace p8 {

/// Numbers on cache lines of their own, for vector code; all zero at first. T is an arithmetic type.
template <typename T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t count) { grow(count); }

  /// Room for at least `count` numbers; what is there stays.
  void grow(std::size_t count) {
    const std::size_t lines = count * sizeof(T) / sizeof(Line) + 1;
    if (lines > lines_.size()) lines_.resize(lines);
  }
  T* data() { return reinterpret_cast<T*>(lines_.data()); }

 private:
  struct alignas(64) Line {
    unsigned char bytes[64];
  };
  std::vector<Line> lines_;
};

}  // namespace p8
