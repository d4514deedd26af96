#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace p8 {

/// Finds the code of a category, once a cell of text: open addressing with a hash of the text's ends and length, which
/// is enough to tell the categories of a column apart nearly always. Borrows the categories.
class CategoryIndex {
 public:
  explicit CategoryIndex(const std::vector<std::string>& categories);

  /// Index of the text among the categories, or -1.
  int code(std::string_view text) const {
    for (std::size_t slot = hash(text) & mask_; codes_[slot] >= 0; slot = (slot + 1) & mask_) {
      const std::string& known = (*categories_)[static_cast<std::size_t>(codes_[slot])];
      if (known.size() == text.size() && std::memcmp(known.data(), text.data(), text.size()) == 0) return codes_[slot];
    }
    return -1;
  }

 private:
  static std::size_t hash(std::string_view text) {
    constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio (Knuth, TAOCP 3, 6.4)
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (text.size() >= sizeof first) {
      std::memcpy(&first, text.data(), sizeof first);
      std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
    } else {
      for (const char c : text) first = first << 8 | static_cast<unsigned char>(c);
    }
    return static_cast<std::size_t>(((first * kMultiplier ^ last) + text.size()) * kMultiplier >> 32);
  }

  const std::vector<std::string>* categories_;
  std::vector<int> codes_;  // a power of two of slots, at most half of them taken; -1: free
  std::size_t mask_;
};

}  // namespace p8
