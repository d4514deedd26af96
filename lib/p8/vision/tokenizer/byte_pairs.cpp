#include "p8/vision/tokenizer/byte_pairs.h"

#include <cassert>
#include <functional>
#include <queue>
#include <tuple>

namespace p8 {

namespace {

constexpr std::int32_t kGone = -1;

std::uint64_t key(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

/// A merge that was possible when it was noted; it still is if both tokens are what they were.
struct Candidate {
  std::size_t rank = 0;
  std::size_t position = 0;
  std::int32_t left = 0;
  std::int32_t right = 0;
  std::int32_t merged = 0;

  bool operator>(const Candidate& other) const {
    return std::tie(rank, position) > std::tie(other.rank, other.position);
  }
};

/// The tokens of a word, of which those merged into their left neighbour are gone; positions stay.
class TokenChain {
 public:
  explicit TokenChain(std::vector<std::int32_t> ids)
      : ids_(std::move(ids)), next_(ids_.size()), previous_(ids_.size()) {
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      next_[i] = i + 1;
      previous_[i] = i - 1;
    }
  }

  std::size_t end() const { return ids_.size(); }
  std::size_t next(std::size_t position) const { return next_[position]; }
  /// The one before; some number not below end() for the first.
  std::size_t previous(std::size_t position) const { return previous_[position]; }
  std::int32_t id(std::size_t position) const { return ids_[position]; }

  bool still_holds(const Candidate& pair) const {
    return ids_[pair.position] == pair.left && next_[pair.position] < end() && ids_[next_[pair.position]] == pair.right;
  }

  void merge(const Candidate& pair) {
    const std::size_t gone = next_[pair.position];
    ids_[pair.position] = pair.merged;
    ids_[gone] = kGone;
    next_[pair.position] = next_[gone];
    if (next_[gone] < end()) previous_[next_[gone]] = pair.position;
  }

  std::vector<std::int32_t> tokens() const {
    std::vector<std::int32_t> result;
    for (std::size_t i = 0; i < end(); i = next_[i]) result.push_back(ids_[i]);
    return result;
  }

 private:
  std::vector<std::int32_t> ids_;
  std::vector<std::size_t> next_;
  std::vector<std::size_t> previous_;
};

}  // namespace

BytePairs::BytePairs(const TokenVocabulary& vocabulary) : bytes_(vocabulary.bytes), last_bytes_(vocabulary.last_bytes) {
  merges_.reserve(vocabulary.merges.size());
  for (std::size_t rank = 0; rank < vocabulary.merges.size(); ++rank) {
    const TokenMerge& merge = vocabulary.merges[rank];
    merges_[key(merge.left, merge.right)] = {rank, merge.merged};
  }
}

std::vector<std::int32_t> BytePairs::encode(std::string_view word) const {
  assert(!word.empty());
  std::vector<std::int32_t> ids;
  ids.reserve(word.size());
  for (const char byte : word) ids.push_back(bytes_[static_cast<unsigned char>(byte)]);
  ids.back() = last_bytes_[static_cast<unsigned char>(word.back())];

  TokenChain chain(std::move(ids));
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
  const auto note = [&](std::size_t left, std::size_t right) {
    if (left >= chain.end() || right >= chain.end()) return;
    const Merge* const merge = find(chain.id(left), chain.id(right));
    if (merge != nullptr) candidates.push({merge->rank, left, chain.id(left), chain.id(right), merge->merged});
  };
  for (std::size_t i = 0; i + 1 < chain.end(); ++i) note(i, i + 1);

  std::vector<std::size_t> merged;
  while (!candidates.empty()) {
    // All occurrences of one pair go before anything that they make possible.
    const std::size_t rank = candidates.top().rank;
    merged.clear();
    for (; !candidates.empty() && candidates.top().rank == rank; candidates.pop()) {
      if (!chain.still_holds(candidates.top())) continue;
      chain.merge(candidates.top());
      merged.push_back(candidates.top().position);
    }
    for (const std::size_t position : merged) {
      note(chain.previous(position), position);
      note(position, chain.next(position));
    }
  }
  return chain.tokens();
}

const BytePairs::Merge* BytePairs::find(std::int32_t left, std::int32_t right) const {
  const auto found = merges_.find(key(left, right));
  return found == merges_.end() ? nullptr : &found->second;
}

}  // namespace p8
