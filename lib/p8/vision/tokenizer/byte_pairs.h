#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace p8 {

/// Two neighbouring tokens that become one.
struct TokenMerge {
  std::int32_t left = 0;
  std::int32_t right = 0;
  std::int32_t merged = 0;
};

/// The tokens of CLIP's tokenizer as ids, at least 0.
struct TokenVocabulary {
  std::array<std::int32_t, 256> bytes = {};       ///< a byte inside a word
  std::array<std::int32_t, 256> last_bytes = {};  ///< the byte that ends a word
  std::vector<TokenMerge> merges;                 ///< the first ones are done first
  std::int32_t start = 0;                         ///< <|startoftext|>
  std::int32_t end = 0;                           ///< <|endoftext|>
};

/// Byte-pair encoding (Sennrich et al. 2016, ACL, algorithm 1; on bytes as Radford et al. 2019): a word starts as its
/// bytes; then, again and again, all occurrences of the pair that stands first in the list of merges become one token,
/// from left to right. Takes O(n log n) for a word of n bytes.
class BytePairs {
 public:
  /// Where a pair appears twice in the list, the later place counts, as in the reference.
  explicit BytePairs(const TokenVocabulary& vocabulary);

  /// The ids of one word of at least one byte.
  std::vector<std::int32_t> encode(std::string_view word) const;

 private:
  struct Merge {
    std::size_t rank = 0;
    std::int32_t merged = 0;
  };

  const Merge* find(std::int32_t left, std::int32_t right) const;

  std::array<std::int32_t, 256> bytes_;
  std::array<std::int32_t, 256> last_bytes_;
  std::unordered_map<std::uint64_t, Merge> merges_;
};

}  // namespace p8
