#include "p8/vision/tokenizer/byte_pairs.h"

#include <limits>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "p8/base/random.h"

namespace p8 {

namespace {

/// Bytes are their own ids, those that end a word 256 higher; merges are added in order.
class VocabularyMaker {
 public:
  VocabularyMaker() {
    for (std::int32_t byte = 0; byte < 256; ++byte) {
      vocabulary.bytes[static_cast<std::size_t>(byte)] = byte;
      vocabulary.last_bytes[static_cast<std::size_t>(byte)] = 256 + byte;
    }
  }

  std::int32_t merge(std::int32_t left, std::int32_t right) {
    vocabulary.merges.push_back({left, right, next_});
    return next_++;
  }

  TokenVocabulary vocabulary;

 private:
  std::int32_t next_ = 512;
};

bool stands_again_behind(const TokenVocabulary& vocabulary, std::size_t rank) {
  const TokenMerge& merge = vocabulary.merges[rank];
  for (std::size_t later = rank + 1; later < vocabulary.merges.size(); ++later) {
    const TokenMerge& other = vocabulary.merges[later];
    if (other.left == merge.left && other.right == merge.right) return true;
  }
  return false;
}

/// The definition: the pair of the lowest rank, everywhere from left to right, as long as there is one.
std::vector<std::int32_t> slow_encode(const TokenVocabulary& vocabulary, const std::string& word) {
  std::vector<std::int32_t> ids;
  for (const char byte : word) ids.push_back(vocabulary.bytes[static_cast<unsigned char>(byte)]);
  ids.back() = vocabulary.last_bytes[static_cast<unsigned char>(word.back())];
  while (true) {
    const TokenMerge* best = nullptr;
    for (std::size_t rank = vocabulary.merges.size(); rank-- > 0;) {
      const TokenMerge& merge = vocabulary.merges[rank];
      if (stands_again_behind(vocabulary, rank)) continue;
      for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        if (ids[i] == merge.left && ids[i + 1] == merge.right) best = &merge;
      }
    }
    if (best == nullptr) return ids;
    std::vector<std::int32_t> merged;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const bool is_pair = i + 1 < ids.size() && ids[i] == best->left && ids[i + 1] == best->right;
      merged.push_back(is_pair ? best->merged : ids[i]);
      i += is_pair ? 1 : 0;
    }
    ids = std::move(merged);
  }
}

}  // namespace

TEST_CASE("the first merge of the list is done first, and the word's last byte is another token") {
  VocabularyMaker maker;
  const std::int32_t bc = maker.merge('b', 'c');
  const std::int32_t ab = maker.merge('a', 'b');
  const BytePairs pairs(maker.vocabulary);
  CHECK(pairs.encode("abcb") == std::vector<std::int32_t>{'a', bc, 256 + 'b'});
  CHECK(pairs.encode("abab") == std::vector<std::int32_t>{ab, 'a', 256 + 'b'});
  CHECK(pairs.encode("a") == std::vector<std::int32_t>{256 + 'a'});
  CHECK(pairs.encode("\xFF") == std::vector<std::int32_t>{256 + 255});
}

TEST_CASE("equal pairs are merged from left to right") {
  VocabularyMaker maker;
  const std::int32_t aa = maker.merge('a', 'a');
  CHECK(BytePairs(maker.vocabulary).encode("aaaaab") == std::vector<std::int32_t>{aa, aa, 'a', 256 + 'b'});
}

TEST_CASE("all of one pair are merged before what the first of them makes possible") {
  VocabularyMaker maker;
  const std::int32_t bc = maker.merge('b', 'c');
  const std::int32_t ab = maker.merge('a', 'b');
  const std::int32_t abc = 600;
  maker.vocabulary.merges.push_back({abc, ab, 601});  // earlier than the merge that makes abc here
  maker.vocabulary.merges.push_back({ab, 'c', abc});
  maker.vocabulary.merges.push_back({'a', bc, abc});
  maker.vocabulary.merges.erase(maker.vocabulary.merges.begin());
  CHECK(BytePairs(maker.vocabulary).encode("abcabcx") == std::vector<std::int32_t>{abc, abc, 256 + 'x'});
}

TEST_CASE("random lists of merges encode random words as the definition does") {
  Random random(11);
  for (int repeat = 0; repeat < 200; ++repeat) {
    VocabularyMaker maker;
    std::vector<std::int32_t> tokens = {'a', 'b', 'c', 256 + 'a', 256 + 'b'};
    for (int merge = 0; merge < 12; ++merge) {
      const std::int32_t left = tokens[random.below(tokens.size())];
      const std::int32_t right = tokens[random.below(tokens.size())];
      tokens.push_back(maker.merge(left, right));
    }
    random.shuffle(maker.vocabulary.merges);
    const BytePairs pairs(maker.vocabulary);
    for (int word = 0; word < 20; ++word) {
      std::string bytes;
      for (std::size_t size = 1 + random.below(30); size > 0; --size) {
        bytes += static_cast<char>('a' + static_cast<int>(random.below(3)));
      }
      CAPTURE(bytes);
      CHECK(pairs.encode(bytes) == slow_encode(maker.vocabulary, bytes));
    }
  }
}

TEST_CASE("a word of a million bytes takes no time worth waiting for") {
  VocabularyMaker maker;
  std::int32_t token = 'a';
  for (int doubling = 0; doubling < 10; ++doubling) token = maker.merge(token, token);
  const std::vector<std::int32_t> ids = BytePairs(maker.vocabulary).encode(std::string(1'000'000, 'a'));
  CHECK(ids.front() == token);
  CHECK(ids.back() == 256 + 'a');
}

}  // namespace p8
