#include "p8/vision/tokenizer/tokenizer.h"

#include <algorithm>
#include <cassert>

#include "p8/vision/tokenizer/text_cleaning.h"
#include "p8/vision/tokenizer/words.h"

namespace p8 {

namespace {

// Bounds of what is remembered: some megabytes. Words of product titles are shorter and fewer.
constexpr std::size_t kLongestKnownWord = 64;  // bytes
constexpr std::size_t kMaxKnownWords = std::size_t{1} << 16;

}  // namespace

std::size_t TokenRows::cut() const {
  return static_cast<std::size_t>(
      std::count_if(full_length.begin(), full_length.end(), [this](std::size_t length) { return length > context; }));
}

Tokenizer::Tokenizer(const TokenVocabulary& vocabulary, const TokenizerOptions& options)
    : pairs_(vocabulary), start_(vocabulary.start), end_(vocabulary.end), options_(options) {
  assert(options.context >= 3);
  known_words_[std::string(kStartMark)] = {start_};
  known_words_[std::string(kEndMark)] = {end_};
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) {
  const std::string cleaned = clean_text(text, options_.composes);
  std::vector<std::int32_t> ids;
  for (const std::string_view word : split_words(cleaned)) {
    const std::vector<std::int32_t>& tokens = encode_word(word);
    ids.insert(ids.end(), tokens.begin(), tokens.end());
  }
  return ids;
}

TokenRows Tokenizer::tokenize(const std::vector<std::string>& texts) {
  TokenRows rows;
  rows.context = options_.context;
  rows.ids.reserve(texts.size() * options_.context);
  for (const std::string& text : texts) append_row(encode(text), rows);
  return rows;
}

TokenRows Tokenizer::chunk(const std::string& text) {
  const std::size_t room = options_.context - 2;
  TokenRows rows;
  rows.context = options_.context;
  std::vector<std::int32_t> row;
  const auto finish_row = [&] {
    append_row(row, rows);
    row.clear();
  };
  const std::string cleaned = clean_text(text, options_.composes);
  for (const std::string_view word : split_words(cleaned)) {
    const std::vector<std::int32_t>& tokens = encode_word(word);
    if (!row.empty() && row.size() + tokens.size() > room) finish_row();
    for (const std::int32_t token : tokens) {
      if (row.size() == room) finish_row();
      row.push_back(token);
    }
  }
  if (!row.empty() || rows.rows() == 0) finish_row();
  return rows;
}

const std::vector<std::int32_t>& Tokenizer::encode_word(std::string_view word) {
  std::string name(word);
  const auto known = known_words_.find(name);
  if (known != known_words_.end()) return known->second;
  std::vector<std::int32_t> tokens = pairs_.encode(word);
  if (word.size() <= kLongestKnownWord && known_words_.size() < kMaxKnownWords) {
    return known_words_.emplace(std::move(name), std::move(tokens)).first->second;
  }
  return last_word_ = std::move(tokens);
}

void Tokenizer::append_row(const std::vector<std::int32_t>& tokens, TokenRows& rows) const {
  const std::size_t kept = std::min(tokens.size(), options_.context - 2);
  rows.ids.push_back(start_);
  rows.ids.insert(rows.ids.end(), tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(kept));
  rows.ids.push_back(end_);
  rows.full_length.push_back(tokens.size() + 2);
  rows.ids.resize(rows.rows() * options_.context, options_.padding);
}

}  // namespace p8
