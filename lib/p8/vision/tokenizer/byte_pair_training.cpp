#include "p8/vision/tokenizer/byte_pair_training.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <map>
#include <queue>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "p8/vision/tokenizer/byte_characters.h"
#include "p8/vision/tokenizer/text_cleaning.h"
#include "p8/vision/tokenizer/words.h"

namespace p8 {

namespace {

constexpr std::int64_t kMinMeetings = 2;

/// A different word of the texts, as the tokens that it consists of so far.
struct Word {
  std::vector<std::int32_t> tokens;
  std::int64_t count = 0;
};

struct Pair {
  std::int32_t left = 0;
  std::int32_t right = 0;

  bool operator==(const Pair& other) const { return left == other.left && right == other.right; }
};

struct HashPair {
  std::size_t operator()(const Pair& pair) const {
    return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(pair.left) << 32 |
                                      static_cast<std::uint32_t>(pair.right));
  }
};

/// How often a pair was met when that was noted.
struct Candidate {
  std::int64_t count = 0;
  Pair pair;

  /// Whether it goes after the other.
  bool operator<(const Candidate& other) const {
    if (count != other.count) return count < other.count;
    return std::tie(pair.left, pair.right) > std::tie(other.pair.left, other.pair.right);
  }
};

std::vector<Word> words_of(const std::vector<std::string>& texts, const TokenVocabulary& vocabulary) {
  std::map<std::string, std::int64_t, std::less<>> counts;  // in the words' order, whatever the texts' is
  for (const std::string& text : texts) {
    const std::string cleaned = clean_text(text, true);
    for (const std::string_view word : split_words(cleaned)) {
      if (word == kStartMark || word == kEndMark) continue;  // tokens of their own
      const auto known = counts.find(word);
      if (known != counts.end()) {
        ++known->second;
      } else {
        counts.emplace(word, 1);
      }
    }
  }
  std::vector<Word> words;
  words.reserve(counts.size());
  for (const auto& [bytes, count] : counts) {
    Word word{{}, count};
    for (const char byte : bytes) word.tokens.push_back(vocabulary.bytes[static_cast<unsigned char>(byte)]);
    word.tokens.back() = vocabulary.last_bytes[static_cast<unsigned char>(bytes.back())];
    words.push_back(std::move(word));
  }
  return words;
}

/// The words with a count of every pair in them, and where each pair may be found.
class PairCounts {
 public:
  explicit PairCounts(std::vector<Word> words) : words_(std::move(words)) {
    for (std::size_t word = 0; word < words_.size(); ++word) add(word);
    note_changed();
  }

  /// The pair to merge; its count is 0 where there is none left.
  Candidate most_frequent() {
    while (!candidates_.empty()) {
      const Candidate best = candidates_.top();
      const auto found = pairs_.find(best.pair);
      if (found != pairs_.end() && found->second.count == best.count) return best;
      candidates_.pop();  // out of date: it was noted anew when its count changed
    }
    return {};
  }

  /// Puts `merged` in the place of every occurrence, from left to right.
  void merge(const Pair& pair, std::int32_t merged) {
    std::vector<std::uint32_t> places = std::move(pairs_.at(pair).words);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    for (const std::uint32_t place : places) {
      std::vector<std::int32_t>& tokens = words_[place].tokens;
      remove(place);
      std::size_t kept = 0;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool is_here = i + 1 < tokens.size() && tokens[i] == pair.left && tokens[i + 1] == pair.right;
        tokens[kept++] = is_here ? merged : tokens[i];
        if (is_here) ++i;
      }
      tokens.resize(kept);
      add(place);
    }
    pairs_.erase(pair);
    note_changed();
  }

 private:
  struct Found {
    std::int64_t count = 0;
    std::vector<std::uint32_t> words;  // that have or had the pair; some more than once
  };

  void add(std::size_t place) {
    const Word& word = words_[place];
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      const Pair pair{word.tokens[i], word.tokens[i + 1]};
      Found& found = pairs_[pair];
      found.count += word.count;
      if (found.words.empty() || found.words.back() != place) found.words.push_back(static_cast<std::uint32_t>(place));
      changed_.push_back(pair);
    }
  }
  void remove(std::size_t place) {
    const Word& word = words_[place];
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      const Pair pair{word.tokens[i], word.tokens[i + 1]};
      pairs_.at(pair).count -= word.count;
      changed_.push_back(pair);
    }
  }
  void note_changed() {
    for (const Pair& pair : changed_) {
      const auto found = pairs_.find(pair);
      if (found != pairs_.end() && found->second.count > 0) candidates_.push({found->second.count, pair});
    }
    changed_.clear();
  }

  std::vector<Word> words_;
  std::unordered_map<Pair, Found, HashPair> pairs_;
  std::priority_queue<Candidate> candidates_;
  std::vector<Pair> changed_;
};

}  // namespace

TokenVocabulary learn_byte_pairs(const std::vector<std::string>& texts, std::size_t tokens) {
  assert(tokens >= kMinTokens);
  TokenVocabulary vocabulary;
  std::vector<std::string> written;  // what each token stands for, a blank behind one that ends a word
  for (const bool is_last : {false, true}) {
    for (const int byte : bytes_in_order()) {
      (is_last ? vocabulary.last_bytes : vocabulary.bytes)[static_cast<std::size_t>(byte)] =
          static_cast<std::int32_t>(written.size());
      written.push_back(static_cast<char>(byte) + std::string(is_last ? " " : ""));
    }
  }
  PairCounts counts(words_of(texts, vocabulary));
  // Two ways to one token ("a" + "aa", "aa" + "a") are two merges, but one entry of the file.
  std::unordered_map<std::string, std::int32_t> ids;
  while (written.size() + 2 < tokens) {
    const Candidate best = counts.most_frequent();
    if (best.count < kMinMeetings) break;
    std::string merged =
        written[static_cast<std::size_t>(best.pair.left)] + written[static_cast<std::size_t>(best.pair.right)];
    const auto [id, is_new] = ids.emplace(merged, static_cast<std::int32_t>(written.size()));
    if (is_new) written.push_back(std::move(merged));
    counts.merge(best.pair, id->second);
    vocabulary.merges.push_back({best.pair.left, best.pair.right, id->second});
  }
  vocabulary.start = static_cast<std::int32_t>(written.size());
  vocabulary.end = vocabulary.start + 1;
  return vocabulary;
}

std::size_t token_count(const TokenVocabulary& vocabulary) {
  std::int32_t highest = std::max(vocabulary.start, vocabulary.end);
  for (const TokenMerge& merge : vocabulary.merges) highest = std::max(highest, merge.merged);
  for (const auto* const bytes : {&vocabulary.bytes, &vocabulary.last_bytes}) {
    highest = std::max(highest, *std::max_element(bytes->begin(), bytes->end()));
  }
  return static_cast<std::size_t>(highest) + 1;
}

}  // namespace p8
