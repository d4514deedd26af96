#include "p8/vision/tokenizer/byte_pair_training.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/tokenizer/byte_characters.h"
#include "p8/vision/tokenizer/flat_json.h"
#include "p8/vision/tokenizer/text_cleaning.h"
#include "p8/vision/tokenizer/tokenizer.h"
#include "p8/vision/tokenizer/vocabulary_files.h"
#include "p8/vision/tokenizer/words.h"
#include "support/csv.h"
#include "support/error.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

TokenVocabulary read_back(const VocabularyFiles& files) {
  return parse_hugging_face_vocabulary(files.vocab_json, "vocab.json", files.merges_txt, "merges.txt");
}

/// The bytes of each token, with a blank behind one that ends a word.
std::map<std::int32_t, std::string> spellings(const TokenVocabulary& vocabulary) {
  std::map<std::int32_t, std::string> spelling;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    spelling[vocabulary.bytes[byte]] = std::string(1, static_cast<char>(byte));
    spelling[vocabulary.last_bytes[byte]] = std::string(1, static_cast<char>(byte)) + " ";
  }
  for (const TokenMerge& merge : vocabulary.merges) {
    spelling[merge.merged] = spelling.at(merge.left) + spelling.at(merge.right);
  }
  return spelling;
}

std::vector<std::string> merges_of(const TokenVocabulary& vocabulary) {
  const auto spelling = spellings(vocabulary);
  std::vector<std::string> merges;
  for (const TokenMerge& merge : vocabulary.merges) {
    merges.push_back(spelling.at(merge.left) + "+" + spelling.at(merge.right));
  }
  return merges;
}

std::string words_with_blanks(const std::string& text) {
  const std::string cleaned = clean_text(text);
  std::string words;
  for (const std::string_view word : split_words(cleaned)) words += std::string(word) + " ";
  return words;
}

/// The definition: every pair is counted anew before each merge.
std::vector<std::pair<std::int32_t, std::int32_t>> slow_merges(const std::vector<std::string>& texts,
                                                               std::size_t merges) {
  const TokenVocabulary alphabet = learn_byte_pairs({}, kMinTokens);
  std::vector<std::vector<std::int32_t>> words;
  for (const std::string& text : texts) {
    const std::string cleaned = clean_text(text);
    for (const std::string_view word : split_words(cleaned)) {
      std::vector<std::int32_t> tokens;
      for (const char byte : word) tokens.push_back(alphabet.bytes[static_cast<unsigned char>(byte)]);
      tokens.back() = alphabet.last_bytes[static_cast<unsigned char>(word.back())];
      words.push_back(tokens);
    }
  }
  auto spelling = spellings(alphabet);
  std::map<std::string, std::int32_t> ids;
  auto next = static_cast<std::int32_t>(kMinTokens - 2);
  std::vector<std::pair<std::int32_t, std::int32_t>> result;
  while (static_cast<std::size_t>(next) < kMinTokens - 2 + merges) {
    std::map<std::pair<std::int32_t, std::int32_t>, int> counts;
    for (const auto& word : words) {
      for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
    }
    const auto best = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best == counts.end() || best->second < 2) break;
    const auto [left, right] = best->first;
    const auto [id, is_new] = ids.emplace(spelling.at(left) + spelling.at(right), next);
    if (is_new) spelling[next++] = id->first;
    for (auto& word : words) {
      std::vector<std::int32_t> merged;
      for (std::size_t i = 0; i < word.size(); ++i) {
        const bool is_here = i + 1 < word.size() && word[i] == left && word[i + 1] == right;
        merged.push_back(is_here ? id->second : word[i]);
        if (is_here) ++i;
      }
      word = merged;
    }
    result.emplace_back(left, right);
  }
  return result;
}

std::vector<std::string> drawn_texts(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    std::string text;
    for (std::uint64_t length = random.below(30); length > 0; --length) text += "aabbc d"[random.below(7)];
    texts.push_back(text);
  }
  return texts;
}

/// The titles and descriptions of the shared pairs.
std::vector<std::string> shared_texts() {
  const auto file = test::shared_file("data/pairs/pairs.csv");
  std::vector<std::string> texts;
  for (auto& row : test::read_csv(test::read(file))) texts.push_back(row["text"]);
  return texts;
}

}  // namespace

TEST_CASE("the pair that is met most often is merged first, and a word's end is part of its last token") {
  // Sennrich et al.'s example: "low" 5 times, "lower" 2, "newest" 6, "widest" 3.
  const std::string text =
      "low low low low low lower lower newest newest newest newest newest newest widest widest widest";
  const TokenVocabulary vocabulary = learn_byte_pairs({text}, kMinTokens + 6);
  CHECK(merges_of(vocabulary) == std::vector<std::string>{"e+s", "es+t ", "l+o", "e+w", "n+ew", "new+est "});
  CHECK(token_count(vocabulary) == kMinTokens + 6);
  CHECK(vocabulary.end == static_cast<std::int32_t>(token_count(vocabulary)) - 1);
  CHECK(vocabulary.start == vocabulary.end - 1);
}

TEST_CASE("learning ends before a pair that is met only once") {
  CHECK(merges_of(learn_byte_pairs({"ab ab xyz"}, 1000)) == std::vector<std::string>{"a+b "});
  CHECK(learn_byte_pairs({}, 1000).merges.empty());
  CHECK(learn_byte_pairs({"", "<|endoftext|> <|endoftext|>"}, 1000).merges.empty());
  CHECK(token_count(learn_byte_pairs({"ab ab"}, kMinTokens)) == kMinTokens);
}

TEST_CASE("merges are those of the definition, also where pairs overlap and counts are equal") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const std::vector<std::string> texts = drawn_texts(seed);
    const TokenVocabulary vocabulary = learn_byte_pairs(texts, kMinTokens + 40);
    std::vector<std::pair<std::int32_t, std::int32_t>> merges;
    for (const TokenMerge& merge : vocabulary.merges) merges.emplace_back(merge.left, merge.right);
    CHECK(merges == slow_merges(texts, 40));
  }
}

TEST_CASE("the order of the texts changes nothing") {
  std::vector<std::string> texts = drawn_texts(7);
  const std::string before = hugging_face_files(learn_byte_pairs(texts, 560)).merges_txt;
  std::reverse(texts.begin(), texts.end());
  CHECK(hugging_face_files(learn_byte_pairs(texts, 560)).merges_txt == before);
}

TEST_CASE("a learnt vocabulary is written and read back as the same one") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    std::vector<std::string> texts = drawn_texts(seed);
    texts.insert(texts.end(), {"Crème brûlée n° 5", "crème brûlée", "\xff\xfe odd", "它 它"});
    const TokenVocabulary learnt = learn_byte_pairs(texts, 580);
    const TokenVocabulary read = read_back(hugging_face_files(learnt));
    CHECK(read.bytes == learnt.bytes);
    CHECK(read.last_bytes == learnt.last_bytes);
    CHECK(read.start == learnt.start);
    CHECK(read.end == learnt.end);
    REQUIRE(read.merges.size() == learnt.merges.size());
    for (std::size_t i = 0; i < read.merges.size(); ++i) {
      CHECK(read.merges[i].left == learnt.merges[i].left);
      CHECK(read.merges[i].right == learnt.merges[i].right);
      CHECK(read.merges[i].merged == learnt.merges[i].merged);
    }
    const auto ids = parse_flat_json(hugging_face_files(learnt).vocab_json, "vocab.json");
    CHECK(ids.size() == token_count(learnt));  // no id is left out, none is given twice
    CHECK(ids.at("<|endoftext|>") == static_cast<std::int32_t>(ids.size()) - 1);
  }
}

TEST_CASE("12,500 titles give 4,000 merges in two seconds, and every title is read back from its tokens" *
          test::needs_shared()) {
  std::vector<std::string> texts = shared_texts();
  if (texts.empty()) return;
  texts.resize(std::min<std::size_t>(texts.size(), 12500));
  const auto start = std::chrono::steady_clock::now();
  const TokenVocabulary vocabulary = learn_byte_pairs(texts, kMinTokens + 4000);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  MESSAGE("4,000 merges of " << texts.size() << " texts: " << seconds << " s");
  CHECK(seconds < 2.0);
  CHECK(vocabulary.merges.size() >= 4000);
  const auto spelling = spellings(vocabulary);
  Tokenizer tokenizer(read_back(hugging_face_files(vocabulary)));
  for (std::size_t i = 0; i < texts.size(); i += 7) {
    std::string decoded;
    for (const std::int32_t token : tokenizer.encode(texts[i])) decoded += spelling.at(token);
    CHECK(decoded == words_with_blanks(texts[i]));
  }
}

}  // namespace p8
