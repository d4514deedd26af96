#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace p8 {

/// 64-byte-aligned memory for vector code: a cache line, or a register of AVX-512. Zero at first.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t bytes)
      : bytes_((bytes + kAlignment - 1) / kAlignment * kAlignment),
        data_(bytes_ == 0 ? nullptr : std::aligned_alloc(kAlignment, bytes_)) {
    if (bytes_ == 0) return;
    if (data_ == nullptr) throw std::bad_alloc();
    std::memset(data_.get(), 0, bytes_);
  }

  template <typename Number = void>
  Number* as() const {
    return static_cast<Number*>(data_.get());
  }
  std::size_t bytes() const { return bytes_; }
  /// Makes it at least that large; what was in it is lost when it grows.
  void grow(std::size_t bytes) {
    if (bytes > bytes_) *this = AlignedBuffer(bytes);
  }

 private:
  static constexpr std::size_t kAlignment = 64;
  struct Free {
    void operator()(void* data) const { std::free(data); }
  };

  std::size_t bytes_ = 0;
  std::unique_ptr<void, Free> data_;
};

}  // namespace p8
